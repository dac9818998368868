import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttachedPolicy,
  type AuthorizationRequest,
  compile,
  type Decision,
  type OpenDecision,
  type PolicySource,
} from '../engine/index.js';
import { referencesOf } from './policy-references.js';
import { withOtherAccounts, withoutSecrets } from './record-secrets.js';
import { recordPlaces } from './recorded-places.js';
import type {
  AssertionLine,
  AssumptionsLine,
  DecisionLine,
  Phase,
  PolicyLine,
  RecordedRequest,
  RecordLine,
  RunLine,
  TestLine,
} from './run-record.js';

export interface RecordWriterOptions extends Pick<RunLine, 'id' | 'target' | 'worker' | 'start'> {
  /** Of the run; it is made where it is missing. */
  readonly folder: string;
  /** The `Sid`s of statements that the harness adds to policies. */
  readonly ownSids?: readonly string[];
  /** The file that a document was loaded from, which is not known to whoever decides. */
  fileOf?(document: string): Pick<PolicySource, 'file' | 'positions'> | undefined;
  /** Writes other account ids; the same salt gives the same ones. */
  readonly redactAccounts?: { readonly salt: string };
  /** Keeps out of every text what is someone else's, in an account of others. */
  redact?(text: string): string;
}

/** A decision as it was made, with the policies that were asked. */
export interface MadeDecision extends Pick<DecisionLine, 'operation' | 'time' | 'requestId' | 'test'> {
  readonly phase: Phase;
  readonly decision: Decision;
  readonly words?: string | undefined;
}

/** A decision that a server told, without its policies. */
export type ToldDecision = Omit<DecisionLine, 'line' | 'decision' | 'policies' | 'deciding'> & {
  readonly deciding: readonly Decision['deciding'][number][];
};

/** Who can assume which roles, as the target told when the test ended. */
export interface MadeAssumptions extends Omit<AssumptionsLine, 'line' | 'can'> {
  readonly can: readonly OpenDecision[];
}

/** Writes the record of one worker. Lines are kept until `flush`, which is called when a test ends. */
export interface RecordWriter {
  /** The number of a test that begins. */
  beginTest(): number;
  endTest(test: Omit<TestLine, 'line'>): void;
  /** The number of the decision, for assertions about it. */
  decision(made: MadeDecision): number;
  told(told: ToldDecision): number;
  assertion(assertion: Omit<AssertionLine, 'line'>): void;
  assumptions(made: MadeAssumptions): void;
  flush(): void;
}

export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { folder, id, target, worker, start, redactAccounts, redact } = options;
  const file = join(folder, `${worker}.jsonl`);
  const lines: string[] = [];
  let tests = 0;
  let decisions = 0;
  const add = (line: RecordLine) => {
    const text = withoutSecrets(JSON.stringify(line, redact && redacting(redact)));
    lines.push(redactAccounts === undefined ? text : withOtherAccounts(text, redactAccounts.salt));
  };
  const { numberOf, numberOfSource } = internPolicies(options, add);
  const decidingOf = ({ deciding }: Pick<Decision, 'deciding'>, number: (source: PolicySource) => number) =>
    deciding.map(({ source, sid, ...statement }) => ({
      policy: number(source),
      ...statement,
      ...(sid !== undefined && { sid }),
    }));
  const wholeOf = (made: Decision) => {
    const policies = referencesOf(made.policies, numberOf);
    const deciding = decidingOf(made, numberOfSource);
    const { because, layer, request } = made;
    return { because, ...(layer !== undefined && { layer }), deciding, request: asked(request), policies };
  };
  mkdirSync(folder, { recursive: true });
  add({ line: 'run', version: 1, id, target, worker, start });
  return {
    beginTest: () => ++tests,
    endTest: (test) => add({ line: 'test', ...test }),
    decision({ decision: made, words, ...facts }) {
      const said = words === undefined ? {} : { words };
      const { outcome } = made;
      add({ line: 'decision', decision: ++decisions, ...facts, ...said, outcome, ...wholeOf(made) });
      return decisions;
    },
    told({ deciding, ...facts }) {
      const statements = decidingOf({ deciding }, numberOfSource);
      add({ line: 'decision', decision: ++decisions, ...facts, deciding: statements });
      return decisions;
    },
    assumptions: ({ can, ...facts }) =>
      add({
        line: 'assumptions',
        ...facts,
        can: can.map(({ keys, decision: made }) => ({ ...wholeOf(made), ...(keys.length > 0 && { keys }) })),
      }),
    assertion: (assertion) => add({ line: 'assertion', ...assertion }),
    flush() {
      if (lines.length > 0) appendFileSync(file, `${lines.splice(0).join('\n')}\n`);
    },
  };
}

