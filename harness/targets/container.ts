import { findServed, openServed } from './served.js';
import type { Target, TargetName } from './target.js';
import { TargetUnavailable } from './target-errors.js';

export interface ContainerOptions {
  /** Built by `npm run docker:build`. */
  readonly image: string;
  /** Of a container that another process of the same run started. */
  readonly url?: string | undefined;
}

const PORT = 4566;
const STARTUP = 30_000;

/** Our emulator in a container of its own, with an account for each test. It is started once for a run, and stopped with it. */
export async function openContainer({ image, url }: ContainerOptions): Promise<Target> {
  if (url) return openServed({ name: 'container', served: await emulatorAt(url, image) });
  const { GenericContainer, Wait } = await engine('container');
  await checkImage(image);
  const output: string[] = [];
  const container = await new GenericContainer(image)
    .withExposedPorts(PORT)
    // As in the process: a program that is pointed at it calls as over TLS.
    .withCommand(['--secure-transport', 'true'])
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withWaitStrategy(Wait.forLogMessage('Ready.'))
    .withStartupTimeout(STARTUP)
    .withLogConsumer((stream) => stream.on('data', (line) => output.push(String(line))))
    .start()
    .catch((cause: unknown) => {
      throw unavailable(`\`${image}\` did not start: ${reasonOf(cause)}\n${output.join('')}`, cause);
    });
  const address = `http://${container.getHost()}:${container.getMappedPort(PORT)}`;
  const stop = async () => void (await container.stop({ timeout: 2000 }));
  const served = await emulatorAt(address, image).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return openServed({ name: 'container', served, forWorkers: { REHEARSAL_CONTAINER_URL: address }, stop });
}

/** What it can do is asked of it: an older image cannot do everything. */
async function emulatorAt(url: string, image: string) {
  const served = await findServed(url);
  if (served) return served;
  throw unavailable(`\`${image}\` has no control interface at ${url}: build it again with \`npm run docker:build\``);
}

/** Loaded only here: whoever rehearses in the process needs no container. */
export async function engine(target: TargetName) {
  const testcontainers = await import('testcontainers').catch((cause: unknown) => {
    throw targetUnavailable(
      target,
      'the package `testcontainers` is not installed: `npm i -D testcontainers@11.14.0`',
      cause,
    );
  });
  try {
    await testcontainers.getContainerRuntimeClient();
  } catch (cause) {
    throw targetUnavailable(target, 'no container engine answers: start Docker, or set DOCKER_HOST', cause);
  }
  return testcontainers;
}

/** Else a pull would be tried, and its failure would say nothing of the build that is missing. */
async function checkImage(image: string): Promise<void> {
  const { getContainerRuntimeClient, ImageName } = await engine('container');
  const client = await getContainerRuntimeClient();
  if (await client.image.exists(ImageName.fromString(image))) return;
  throw unavailable(
    `there is no image \`${image}\`: build it with \`npm run docker:build\`, or set REHEARSAL_CONTAINER_IMAGE`,
  );
}

function unavailable(what: string, cause?: unknown): TargetUnavailable {
  return targetUnavailable('container', what, cause);
}

function targetUnavailable(target: TargetName, what: string, cause?: unknown): TargetUnavailable {
  return new TargetUnavailable(`the target \`${target}\` cannot be had: ${what}`, { cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
