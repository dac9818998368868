import {
  type AttachedPolicy,
  authorize,
  compile,
  type Decision,
  gather,
  mapGroups,
  type OpenDecision,
  type PolicyGroup,
  type PolicySource,
} from '../engine/index.js';
import { type RecordedGroup, setOf } from './policy-references.js';
import { recordedContext } from './recorded-context.js';
import { positionsOf } from './recorded-places.js';
import { ReportError } from './report-error.js';
import type {
  AssertionLine,
  AssumptionsLine,
  DecisionLine,
  Phase,
  PolicyLine,
  RecordedAssumption,
  RecordedReason,
  RecordLine,
  RunLine,
  TestLine,
} from './run-record.js';

/** The record of a run, of all its workers, with references resolved. */
export interface ReadRun {
  /** Undefined for a record without a line. */
  readonly run: Omit<RunLine, 'line' | 'worker' | 'version'> | undefined;
  readonly tests: readonly ReadTest[];
  /** Those that took part in a decision. */
  readonly policies: readonly ReadPolicy[];
  /** In the order in which each worker made them. */
  readonly decisions: readonly ReadDecision[];
  readonly assertions: readonly ReadAssertion[];
  /** One for each test whose target could tell; none in records of older versions. */
  readonly assumptions: readonly ReadAssumptions[];
}

export type ReadTest = Omit<TestLine, 'line' | 'test'>;

/** A policy, compiled, in its place. */
export interface ReadPolicy {
  readonly attached: AttachedPolicy;
  /** Statements that the harness added. */
  readonly ownStatements: ReadonlySet<number>;
}

export interface ReadDecision {
  readonly requestId: string | undefined;
  readonly test: ReadTest | undefined;
  readonly phase: Phase;
  readonly operation: string;
  readonly words: string | undefined;
  readonly time: number;
  /** As it was made: `trace` and `explain` of the engine read it. */
  readonly decision: Decision;
  /** The target told the policies, so that it can be decided again. */
  readonly isWhole: boolean;
}

export interface ReadAssertion extends Omit<AssertionLine, 'line' | 'test' | 'decisions' | 'reason'> {
  readonly test: ReadTest;
  readonly reason: RecordedReason;
  readonly decisions: readonly ReadDecision[];
}

/** Who could assume which roles when a test ended. */
export interface ReadAssumptions extends Omit<AssumptionsLine, 'line' | 'test' | 'can'> {
  readonly test: ReadTest | undefined;
  readonly can: readonly OpenDecision[];
}

/** Decides again, by the policies of the record alone. */
export function redecide({ decision }: ReadDecision): Decision {
  return authorize(decision.request, decision.policies);
}

/** Reads texts; each is the record of one worker. */
export function readRecords(files: readonly { readonly name: string; readonly text: string }[]): ReadRun {
  const parts = files.map(({ name, text }) => readWorker(linesOf(text, name)));
  return {
    run: parts.find(({ run }) => run !== undefined)?.run,
    tests: parts.flatMap(({ tests }) => tests),
    policies: parts.flatMap(({ policies }) => policies),
    decisions: parts.flatMap(({ decisions }) => decisions),
    assertions: parts.flatMap(({ assertions }) => assertions),
    assumptions: parts.flatMap(({ assumptions }) => assumptions),
  };
}

/** The last line of a run that was killed may be half a line. */
function linesOf(text: string, file: string): readonly RecordLine[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as RecordLine];
    } catch (cause) {
      if (index === lines.length - 1) return [];
      throw new ReportError(`\`${file}:${index + 1}\` is no line of a record; record the run again`, { cause });
    }
  });
}

function readWorker(lines: readonly RecordLine[]): ReadRun {
  const of = <L extends RecordLine['line']>(name: L) =>
    lines.filter((line): line is Extract<RecordLine, { line: L }> => line.line === name);
  const [run] = of('run');
  if (run !== undefined && run.version !== 1) {
    throw new ReportError(
      `the record of run \`${run.id}\` is of version ${run.version}, which this one cannot read; record the run again`,
    );
  }
  const tests = new Map(of('test').map(({ line: _, test, ...facts }) => [test, facts]));
  const testOf = (test: number): ReadTest => tests.get(test) ?? UNFINISHED;
  const policies = new Map(of('policy').map((line) => [line.policy, readPolicy(line)]));
  const groups = createGroups(policies);
  const decisionLines = of('decision');
  const decisions = new Map(decisionLines.map((line) => [line.decision, readDecision(line, groups, policies, testOf)]));
  return {
    run: run && { id: run.id, target: run.target, start: run.start },
    tests: [...tests.values()],
    policies: takingPart(policies, decisionLines),
    decisions: [...decisions.values()],
    assertions: of('assertion').map(({ line: _, test, reason = {}, decisions: numbers, ...assertion }) => ({
      ...assertion,
      reason,
      test: testOf(test),
      decisions: numbers.flatMap((number) => decisions.get(number) ?? []),
    })),
    assumptions: of('assumptions').map(({ line: _, test, can, ...facts }) => ({
      ...facts,
      test: test === undefined ? undefined : testOf(test),
      can: can.map((assumption) => readAssumption(assumption, groups, policies)),
    })),
  };
}

