import {
  type AttachedPolicy,
  authorize,
  type Decision,
  gather,
  type PolicyGroup,
  type PolicySet,
  type Span,
} from '../engine/index.js';
import {
  actionMatches,
  type CompiledStatement,
  compileStatement,
  conditionsHold,
  principalMatches,
  resourceMatches,
} from '../engine/statement.js';
import { type AssertedDecisions, assertedDecisions } from './asserted-decisions.js';
import { type PolicyPlaces, placesOf } from './document-paths.js';
import { type MutatedPart, type MutatorName, mutationsOf, type StatementMutation } from './mutators.js';
import { type PolicyUnderTest, policiesUnderTest } from './policies-under-test.js';
import { withGroups } from './policy-references.js';
import type { ReadDecision, ReadRun } from './run-record.js';

/** Which faults of the policies the tests would notice. No test runs again: the recorded requests are decided again in memory. */
export interface MutationReport {
  readonly mutants: readonly Mutant[];
  /** How many assertions there were to notice something. */
  readonly assertions: number;
  /** Assertions about decisions whose policies the target did not tell: they notice nothing. */
  readonly unknown: number;
}

/** One policy with one fault. */
export interface Mutant {
  readonly policy: PolicyUnderTest;
  /** Undefined where the whole policy is dropped. */
  readonly statement: CompiledStatement | undefined;
  readonly mutator: MutatorName;
  /** For a person: `action s3:GetObject widened to *`. */
  readonly what: string;
  /** The text that is changed; empty for the whole. */
  readonly subject: string;
  readonly effect: StatementMutation['effect'];
  readonly place: Span;
  /** `killed`: a test would have failed. */
  readonly state: 'killed' | 'survived';
  /** Of a survivor: a call of a test that would come out otherwise, which no test asserts. */
  readonly unasserted: ReadDecision | undefined;
}

export function mutatePolicies(run: ReadRun): MutationReport {
  const asserted = assertedDecisions(run);
  const mutants = policiesUnderTest(run.policies).flatMap((policy) => [
    ...boundaryMutants(policy, asserted),
    ...statementMutants(policy, asserted),
  ]);
  return { mutants, assertions: asserted.assertions, unknown: asserted.unknown };
}

/** Decides everything again under a fault, until a test notices. */
interface Fault {
  /** Undefined where the fault cannot change the decision. */
  decide(decision: ReadDecision, attached: AttachedPolicy): Decision | undefined;
}

function judge({ variants }: PolicyUnderTest, { decide }: Fault, asserted: AssertedDecisions) {
  let unasserted: ReadDecision | undefined;
  const changed = new Map<ReadDecision, Decision>();
  for (const attached of variants) {
    for (const decision of asserted.with(attached)) {
      const now = decide(decision, attached);
      if (now === undefined || isSame(now, decision.decision)) continue;
      changed.set(decision, now);
      if (asserted.isNoticed(decision, changed)) return { state: 'killed', unasserted: undefined } as const;
      if (now.outcome !== decision.decision.outcome) unasserted ??= decision;
    }
  }
  return { state: 'survived', unasserted } as const;
}

function isSame(one: Decision, other: Decision): boolean {
  return (
    one.outcome === other.outcome &&
    one.because === other.because &&
    one.layer === other.layer &&
    isSameStatement(one, other)
  );
}

function isSameStatement({ deciding: [one] }: Decision, { deciding: [other] }: Decision): boolean {
  return one?.source === other?.source && one?.index === other?.index;
}

function boundaryMutants(policy: PolicyUnderTest, asserted: AssertedDecisions): readonly Mutant[] {
  if (policy.kind !== 'boundary') return [];
  const fault: Fault = {
    decide({ decision: { request, policies } }, attached) {
      const { boundary, ...others } = policies;
      return boundary?.policies.includes(attached) ? authorize(request, others) : undefined;
    },
  };
  const facts = {
    statement: undefined,
    mutator: 'drop-boundary',
    what: 'boundary dropped',
    subject: '',
    effect: 'more',
  } as const;
  const place = placesOf(policy.policy, policy.source).document();
  return [{ policy, ...facts, place, ...judge(policy, fault, asserted) }];
}

