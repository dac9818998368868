import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { startEmulator } from '../emulator/index.js';
import { isolateEnvironment } from '../targets/offline-environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface DoctorProcess {
  readonly stdout: { write(text: string): unknown };
  readonly env: Environment;
  readonly version: string;
}

/** `fault`: nothing can be rehearsed; `note`: something is missing that only some need. */
interface Finding {
  readonly kind: 'good' | 'note' | 'fault';
  readonly words: string;
}

const OLDEST = [20, 19];

/** Looks at what surrounds a rehearsal, and says what is missing for which target. Answers 1 where none can be. */
export async function doctor({ stdout, env, version }: DoctorProcess): Promise<number> {
  const findings = [
    node(version),
    await enforcement(),
    ...surroundings(env),
    await program(
      env,
      'docker',
      ['version', '--format', '{{.Server.Version}}'],
      'the targets `container` and `localstack`',
    ),
    await program(env, 'aws', ['--version'], 'scenarios with the AWS CLI'),
    await program(env, 'python3', ['-c', 'import boto3; print(boto3.__version__)'], '`rehearse run` of boto3 scripts'),
    ...targets(env),
  ];
  const marks = { good: 'ok  ', note: 'note', fault: 'BAD ' };
  stdout.write(findings.map(({ kind, words }) => `${marks[kind]}  ${words}\n`).join(''));
  return findings.some(({ kind }) => kind === 'fault') ? 1 : 0;
}

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const words = `Node ${version}`;
  return isNew ? { kind: 'good', words } : { kind: 'fault', words: `${words}: install ${OLDEST.join('.')} or newer` };
}

/** What every run proves first: a user without policies is denied. */
async function enforcement(): Promise<Finding> {
  await using emulator = await startEmulator();
  const iam = new IAMClient(emulator.clientConfig(emulator.account().root));
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const nobody = new IAMClient({ ...emulator.clientConfig(credentials), maxAttempts: 1 });
  const isDenied = await nobody.send(new ListUsersCommand({})).then(
    () => false,
    ({ name }: Error) => name === 'AccessDenied' || name === 'AccessDeniedException',
  );
  return isDenied
    ? { kind: 'good', words: 'embedded target: a user without policies is denied' }
    : { kind: 'fault', words: 'embedded target: a user without policies was NOT denied; please report this' };
}

/** Only the names: the values are secrets. */
function surroundings(env: Environment): readonly Finding[] {
  const isolated: Record<string, string | undefined> = { ...env };
  isolateEnvironment(isolated, 'us-east-1');
  const ignored = Object.keys(env).filter((name) => env[name] !== isolated[name]);
  if (ignored.length === 0) return [{ kind: 'good', words: 'no variable of the surroundings leads to AWS' }];
  return [{ kind: 'note', words: `set, and ignored by offline targets and by \`run\`: ${ignored.sort().join(', ')}` }];
}

const run = promisify(execFile);

async function program(env: Environment, name: string, args: readonly string[], what: string): Promise<Finding> {
  try {
    const { stdout } = await run(name, [...args], { timeout: 10_000, env: { ...env } });
    return { kind: 'good', words: `${name}: ${stdout.trim().split('\n')[0]}` };
  } catch {
    return { kind: 'note', words: `${name} does not answer: it is needed for ${what} only` };
  }
}

/** What each target wants to be told. https://docs.localstack.cloud/aws/getting-started/auth-token/ */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  localstack: ['LOCALSTACK_AUTH_TOKEN'],
  endpoint: ['REHEARSAL_ENDPOINT', 'REHEARSAL_ENDPOINT_ACCESS_KEY_ID', 'REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY'],
  live: ['REHEARSAL_LIVE_ACCOUNT', 'REHEARSAL_LIVE_CONFIRM'],
};

function targets(env: Environment): readonly Finding[] {
  const chosen = env.REHEARSAL_TARGET ?? 'embedded';
  return Object.entries(WANTED).map(([target, names]): Finding => {
    const missing = names.filter((name) => !env[name]);
    const words =
      missing.length === 0
        ? `target \`${target}\`: told all it wants`
        : `target \`${target}\` wants ${missing.join(', ')}`;
    if (missing.length === 0) return { kind: 'good', words };
    return { kind: target === chosen ? 'fault' : 'note', words };
  });
}
