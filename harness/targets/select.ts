import type { ContainerOptions } from './container.js';
import type { LocalstackOptions } from './localstack.js';
import { LOCALSTACK_IMAGE } from './localstack-image.js';
import { isolateEnvironment } from './offline-environment.js';
import { guardOffline } from './offline-guard.js';
import { together } from './replaced-method.js';
import type { Target, TargetName } from './target.js';
import { TARGET_NAMES } from './target.js';
import { TargetUnavailable } from './target-errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

interface TargetEntry {
  /** For the first line of a run. */
  readonly what: string;
  open(env: Environment): Promise<Target>;
}

/** Each target is loaded when it is opened: naming one costs nothing. */
const TARGETS: Readonly<Record<TargetName, TargetEntry>> = {
  embedded: {
    what: 'our emulator of IAM, STS and S3 in this process; it imitates AWS and always enforces',
    open: async () => (await import('./embedded.js')).openEmbedded(),
  },
  container: {
    what: 'our emulator in a container',
    open: async (env) => (await import('./container.js')).openContainer(containerOptions(env)),
  },
  localstack: {
    what: 'LocalStack in a container, with ENFORCE_IAM=1',
    open: async (env) => (await import('./localstack.js')).openLocalstack(localstackOptions(env)),
  },
  endpoint: {
    what: 'the server at REHEARSAL_ENDPOINT',
    open: async (env) => (await import('./endpoint.js')).openEndpoint(endpointOptions(env)),
  },
  live: {
    what: 'a real AWS account',
    open: async (env) => {
      const { liveOptions } = await import('./live-options.js');
      return (await import('./live.js')).openLive(liveOptions(env));
    },
  },
};

/** Only `REHEARSAL_TARGET` switches: never a token or a profile that happens to be set. */
export function targetName(env: Environment = process.env): TargetName {
  const name = env.REHEARSAL_TARGET || 'embedded';
  if (isTargetName(name)) return name;
  throw new TargetUnavailable(`REHEARSAL_TARGET is \`${name}\`; set it to one of ${listed(TARGET_NAMES)}`);
}

/** Opens the target that the environment names. Throws {@link TargetUnavailable} if it cannot be had. */
export function openTarget(env: Environment = process.env): Promise<Target> {
  return TARGETS[targetName(env)].open(env);
}

/**
 * Keeps this thread, and the programs that it starts, off AWS for as long as a target is used; with `REHEARSAL_OFFLINE=strict`, off
 * everything but this machine. On `live` it is AWS that is meant.
 */
export function stayOffline(
  target: Pick<Target, 'name' | 'region' | 'forWorkers'>,
  env: NodeJS.ProcessEnv = process.env,
): Disposable {
  const strict = isStrict(env);
  if (target.name === 'live') return together([]);
  const variable = URL_VARIABLES[target.name];
  const url = variable && (env[variable] || target.forWorkers?.[variable]);
  const reachable = url && URL.canParse(url) ? [new URL(url).hostname] : [];
  return together([isolateEnvironment(env, target.region), guardOffline({ strict, reachable })]);
}

/** Where the address of a target stands that is a server. */
const URL_VARIABLES: Readonly<Partial<Record<TargetName, string>>> = {
  container: 'REHEARSAL_CONTAINER_URL',
  localstack: 'REHEARSAL_LOCALSTACK_URL',
  endpoint: 'REHEARSAL_ENDPOINT',
};

function isStrict({ REHEARSAL_OFFLINE: value }: Environment): boolean {
  if (!value || value === 'strict') return value === 'strict';
  throw new TargetUnavailable(
    `REHEARSAL_OFFLINE is \`${value}\`; set it to \`strict\` to reach nothing but this machine, or unset it: AWS is never reached but on \`live\``,
  );
}

/** Where the calls of a run are written down, for `rehearse drift`; undefined in every other run. */
export function callsFolder(env: Environment = process.env): string | undefined {
  return env.REHEARSAL_CALLS || undefined;
}

/** Whether the decisions of such a run are to be asked of AWS's simulator. */
export function isParity(env: Environment = process.env): boolean {
  return env.REHEARSAL_PARITY === '1';
}

/**
 * Under which id the decisions of a run are recorded, for reports; undefined where they are not. `REHEARSAL_RECORD=1` asks for it; where
 * several workers record, they are handed the id of the run in its place.
 */
export function recordedRun(env: Environment = process.env): string | undefined {
  const { REHEARSAL_RECORD: asked } = env;
  if (!asked) return undefined;
  return asked === '1' ? `process-${process.pid}` : asked;
}

/** Whether the record of a run has other account ids than the run. */
export function recordsOtherAccounts(env: Environment = process.env): boolean {
  return Boolean(env.REHEARSAL_REDACT_ACCOUNTS) && env.REHEARSAL_REDACT_ACCOUNTS !== '0';
}

/** The first line of a run: which target it uses, and how to use another. */
export function announcement(env: Environment = process.env): string {
  const name = targetName(env);
  const others = TARGET_NAMES.filter((other) => other !== name);
  return `iam-rehearsal: target \`${name}\`, ${TARGETS[name].what}. Another: REHEARSAL_TARGET=${others.join('|')}`;
}

function containerOptions(env: Environment): ContainerOptions {
  return { image: env.REHEARSAL_CONTAINER_IMAGE || 'iam-rehearsal/emulator:dev', url: env.REHEARSAL_CONTAINER_URL };
}

function localstackOptions(env: Environment): LocalstackOptions {
  return {
    image: env.REHEARSAL_LOCALSTACK_IMAGE || LOCALSTACK_IMAGE,
    authToken: env.LOCALSTACK_AUTH_TOKEN || undefined,
    environment: variables(env.REHEARSAL_LOCALSTACK_ENV ?? ''),
    url: env.REHEARSAL_LOCALSTACK_URL,
  };
}

/** `DEBUG=1,IAM_SOFT_MODE=0` */
function variables(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => (pair.trim() === '' ? [] : [pair.trim()]));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      if (name === '' || value.length === 0) {
        throw new TargetUnavailable(`REHEARSAL_LOCALSTACK_ENV has \`${pair}\`; set it to e.g. \`DEBUG=1,OTHER=x\``);
      }
      return [name, value.join('=')];
    }),
  );
}

function endpointOptions(env: Environment) {
  return {
    url: required(env, 'REHEARSAL_ENDPOINT', 'the URL of the server'),
    administrator: endpointAdministrator(env),
    region: env.REHEARSAL_ENDPOINT_REGION,
  };
}

/** Our own server needs none; of another, who may do everything has to be known. */
function endpointAdministrator(env: Environment) {
  const { REHEARSAL_ENDPOINT_ACCESS_KEY_ID: accessKeyId, REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId && !secretAccessKey) return undefined;
  return {
    accessKeyId: required(env, 'REHEARSAL_ENDPOINT_ACCESS_KEY_ID', "an administrator's access key id"),
    secretAccessKey: required(env, 'REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY', 'its secret'),
  };
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value) return value;
  throw new TargetUnavailable(`the target \`endpoint\` needs ${name}: set it to ${what}`);
}

function isTargetName(name: string): name is TargetName {
  return (TARGET_NAMES as readonly string[]).includes(name);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
