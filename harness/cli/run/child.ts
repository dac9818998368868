import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isolateEnvironment } from '../../targets/offline-environment.js';
import type { RunPrincipal } from './accounts.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly endpoint: string;
  readonly region: string;
  readonly principal: RunPrincipal;
  /** Where the services are that are not served here. */
  readonly otherEndpoint?: string | undefined;
}

/** What is served here, as the variables `AWS_ENDPOINT_URL_<service>` name it. */
const SERVED = ['IAM', 'STS', 'S3'];

/**
 * The environment in which SDKs of any language and the AWS CLI call the emulator as the principal, and nobody else: credentials,
 * profiles, configuration files and endpoints of the surroundings are gone.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function childEnvironment(env: Environment, { endpoint, region, principal, otherEndpoint }: Surroundings) {
  const isolated: Record<string, string | undefined> = { ...env };
  isolateEnvironment(isolated, region);
  const { accessKeyId, secretAccessKey, sessionToken } = principal.credentials;
  return {
    ...isolated,
    AWS_ENDPOINT_URL: otherEndpoint ?? endpoint,
    ...(otherEndpoint !== undefined &&
      Object.fromEntries(SERVED.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint]))),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_PAGER: '',
  };
}

/** The child could not be started at all. */
export interface NotStarted {
  readonly reason: string;
  /** As shells have it: 127 for what is not there, 126 for what cannot be executed. */
  readonly exitCode: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command, or the interpreter that its first line names is not there',
  EACCES: 'it is no program: a folder, or a file without the right to execute it',
};

/** Runs a command with the terminal of this one and answers its exit code; one that a signal ended has 128 and the signal's number. */
export function runChild(command: string, args: readonly string[], env: Environment): Promise<number | NotStarted> {
  const child = spawn(command, args, { env, stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  // A terminal tells both of them; what is killed from outside tells only this one.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
  const ignore = () => {};
  process.on('SIGINT', ignore);
  return new Promise<number | NotStarted>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ reason: REASONS[error.code ?? ''] ?? error.message, exitCode: error.code === 'ENOENT' ? 127 : 126 }),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  }).finally(() => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, forward);
    process.off('SIGINT', ignore);
  });
}
