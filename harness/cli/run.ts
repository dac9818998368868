import { existsSync } from 'node:fs';
import { InvalidAccountId } from '../account/accounts.js';
import { type Emulator, type RecordedDecision, startEmulator } from '../emulator/index.js';
import { createPolicyFiles, type PolicyFiles } from '../rehearsal/policy-files.js';
import { RehearsalError } from '../rehearsal/rehearsal-error.js';
import { coverageText } from '../reports/coverage-text.js';
import { htmlReport, livePage } from '../reports/html.js';
import { readRecords } from '../reports/read-record.js';
import { recordFiles } from '../reports/read-run.js';
import { ReportError } from '../reports/report-error.js';
import { newRunId, runFolder } from '../reports/run-folder.js';
import { createRecordWriter } from '../reports/run-record.js';
import { runSummary } from '../reports/run-summary.js';
import { loadAccounts } from './load-accounts.js';
import { expectWritable, writeOutput } from './output-file.js';
import { makeBuckets, principalNamed, type RunPrincipal, userWith } from './run/accounts.js';
import { childEnvironment, runChild } from './run/child.js';
import { runText } from './run/run-text.js';
import { loadState } from './state-file.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface RunFlags {
  readonly policy?: string;
  readonly import?: readonly string[];
  readonly lenient?: boolean;
  readonly state?: string;
  readonly as?: string;
  readonly account?: string;
  readonly bucket?: readonly string[];
  readonly soft?: boolean;
  readonly otherEndpoint?: string;
  readonly report?: string;
}

/** The part of `process` that the command uses. */
export interface RunProcess {
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where records are kept; `.iam-rehearsal/runs` unless given. */
  readonly runs?: string;
}

/** The run did not begin. Commands have their own codes; this one is seldom among them. */
const NOT_BEGUN = 125;
const DEFAULT_ACCOUNT = '123456789012';
const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** Runs a command against an emulator of its own, tells what it was allowed and denied, and answers the command's exit code. */
export async function run(words: readonly string[], flags: RunFlags, process: RunProcess): Promise<number> {
  try {
    return await rehearsed(words, flags, process);
  } catch (error) {
    if (!isForThePerson(error)) throw error;
    process.stderr.write(`rehearse: ${error.message}\n`);
    return NOT_BEGUN;
  }
}

function isForThePerson(error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    error instanceof RehearsalError ||
    error instanceof ReportError ||
    error instanceof InvalidAccountId
  );
}

async function rehearsed(
  [command, ...args]: readonly string[],
  flags: RunFlags,
  { stderr, env, runs }: RunProcess,
): Promise<number> {
  if (command === undefined) throw new UsageError('name a command after `--`, e.g. `rehearse run -- python deploy.py`');
  if (flags.policy !== undefined && flags.as !== undefined)
    throw new UsageError('`--policy` makes a user, `--as` names one who is there: pass one of them');
  expectFlags(flags);
  await using emulator = await startEmulator({
    quotas: { UserPolicySize: 131_072 },
    ...(flags.soft && { soft: true }),
  });
  if (flags.import !== undefined) stderr.write(loadAccounts(emulator, flags.import, flags.lenient ?? false));
  if (flags.state !== undefined) loadState(emulator, flags.state);
  const files = createPolicyFiles();
  const principal = await principalOf(emulator, flags, files, (line) => stderr.write(`iam-rehearsal: ${line}\n`));
  await makeBuckets(emulator, principal, flags.bucket ?? []);
  const endpoint = await emulator.listen({ secureTransport: true });
  const decisions: RecordedDecision[] = [];
  emulator.decisions.subscribe((decision) => decisions.push(decision));
  const surroundings = { endpoint, region: emulator.region, principal, otherEndpoint: flags.otherEndpoint };
  const ended = await runChild(command, args, childEnvironment(env, surroundings));
  if (typeof ended !== 'number') {
    stderr.write(`rehearse: \`${command}\` cannot be run: ${ended.reason}\n`);
    return ended.exitCode;
  }
  const folder = writeRecord({ decisions, files, runs, emulator, principal });
  const isAdministrator = flags.policy === undefined && flags.as === undefined;
  const recorded = recordFiles(folder);
  const record = readRecords(recorded);
  const summary = runSummary(record);
  const coverage = isAdministrator ? undefined : coverageText(summary.coverage);
  const shown = [command, ...args].join(' ');
  stderr.write(`\n${runText({ command: shown, decisions: record.decisions, soft: flags.soft ?? false, coverage })}\n`);
  if (flags.report !== undefined) writeOutput('--report', flags.report, htmlReport(recorded, summary));
  stderr.write(`\nrecorded in ${folder}${flags.report === undefined ? '' : `; the report is ${flags.report}`}\n`);
  return ended;
}

