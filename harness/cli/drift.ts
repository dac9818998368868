import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestCalls } from '../drift/call.js';
import { compareRuns } from '../drift/compare.js';
import { withoutAccounts } from '../drift/names.js';
import { writeRecordings } from '../drift/recording.js';
import { type DriftReport, driftText, hasDrift, type TestDifference } from '../drift/report.js';
import { expectWritable, writeOutput } from './output-file.js';
import { NotRun, runScenarios, type ScenarioRun, type TestResult } from './scenario-run.js';
import { createTerminal, type Output } from './terminal.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface DriftFlags {
  readonly against?: string;
  readonly json?: string;
  /** A folder. */
  readonly record?: string;
}

export interface DriftProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  cwd(): string;
}

/** `embedded` is what the others are compared with. */
const OTHERS = ['live', 'endpoint', 'localstack', 'container'];

/** What Vitest filters paths by where no file is named. */
const SCENARIOS = ['scenario'];

const NOTE = 'Recorded by `rehearse drift --record`.';

/** The exit codes: no difference, at least one, and nothing that could be compared. */
const [SAME, DIFFERENT, NOT_COMPARED] = [0, 1, 2];

/** Runs scenarios on the embedded emulator and on another target, and reports each call that they answer differently. */
export async function drift(files: readonly string[], flags: DriftFlags, process: DriftProcess): Promise<number> {
  const { stdout, env } = process;
  const against = otherTarget(flags.against);
  if (flags.json !== undefined) expectWritable('--json', flags.json);
  const folder = await mkdtemp(join(tmpdir(), 'rehearse-drift-'));
  const terminal = createTerminal(stdout, env);
  const run = (target: string) =>
    runScenarios({
      files: files.length > 0 ? files : SCENARIOS,
      cwd: process.cwd(),
      env,
      target,
      folder: join(folder, target),
      onLine: (line) => target !== 'embedded' && terminal.line(line),
    });
  try {
    terminal.line('running the scenarios on `embedded`');
    const embedded = await run('embedded');
    terminal.line(`running the scenarios on \`${against}\``);
    const other = await run(against);
    const report = reportOf(against, embedded, other);
    stdout.write(driftText(report));
    if (flags.json !== undefined) writeOutput('--json', flags.json, `${JSON.stringify(report, undefined, 2)}\n`);
    if (flags.record !== undefined) {
      const files = writeRecordings(flags.record, against, other.log.tests, NOTE);
      stdout.write(files.map((file) => `recorded: ${file}\n`).join(''));
    }
    return hasDrift(report) ? DIFFERENT : SAME;
  } catch (error) {
    if (!(error instanceof NotRun)) throw error;
    stdout.write(`nothing was compared: ${error.message}\n`);
    return NOT_COMPARED;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function otherTarget(against: string | undefined): string {
  if (against !== undefined && OTHERS.includes(against)) return against;
  const given = against === undefined ? 'is missing' : `is \`${against}\``;
  throw new UsageError(`\`--against\` ${given}; pass one of ${OTHERS.map((name) => `\`${name}\``).join(', ')}`);
}

function reportOf(against: string, embedded: ScenarioRun, other: ScenarioRun): DriftReport {
  const ran = embedded.results.filter(({ state }) => state !== 'skipped');
  const otherwise = ran.flatMap((test) => testDifference(test, other.results));
  const isIn = (tests: readonly TestDifference[], { file, name }: TestCalls) =>
    tests.some((test) => test.file === file && test.test === name);
  const absent = otherwise.filter(({ actual }) => actual !== 'failed' && actual !== 'passed');
  const [common, others] = [embedded, other].map(({ log }) => log.tests.filter((test) => !isIn(absent, test)));
  const failed = otherwise.filter(({ actual }) => actual === 'failed');
  const failure = other.log.proofs.find((proof) => proof.failure !== undefined)?.failure;
  return {
    against,
    tests: ran.length - absent.length,
    ...compareRuns(common ?? [], others ?? [], (test) => isIn(failed, test)),
    otherwise,
    ...(failure !== undefined && { proofFailure: failure }),
  };
}

function testDifference({ file, name, state }: TestResult, others: readonly TestResult[]): readonly TestDifference[] {
  const found = others.find((other) => other.file === file && other.name === name);
  const actual = found?.state ?? 'absent';
  if (actual === state) return [];
  const message = found?.message;
  return [
    { file, test: name, expected: state, actual, ...(message !== undefined && { message: withoutAccounts(message) }) },
  ];
}
