import { type AttachedPolicy, type DecidingStatement, type Decision, groupsOf, kindsInOrder } from '../engine/index.js';
import type { ReadAssertion, ReadDecision, ReadRun } from './run-record.js';

/** The decisions that tests are about, and by which policies they were made. */
export interface AssertedDecisions {
  /** The decisions of tests in which this policy took part. */
  with(attached: AttachedPolicy): readonly ReadDecision[];
  /** Whether a test that asserts something of this decision would fail if those in `changed` came out so instead of as recorded. */
  isNoticed(decision: ReadDecision, changed: ReadonlyMap<ReadDecision, Decision>): boolean;
  readonly assertions: number;
  /** Of decisions whose policies the target did not tell. */
  readonly unknown: number;
}

/** An assertion that failed when it was recorded asserts nothing. */
export function assertedDecisions({ assertions, decisions }: ReadRun): AssertedDecisions {
  const passed = assertions.filter(
    ({ outcome, expected, decisions: about }) => outcome === expected && about.length > 0,
  );
  const whole = passed.filter(({ decisions: about }) => about.every(({ isWhole }) => isWhole));
  const assertionsOf = new Map<ReadDecision, ReadAssertion[]>();
  for (const assertion of whole) {
    for (const decision of assertion.decisions) push(assertionsOf, decision, assertion);
  }
  const byPolicy = new Map<AttachedPolicy, ReadDecision[]>();
  // What is asserted comes first: it is what settles most questions.
  const ofTests = decisions.filter(({ phase, isWhole }) => phase === 'test' && isWhole);
  const inOrder = [...ofTests.filter((it) => assertionsOf.has(it)), ...ofTests.filter((it) => !assertionsOf.has(it))];
  for (const decision of inOrder) {
    const asked = groupsOf(decision.decision.policies).flatMap(({ policies }) => policies);
    for (const attached of new Set(asked)) push(byPolicy, attached, decision);
  }
  return {
    with: (attached) => byPolicy.get(attached) ?? [],
    isNoticed: (decision, changed) => assertionsOf.get(decision)?.some((each) => !holds(each, changed)) === true,
    assertions: whole.length,
    unknown: passed.length - whole.length,
  };
}

/** A call is allowed when all that was asked about it is; a denial may have to have a certain reason. */
function holds({ decisions, expected, reason }: ReadAssertion, changed: ReadonlyMap<ReadDecision, Decision>): boolean {
  const now = decisions.map((each) => changed.get(each) ?? each.decision);
  const denied = now.find(({ outcome }) => outcome === 'denied');
  if (denied === undefined) return expected === 'allowed';
  return expected === 'denied' && isBecauseOf(denied, reason);
}

function isBecauseOf(denied: Decision, { by, because, layer, sid, policy }: ReadAssertion['reason']): boolean {
  const { deciding } = denied;
  const isNamed = (test: (statement: DecidingStatement) => boolean) => deciding.some(test);
  return (
    (by === undefined || namesOf(denied).includes(by)) &&
    (because === undefined || denied.because === because) &&
    (layer === undefined || denied.layer === layer) &&
    (sid === undefined || isNamed((statement) => statement.sid === sid)) &&
    (policy === undefined || isNamed(({ source }) => source.name === policy || source.arn === policy))
  );
}

/** By what a denial can be called: the statement that denies, or the layer in which nothing allows and its policies. */
function namesOf({ because, layer, deciding, policies }: Decision): readonly (string | undefined)[] {
  const kind = kindsInOrder.find((each) => each.layer === layer);
  const groups = (because === 'implicit-deny' && kind?.groups(policies)) || [];
  const silent = groups.flatMap((group) => group.policies.flatMap(({ source }) => [source.name, source.arn]));
  return [layer, ...silent, ...deciding.flatMap(({ sid, source }) => [sid, source.name, source.arn])];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
