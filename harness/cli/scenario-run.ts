import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type CallLog, readLog } from '../drift/call-log.js';
import { UsageError } from './usage-error.js';

/** The tests of one run on one target, with what they called. */
export interface ScenarioRun {
  readonly log: CallLog;
  readonly results: readonly TestResult[];
}

export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly message?: string;
}

export interface ScenarioRunOptions {
  /** Filters of Vitest: parts of the paths of test files. */
  readonly files: readonly string[];
  /** Of the project, where Vitest and its configuration are found. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: string;
  /** For what the workers write down; it is made. */
  readonly folder: string;
  /** Told of every line that the fixtures' setup prints: the target, the plan of a real account, the proof. */
  readonly onLine: (line: string) => void;
}

/** A run did not come so far that anything could be compared. */
export class NotRun extends Error {
  override readonly name = 'NotRun';
}

/** Runs scenarios in a Vitest of their own, whatever the tests say. Throws {@link NotRun} where none of them ran. */
export async function runScenarios(options: ScenarioRunOptions): Promise<ScenarioRun> {
  const { files, cwd, env, target, folder, onLine } = options;
  await mkdir(folder, { recursive: true });
  const results = join(folder, 'results.json');
  const args = ['run', ...files, '--reporter=json', `--outputFile=${results}`, '--retry=0', '--passWithNoTests=false'];
  const child = spawn(process.execPath, [vitestIn(cwd), ...args], {
    cwd,
    env: { ...env, REHEARSAL_TARGET: target, REHEARSAL_CALLS: folder, FORCE_COLOR: '0' },
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  let output = '';
  let line = '';
  const read = (chunk: string) => {
    output += chunk;
    const lines = (line + chunk).split('\n');
    line = lines.pop() ?? '';
    for (const whole of lines) if (/^(iam-rehearsal:| {2})/.test(whole)) onLine(whole);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  await new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  const told = existsSync(results) ? readFileSync(results, 'utf8') : undefined;
  const run = told === undefined ? [] : resultsOf(told, cwd);
  if (told !== undefined && (JSON.parse(told) as JsonResults).testResults.length === 0) {
    const which = files.map((file) => `\`${file}\``).join(' or ');
    throw new NotRun(
      `no test file has ${which} in its path; name yours after the options, e.g. \`rehearse drift --against endpoint src/iam\``,
    );
  }
  if (run.every(({ state }) => state === 'skipped')) {
    throw new NotRun(`on \`${target}\` no test ran:\n${output.trim().split('\n').slice(-30).join('\n')}`);
  }
  return { log: readLog(folder), results: run };
}

/** Only what is read here of Vitest's JSON. https://vitest.dev/guide/reporters.html#json-reporter */
interface JsonResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

function resultsOf(text: string, cwd: string): readonly TestResult[] {
  return (JSON.parse(text) as JsonResults).testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => {
      const message = failureMessages?.[0]?.split('\n')[0];
      return {
        file: relative(cwd, file).replaceAll('\\', '/'),
        name: [...ancestorTitles.filter((it) => it !== ''), title].join(' > '),
        state: status === 'passed' || status === 'failed' ? status : 'skipped',
        ...(message !== undefined && { message }),
      } satisfies TestResult;
    }),
  );
}

function vitestIn(cwd: string): string {
  try {
    return join(dirname(createRequire(join(cwd, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs');
  } catch (cause) {
    throw new UsageError(
      `there is no Vitest in \`${cwd}\`: run this where the scenarios are, after \`npm i -D vitest\``,
      {
        cause,
      },
    );
  }
}
