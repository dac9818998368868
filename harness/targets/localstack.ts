import { engine } from './container.js';
import { openEndpoint } from './endpoint.js';
import type { Target } from './target.js';
import { TargetUnavailable } from './target-errors.js';

export interface LocalstackOptions {
  readonly image: string;
  readonly authToken: string | undefined;
  /** Set beside `ENFORCE_IAM=1`; wins over what is set otherwise. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of a container that another process of the same run started. */
  readonly url?: string | undefined;
}

/** Of the account 000000000000's root. */
const ADMINISTRATOR = { accessKeyId: 'test', secretAccessKey: 'test' };

/**
 * LocalStack with its enforcement of IAM, which is in its paid plans only: without a licence it lets everything through, and the proof of
 * enforcement stops the run.
 *
 * https://docs.localstack.cloud/aws/capabilities/security-testing/iam-policy-enforcement/
 */
export async function openLocalstack(options: LocalstackOptions): Promise<Target> {
  const { image, authToken, environment, url } = options;
  if (url) return at(url, async () => {});
  if (authToken === undefined && image.startsWith('localstack/')) {
    throw unavailable(
      'its image does not start without a token since March 2026, and IAM enforcement is in its paid plans: set LOCALSTACK_AUTH_TOKEN',
    );
  }
  await engine('localstack');
  const { LocalstackContainer } = await import('@testcontainers/localstack').catch((cause: unknown) => {
    throw unavailable('the package is not installed: `npm i -D @testcontainers/localstack@11.14.0`', cause);
  });
  const output: string[] = [];
  const container = await new LocalstackContainer(image)
    .withEnvironment({
      ENFORCE_IAM: '1',
      PARITY_AWS_ACCESS_KEY_ID: '1',
      SERVICES: 'iam,sts,s3',
      EAGER_SERVICE_LOADING: '1',
      ...(authToken !== undefined && { LOCALSTACK_AUTH_TOKEN: authToken }),
      ...environment,
    })
    .withLogConsumer((stream) => stream.on('data', (line) => output.push(String(line))))
    .start()
    .catch((cause: unknown) => {
      throw unavailable(whyNot(output.join(''), cause, authToken), cause);
    });
  return at(container.getConnectionUri(), async () => void (await container.stop({ timeout: 5000 })));
}

async function at(url: string, stop: () => Promise<void>): Promise<Target> {
  // Our own image in its place answers as what it is.
  const target = await openEndpoint({ name: 'localstack', url, administrator: ADMINISTRATOR });
  return {
    ...target,
    forWorkers: { REHEARSAL_LOCALSTACK_URL: url },
    [Symbol.asyncDispose]: stop,
  };
}

/** LocalStack ends with exit code 55 where its licence cannot be activated. What it printed is told without the token. */
function whyNot(output: string, cause: unknown, token: string | undefined): string {
  const printed = token === undefined ? output : output.replaceAll(token, '***');
  const isLicence = /license|licence|exit code 55|auth token/i.test(printed);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = isLicence
    ? 'its licence could not be activated: check LOCALSTACK_AUTH_TOKEN (a CI token in CI), the plan, and that it reaches the internet'
    : `it did not start: ${reason}`;
  return `${advice}\n${printed}`;
}

function unavailable(what: string, cause?: unknown): TargetUnavailable {
  return new TargetUnavailable(`the target \`localstack\` cannot be had: ${what}`, { cause });
}
