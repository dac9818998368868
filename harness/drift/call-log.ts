import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { ProofOutcome, TestCalls } from './call.js';
import type { LeftOut, ParityCase } from './parity-case.js';

/** What the workers of one run wrote down. */
export interface CallLog {
  readonly tests: readonly TestCalls[];
  /** Of each process that proved enforcement. */
  readonly proofs: readonly ProofOutcome[];
  /** What the emulator decided, as questions to AWS's simulator; only where they were asked for. */
  readonly cases: readonly (ParityCase | LeftOut)[];
}

type Line =
  | { readonly kind: 'cases'; readonly cases: readonly (ParityCase | LeftOut)[] }
  | ({ readonly kind: 'test' } & TestCalls)
  | ({ readonly kind: 'proof' } & ProofOutcome);

/** Each worker writes a file of its own, one line for each test. */
export function appendToLog(folder: string, line: Line): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** The log of a whole run; a test that ran several times (a retry) counts as it ran last. */
export function readLog(folder: string): CallLog {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  const lines = files
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const tests = lines.flatMap((line) => (line.kind === 'test' ? [line] : []));
  const byName = new Map(tests.map(({ file, name, calls }) => [`${file}\n${name}`, { file, name, calls }]));
  const proofs = lines.flatMap((line) => (line.kind === 'proof' ? [{ failure: line.failure }] : []));
  const cases = lines.flatMap((line) => (line.kind === 'cases' ? line.cases : []));
  return {
    cases,
    tests: [...byName.values()].sort((one, other) => order(one).localeCompare(order(other))),
    proofs,
  };
}

function order({ file }: TestCalls): string {
  return file;
}