/** What a line says with words of its own, which a name of others may happen to be. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...['line', 'id', 'target', 'worker', 'kind', 'state', 'phase', 'outcome', 'expected', 'because', 'layer', 'effect'],
  ...['how', 'by', 'type', 'operation', 'action'],
]);

function redacting(redact: (text: string) => string) {
  return (name: string, value: unknown) => (typeof value === 'string' && !OWN_WORDS.has(name) ? redact(value) : value);
}

/** Numbers policies by what they are and where they are attached; each is written once. */
function internPolicies({ ownSids = [], fileOf }: RecordWriterOptions, add: (line: PolicyLine) => void) {
  const own = new Set(ownSids);
  const numbers = new Map<string, number>();
  const known = new WeakMap<AttachedPolicy, number>();
  const bySource = new WeakMap<PolicySource, number>();
  const intern = (line: Omit<PolicyLine, 'line' | 'policy'>): number => {
    const key = JSON.stringify([line.kind, line.document, line.principalIds, line.source, line.leftOut]);
    const number = numbers.get(key);
    if (number !== undefined) return number;
    numbers.set(key, numbers.size + 1);
    add({ line: 'policy', policy: numbers.size, ...line });
    return numbers.size;
  };
  const numberOf = (attached: AttachedPolicy): number => {
    const number = known.get(attached) ?? intern(policyLine(attached, own, fileOf));
    known.set(attached, number);
    bySource.set(attached.source, number);
    return number;
  };
  // A server that tells no documents tells at least the names of the policies that decided.
  const numberOfSource = (source: PolicySource): number =>
    bySource.get(source) ?? intern({ kind: 'identity', document: '{}', source: named(source) });
  return { numberOf, numberOfSource };
}

function policyLine(
  { policy, source }: AttachedPolicy,
  own: ReadonlySet<string>,
  fileOf: RecordWriterOptions['fileOf'],
): Omit<PolicyLine, 'line' | 'policy'> {
  const { kind, document, principalIds } = policy;
  const { file, positions } = source.file === undefined ? (fileOf?.(document) ?? source) : source;
  const statements = allStatements(policy);
  const ownStatements = ownStatementsOf(statements, own);
  const there = new Set(policy.statements.map(({ index }) => index));
  const leftOut = statements.map(({ index }) => index).filter((index) => !there.has(index));
  return {
    kind,
    document,
    ...(principalIds && principalIds.size > 0 && { principalIds: Object.fromEntries(principalIds) }),
    source: { ...named(source), ...(file !== undefined && { file }) },
    ...(file !== undefined && positions && { places: recordPlaces(document, positions) }),
    ...(ownStatements.length > 0 && { ownStatements }),
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** A policy that was asked without some of its statements is compiled once more, which takes long. */
function allStatements({ kind, document, statements }: AttachedPolicy['policy']): typeof statements {
  const { Statement } = JSON.parse(document) as { readonly Statement?: unknown };
  const count = Array.isArray(Statement) ? Statement.length : 1;
  return count === statements.length ? statements : compile(document, { kind, accepted: true }).statements;
}

/** A document whose other statements only allow everything is the harness's as a whole. */
function ownStatementsOf(
  statements: AttachedPolicy['policy']['statements'],
  own: ReadonlySet<string>,
): readonly number[] {
  const added = statements.filter(({ sid }) => sid !== undefined && own.has(sid));
  if (added.length === 0) return [];
  const others = statements.filter((statement) => !added.includes(statement));
  const allowEverything = others.every(
    ({ effect, element: { action, resource, conditions } }) =>
      effect === 'Allow' && action?.join() === '*' && resource?.join() === '*' && conditions.length === 0,
  );
  return (allowEverything ? statements : added).map(({ index }) => index);
}

function named({ name, arn, attachedTo, file }: PolicySource): PolicyLine['source'] {
  return {
    name,
    ...(arn !== undefined && { arn }),
    ...(attachedTo !== undefined && { attachedTo }),
    ...(file !== undefined && { file }),
  };
}

function asked({ principal, action, resource, resourceAccount, context }: AuthorizationRequest): RecordedRequest {
  const values: Record<string, string | readonly string[]> = {};
  for (const key of context.keys()) {
    const value = context.get(key);
    if (value !== undefined) values[key.toLowerCase()] = value;
  }
  return { principal, action, resource, resourceAccount, context: values };
}