function statementMutants(policy: PolicyUnderTest, asserted: AssertedDecisions): readonly Mutant[] {
  const places = placesOf(policy.policy, policy.source);
  return policy.policy.statements
    .filter(({ index }) => !policy.ownStatements.has(index))
    .flatMap((statement) => {
      const strengths = recordedStrengths();
      return mutationsOf(statement.element, policy.kind).map((mutation) => {
        const { mutator, what, subject, effect, part } = mutation;
        const judged = judge(policy, statementFault(statement.index, mutation, strengths), asserted);
        return {
          policy,
          statement,
          mutator,
          what,
          subject,
          effect,
          place: placeOf(part, statement, places),
          ...judged,
        };
      });
    });
}

type Strengths = (decision: ReadDecision, statement: CompiledStatement) => number;

/** How the statement met each request as it was, worked out once for all of its mutants. */
function recordedStrengths(): Strengths {
  const known = new Map<CompiledStatement, Map<ReadDecision, number>>();
  return (decision, statement) => {
    const ofStatement = known.get(statement) ?? new Map<ReadDecision, number>();
    known.set(statement, ofStatement);
    const strength = ofStatement.get(decision) ?? strengthOf(statement, decision.decision);
    ofStatement.set(decision, strength);
    return strength;
  };
}

function strengthOf(statement: CompiledStatement, { request, policies }: Decision): number {
  if (!actionMatches(statement, request.action.toLowerCase()) || !resourceMatches(statement, request)) return 0;
  const strength = principalMatches(statement, request, policies.boundary !== undefined);
  return conditionsHold(statement, request) ? strength : 0;
}

/** Most requests are met by the mutated statement as they were before, and need no further look. */
function statementFault(index: number, { apply, mutator }: StatementMutation, strengths: Strengths): Fault {
  const mutated = new Map<AttachedPolicy, MutatedPolicy | undefined>();
  const groups = new Map<PolicyGroup, PolicyGroup>();
  const mutate = (attached: AttachedPolicy) => {
    if (!mutated.has(attached)) mutated.set(attached, mutatedPolicy(attached, index, apply));
    return mutated.get(attached);
  };
  return {
    decide(recorded, attached) {
      const { decision } = recorded;
      const policy = mutate(attached);
      if (policy === undefined) return undefined;
      const before = strengths(recorded, policy.original);
      const after = policy.statement === undefined ? 0 : strengthOf(policy.statement, decision);
      if (before === after && (mutator !== 'flip-effect' || before === 0)) return undefined;
      return authorize(decision.request, replaceIn(decision.policies, attached, policy.attached, groups));
    },
  };
}

interface MutatedPolicy {
  readonly original: CompiledStatement;
  readonly statement: CompiledStatement | undefined;
  readonly attached: AttachedPolicy;
}

/** Undefined for a variant that has no such statement. */
function mutatedPolicy(
  { policy, source }: AttachedPolicy,
  index: number,
  apply: StatementMutation['apply'],
): MutatedPolicy | undefined {
  const original = policy.statements.find((statement) => statement.index === index);
  if (original === undefined) return undefined;
  const element = apply(original.element);
  const statement = element && compileStatement(element, index, policy.version, policy.principalIds);
  const statements = policy.statements.flatMap((each) => (each === original ? (statement ?? []) : each));
  const { kind, version, document, principalIds } = policy;
  return { original, statement, attached: { source, policy: { kind, version, document, principalIds, statements } } };
}

function replaceIn(
  policies: PolicySet,
  from: AttachedPolicy,
  to: AttachedPolicy,
  groups: Map<PolicyGroup, PolicyGroup>,
): PolicySet {
  return withGroups(policies, (group) => {
    if (!group.policies.includes(from)) return group;
    const known = groups.get(group) ?? gather(group.policies.map((attached) => (attached === from ? to : attached)));
    groups.set(group, known);
    return known;
  });
}

function placeOf(
  part: MutatedPart,
  { index, exceptActions, exceptResources }: CompiledStatement,
  places: PolicyPlaces,
): Span {
  switch (part.part) {
    case 'statement':
      return places.statement(index);
    case 'effect':
      return places.element(index, 'Effect');
    case 'principal':
      return places.element(index, 'Principal');
    case 'conditions':
      return places.element(index, 'Condition');
    case 'action':
      return places.item(index, exceptActions ? 'NotAction' : 'Action', part.item);
    case 'resource':
      return places.item(index, exceptResources ? 'NotResource' : 'Resource', part.item);
    case 'key':
      return places.condition(index, part.operator, part.key);
    case 'value':
      return places.value(index, part.operator, part.key, part.item);
    default:
      return part satisfies never;
  }
}