/** A policy that no decision asked is none that the tests are about. */
function takingPart(
  policies: ReadonlyMap<number, ReadPolicy>,
  decisions: readonly DecisionLine[],
): readonly ReadPolicy[] {
  const asked = new Set<number>();
  for (const { policies: set = {}, deciding } of decisions) {
    mapGroups(set, (group) => {
      for (const number of group) asked.add(number);
    });
    for (const { policy } of deciding) asked.add(policy);
  }
  return [...policies].flatMap(([number, policy]) => (asked.has(number) ? [policy] : []));
}

/** A test of a worker that was killed. */
const UNFINISHED: ReadTest = { file: '', name: 'a test that did not end', state: 'failed', duration: 0 };

function readPolicy({
  kind,
  document,
  principalIds,
  source,
  places,
  ownStatements = [],
  leftOut = [],
}: PolicyLine): ReadPolicy {
  const ids = principalIds === undefined ? undefined : new Map(Object.entries(principalIds));
  const policy = compile(document, { kind, accepted: true, ...(ids && { principalIds: ids }) });
  const placed: PolicySource = places === undefined ? source : { ...source, positions: () => positionsOf(places) };
  const statements = () => policy.statements.filter(({ index }) => !leftOut.includes(index));
  const asked = leftOut.length === 0 ? policy : { ...policy, statements: statements() };
  return { attached: { policy: asked, source: placed }, ownStatements: new Set(ownStatements) };
}

/** Groups of the same policies are gathered once. */
function createGroups(policies: ReadonlyMap<number, ReadPolicy>): (numbers: RecordedGroup) => PolicyGroup {
  const made = new Map<string, PolicyGroup>();
  return (numbers) => {
    const key = numbers.join();
    const known = made.get(key) ?? gather(numbers.flatMap((number) => policies.get(number)?.attached ?? []));
    made.set(key, known);
    return known;
  };
}

function readAssumption(
  assumption: RecordedAssumption,
  groupOf: (numbers: RecordedGroup) => PolicyGroup,
  policies: ReadonlyMap<number, ReadPolicy>,
): OpenDecision {
  const { keys = [] } = assumption;
  const decision = decisionOf({ ...assumption, outcome: 'allowed' }, groupOf, policies);
  return { outcome: keys.length > 0 ? 'conditional' : 'allowed', keys, decision };
}

/** As it was made, of its line. */
function decisionOf(
  line: Pick<DecisionLine, 'outcome' | 'because' | 'layer' | 'deciding' | 'request' | 'policies'>,
  groupOf: (numbers: RecordedGroup) => PolicyGroup,
  policies: ReadonlyMap<number, ReadPolicy>,
): Decision {
  const { outcome, because, layer, request } = line;
  const deciding = line.deciding.flatMap(({ policy, sid, ...statement }) => {
    const source = policies.get(policy)?.attached.source;
    return source === undefined ? [] : [{ ...statement, sid, source }];
  });
  return {
    outcome,
    because: because as Decision['because'],
    layer,
    deciding,
    request: { ...request, context: recordedContext(request.context) },
    policies: setOf(line.policies ?? {}, groupOf),
  };
}

function readDecision(
  line: DecisionLine,
  groupOf: (numbers: RecordedGroup) => PolicyGroup,
  policies: ReadonlyMap<number, ReadPolicy>,
  testOf: (test: number) => ReadTest,
): ReadDecision {
  const { requestId, phase, operation, words, time } = line;
  return {
    requestId,
    test: line.test === undefined ? undefined : testOf(line.test),
    phase,
    operation,
    words,
    time,
    isWhole: line.policies !== undefined,
    decision: decisionOf(line, groupOf, policies),
  };
}