/** What would be missing at the end is said before the command runs. */
function expectFlags({ report, state, otherEndpoint }: RunFlags): void {
  if (report !== undefined) {
    expectWritable('--report', report);
    livePage();
  }
  if (state !== undefined && !existsSync(state))
    throw new UsageError(`\`--state ${state}\`: there is no such file; \`rehearse serve --state\` makes one`);
  if (otherEndpoint !== undefined && !/^https?:\/\/./.test(otherEndpoint))
    throw new UsageError(`\`--other-endpoint ${otherEndpoint}\` is no URL; pass e.g. \`http://127.0.0.1:4567\``);
}

async function principalOf(
  emulator: Emulator,
  flags: RunFlags,
  files: PolicyFiles,
  say: (line: string) => void,
): Promise<RunPrincipal> {
  if (flags.as !== undefined) {
    const principal = await principalNamed(emulator, flags.as);
    say(`the command runs as ${principal.arn}`);
    return principal;
  }
  const account = accountOf(emulator, flags);
  if (flags.policy !== undefined) {
    const principal = await userWith(emulator, account, await files.read(flags.policy)).catch((error: Error) => {
      throw new UsageError(`\`--policy ${flags.policy}\`: ${error.message}`, { cause: error });
    });
    say(`the command runs as ${principal.arn}, who has the policy ${flags.policy} and nothing else`);
    return principal;
  }
  const principal = await userWith(emulator, account, ALLOW_ALL);
  say(
    `the command runs as an ADMINISTRATOR, ${principal.arn}: pass \`--policy FILE\` or \`--as PRINCIPAL\` for another`,
  );
  return principal;
}

/** Where accounts were loaded the user is made in theirs. */
function accountOf(emulator: Emulator, { account }: RunFlags): string {
  if (account !== undefined) return account;
  const loaded = emulator.snapshot().accounts.map((each) => (each as { readonly id: string }).id);
  const [only, ...others] = loaded;
  if (others.length === 0) return only ?? DEFAULT_ACCOUNT;
  throw new UsageError(`there are ${loaded.length} accounts; pass \`--account\` with one of ${loaded.join(', ')}`);
}

interface Recorded {
  readonly decisions: readonly RecordedDecision[];
  readonly files: PolicyFiles;
  readonly runs: string | undefined;
  readonly emulator: Emulator;
  readonly principal: RunPrincipal;
}

/** Those that the command had to do with. */
function accountsIn(decisions: readonly RecordedDecision[], { arn }: RunPrincipal): ReadonlySet<string> {
  const asked = decisions.map(({ decision }) => decision.request);
  return new Set([arn.split(':')[4] ?? '', ...asked.map(({ resourceAccount }) => resourceAccount)]);
}

/** For `rehearse explain` and `rehearse report`, as that of a test run. */
function writeRecord({ decisions, files, runs, emulator, principal }: Recorded): string {
  const id = newRunId();
  const folder = runFolder(id, runs);
  const writer = createRecordWriter({
    folder,
    id,
    target: 'embedded',
    worker: 'run',
    start: Date.now(),
    fileOf: (document) => files.originOf(document),
  });
  for (const { requestId, operation, decision, words, time } of decisions)
    writer.decision({ requestId, operation, decision, words, time, phase: 'test' });
  for (const account of accountsIn(decisions, principal))
    writer.assumptions({ account, ...emulator.assumePairs(account) });
  writer.flush();
  return folder;
}
