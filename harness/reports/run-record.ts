import type { Layer, PolicyKind, PolicySource, Principal } from '../engine/index.js';
import type { RecordedSet } from './policy-references.js';

/**
 * The record of a run: `.iam-rehearsal/runs/<id>/<worker>.jsonl`, one line of JSON for each of these. Within a file, lines refer to one
 * another by number, and what is referred to stands before. `write-record.ts` writes it, `read-record.ts` reads the files of all workers
 * and hands out decisions that the engine can decide again.
 *
 * It holds no keys, secrets or tokens. Account ids are replaced by others where the writer is told so.
 */
export type RecordLine = RunLine | TestLine | PolicyLine | DecisionLine | AssertionLine | AssumptionsLine;

/** The first line of each file. */
export interface RunLine {
  readonly line: 'run';
  /** Of this form of the record. */
  readonly version: 1;
  readonly id: string;
  /** `embedded`, `endpoint`, ... */
  readonly target: string;
  /** Which file of the run this is. */
  readonly worker: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
}

/** A test, written when it ends. It alone may be referred to before it stands there. */
export interface TestLine {
  readonly line: 'test';
  readonly test: number;
  /** Relative to the project, with slashes. */
  readonly file: string;
  /** The names of the suites and of the test, joined by ` > `. */
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Milliseconds. */
  readonly duration: number;
}

/** A policy that took part in a decision, written before the first one. The same text attached elsewhere is another line. */
export interface PolicyLine {
  readonly line: 'policy';
  readonly policy: number;
  readonly kind: PolicyKind;
  readonly document: string;
  /** The unique ids that stand for ARNs in it, as `CompileOptions` has them. */
  readonly principalIds?: Readonly<Record<string, string>>;
  readonly source: Omit<PolicySource, 'positions'>;
  /** The places of its parts in `source.file`, where they are not those of the document: YAML, or a file that holds more. */
  readonly places?: readonly RecordedPlace[];
  /** Statements that the harness added to keep the run to itself; they are no part of what is tested. */
  readonly ownStatements?: readonly number[];
  /** Statements that did not take part: what is only decided is decided without those that the harness added. */
  readonly leftOut?: readonly number[];
}

/** Where a part of a document stands: line and column of the beginning, and of the end. */
export interface RecordedPlace {
  readonly path: readonly (string | number)[];
  readonly value: RecordedSpan;
  readonly name: RecordedSpan;
}

export type RecordedSpan = readonly [startLine: number, startColumn: number, endLine: number, endColumn: number];

/** One authorization, with everything that it takes to decide it again. */
export interface DecisionLine {
  readonly line: 'decision';
  readonly decision: number;
  /** The request id that the response carried; absent where it was only decided about. */
  readonly requestId?: string;
  /** Absent for what no test made, as in a program that was only run. */
  readonly test?: number;
  readonly phase: Phase;
  /** `iam:CreateUser`: the call, which is not always the action that was decided about. */
  readonly operation: string;
  /** AWS's sentence, where the call was refused. */
  readonly words?: string;
  /** Milliseconds since the epoch, on the wall clock. */
  readonly time: number;
  readonly outcome: 'allowed' | 'denied';
  readonly because: string;
  readonly layer?: Layer;
  readonly deciding: readonly RecordedStatement[];
  readonly request: RecordedRequest;
  /** Absent where the target did not tell the policies: such a decision can be shown, but not decided again. */
  readonly policies?: RecordedSet;
}

/** What the fixtures did to prepare a test (`account.user()`), or what the test itself did. */
export type Phase = 'setup' | 'test';

export interface RecordedStatement {
  /** Of a {@link PolicyLine}. */
  readonly policy: number;
  readonly layer: Layer;
  /** From 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly sid?: string;
}

export interface RecordedRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** By lower-case key. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What a test says must come out. A test that fails at it has the assertion with another outcome than the expected one. */
export interface AssertionLine {
  readonly line: 'assertion';
  readonly test: number;
  /** A matcher, or an awaited call of the test that succeeded, as it had to. */
  readonly by: 'matcher' | 'call';
  /** For a person: `s3:GetObject on arn:aws:s3:::notes/a`, `CreateUser`. */
  readonly what: string;
  /** The principal's ARN. */
  readonly principal?: string;
  readonly expected: 'allowed' | 'denied';
  /** What a denial has to be because of. */
  readonly reason?: RecordedReason;
  readonly outcome: 'allowed' | 'denied';
  /** Really sent, or decided about without being executed. */
  readonly how: 'called' | 'decided';
  /** All decisions about the call. It was allowed if all were. */
  readonly decisions: readonly number[];
}

/**
 * Who could assume which roles when a test ended, as the policies of both sides were then. There is none where the target cannot tell, and in
 * records of older versions; readers of those pass it over. A policy that only such a line refers to took part in no decision.
 */
export interface AssumptionsLine {
  readonly line: 'assumptions';
  /** Absent for a program that was only run. */
  readonly test?: number;
  /** Twelve digits: whose roles, users and roles as callers these are. */
  readonly account: string;
  /** Pairs of a principal and a role that were decided; those that are not in `can` were denied. */
  readonly decided: number;
  /** Pairs that were not looked at, for there were too many. */
  readonly leftOut: number;
  readonly can: readonly RecordedAssumption[];
}

/** A principal and a role that it can assume. A role stands for its sessions. */
export interface RecordedAssumption extends Pick<DecisionLine, 'because' | 'layer' | 'deciding'> {
  /** With the keys of the state only, and only those that the policies look at. */
  readonly request: RecordedRequest;
  readonly policies: RecordedSet;
  /** Condition keys that only a request brings, and on which it depends; absent where it depends on none. */
  readonly keys?: readonly string[];
}

export interface RecordedReason {
  /** A layer, a name or ARN of a policy, or a Sid. */
  readonly by?: string;
  readonly because?: string;
  readonly layer?: Layer;
  readonly sid?: string;
  /** A name or ARN. */
  readonly policy?: string;
}

export {
  type ReadAssertion,
  type ReadAssumptions,
  type ReadDecision,
  type ReadPolicy,
  type ReadRun,
  redecide,
} from './read-record.js';
export { readRun } from './read-run.js';
export { latestRun, newRunId, runFolder, runsFolder } from './run-folder.js';
export { createRecordWriter, type RecordWriter, type RecordWriterOptions } from './write-record.js';
