import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, SimulateCustomPolicyCommand, type SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { compareWithSimulator, type ParityReport, parityText } from '../drift/parity.js';
import type { LeftOut, ParityCase } from '../drift/parity-case.js';
import { policyQuestions } from '../drift/policy-questions.js';
import { PolicyError, readYaml } from '../engine/index.js';
import { serviceReference } from '../reference/services.js';
import { NotRun, runScenarios } from './scenario-run.js';
import type { Output } from './terminal.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface ParityFlags {
  readonly against?: string;
  readonly json?: string;
}

interface ParityProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  cwd(): string;
}

/** IAM throttles, at a rate that AWS does not publish: the client slows itself down. */
const PATIENT = { retryMode: 'adaptive', maxAttempts: 10 } as const;

/**
 * Compares the engine with AWS's SimulateCustomPolicy, for the policies of the scenarios or of given files. It reads, and creates nothing.
 * Answers the exit code, as `drift` does.
 */
export async function parity(files: readonly string[], flags: ParityFlags, process: ParityProcess): Promise<number> {
  const { stdout } = process;
  const { iam, account } = await simulator(flags.against ?? 'live', process.env);
  try {
    const policies = files.filter((file) => /\.(json|ya?ml)$/.test(file));
    const cases = policies.length > 0 ? await casesOfFiles(policies) : await casesOfScenarios(files, process);
    const questions = cases.flatMap((it) => ('leftOut' in it ? [] : [it]));
    const compared = await compareWithSimulator(questions, account, async (input) => {
      const answer = await iam.send(new SimulateCustomPolicyCommand(input as SimulateCustomPolicyCommandInput));
      return answer.EvaluationResults?.[0]?.EvalDecision ?? 'implicitDeny';
    });
    const report: ParityReport = { ...compared, leftOut: counted(cases) };
    stdout.write(parityText(report));
    if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(report, undefined, 2)}\n`);
    return report.differences.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof NotRun)) throw error;
    stdout.write(`nothing was compared: ${error.message}\n`);
    return 2;
  } finally {
    iam.destroy();
  }
}

/** Where SimulateCustomPolicy is asked, and by whom. On AWS the account has to be the one that is meant. */
async function simulator(against: string, env: ParityProcess['env']) {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  const config = { ...PATIENT, region, ...placeOf(against, env) };
  const sts = new STSClient(config);
  try {
    const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    if (against === 'live' && env.REHEARSAL_LIVE_ACCOUNT !== Account) {
      throw new UsageError('set REHEARSAL_LIVE_ACCOUNT to the account of the credentials, whose simulator is asked');
    }
    return { iam: new IAMClient(config), account: Account };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new UsageError(`\`${against}\` cannot be asked (${reason}); check the credentials`, { cause });
  } finally {
    sts.destroy();
  }
}

function placeOf(against: string, env: ParityProcess['env']) {
  if (against === 'live') return {};
  if (against !== 'endpoint') {
    throw new UsageError(
      `\`--parity\` asks a simulator: \`--against\` is \`live\` or \`endpoint\`, not \`${against}\``,
    );
  }
  const { REHEARSAL_ENDPOINT: endpoint = '', REHEARSAL_ENDPOINT_ACCESS_KEY_ID: accessKeyId = '' } = env;
  return { endpoint, credentials: { accessKeyId, secretAccessKey: env.REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY ?? '' } };
}

async function casesOfFiles(files: readonly string[]): Promise<readonly ParityCase[]> {
  const cases = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new UsageError(`\`${file}\` cannot be read`, { cause });
      });
      try {
        const document = /\.ya?ml$/.test(file) ? (await readYaml(text)).document : text;
        return policyQuestions(file, document ?? '', serviceReference());
      } catch (cause) {
        const isOfPolicy = cause instanceof PolicyError || cause instanceof SyntaxError || cause instanceof TypeError;
        if (!isOfPolicy) throw cause;
        throw new UsageError(`\`${file}\` is no policy: ${cause.message}; see \`rehearse check ${file}\``, { cause });
      }
    }),
  );
  return cases.flat();
}

/** What the embedded emulator decided in a run of the scenarios. */
async function casesOfScenarios(files: readonly string[], { env, cwd }: ParityProcess) {
  const folder = await mkdtemp(join(tmpdir(), 'rehearse-parity-'));
  try {
    const { log } = await runScenarios({
      files: files.length > 0 ? files : ['scenario'],
      cwd: cwd(),
      env: { ...env, REHEARSAL_PARITY: '1' },
      target: 'embedded',
      folder,
      onLine: () => undefined,
    });
    return log.cases;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function counted(cases: readonly (ParityCase | LeftOut)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const it of cases) if ('leftOut' in it) counts[it.leftOut] = (counts[it.leftOut] ?? 0) + 1;
  return counts;
}
