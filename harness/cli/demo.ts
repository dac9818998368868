import type { Scene } from './demo/story.js';
import { createTerminal, type Output, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface DemoFlags {
  readonly failAt?: string;
  readonly listSteps?: boolean;
}

/** The part of `process` that the command uses. */
export interface DemoProcess {
  readonly stdout: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Tells the story to a person, and answers the exit code: 0 only if every expectation held. */
export async function demo({ failAt, listSteps }: DemoFlags, { stdout, env }: DemoProcess): Promise<number> {
  const terminal = createTerminal(stdout, env);
  const loaded = await terminal.during('loading the AWS SDK', load);
  const { scenes } = loaded.story;
  if (listSteps) return listed(terminal, scenes);
  if (failAt !== undefined) mustBeKnown(failAt, scenes);
  const failed = await rehearsed(loaded, terminal, failAt);
  const { line, paint } = terminal;
  if (failed.length === 0) line(paint('green', '\nEvery expectation held, and nothing is left.'));
  else line(paint('red', `\nFailed: ${failed.join(', ')}.`));
  return failed.length === 0 ? 0 : 1;
}

type Loaded = Awaited<ReturnType<typeof load>>;

/** The SDK's clients take longer to load than the story to tell: whoever waits is shown why. */
async function load() {
  const [story, cast, stage, teller, words, emulator] = await Promise.all([
    import('./demo/story.js'),
    import('./demo/cast.js'),
    import('./demo/stage.js'),
    import('./demo/teller.js'),
    import('../engine/plain-words.js'),
    import('../emulator/index.js'),
  ]);
  return { story, cast, stage, teller, words, emulator };
}

async function rehearsed(loaded: Loaded, terminal: Terminal, failAt: string | undefined): Promise<readonly string[]> {
  await using emulator = await loaded.emulator.startEmulator();
  const { id, root } = emulator.account();
  const { line, paint } = terminal;
  line(paint('bold', 'A user, a role, and who may list the buckets'));
  line(`in the emulated AWS account ${id}, inside this process: nothing reaches AWS.\n`);
  const teller = loaded.teller.createTeller(terminal, ({ requestId = '' }) => {
    const recorded = emulator.decisions.find(requestId).at(-1);
    return recorded && loaded.words.plainWords(recorded.decision);
  });
  const casting = loaded.cast.createCasting((credentials) => emulator.clientConfig(credentials));
  return loaded.story.tellStory({ names: loaded.stage.namesIn(id), administrator: root, casting, teller, failAt });
}

function listed({ line }: Terminal, scenes: readonly Scene[]): number {
  const width = Math.max(...scenes.map(({ name }) => name.length));
  for (const { name, title } of scenes) line(`${name.padEnd(width)}  ${title}`);
  return 0;
}

function mustBeKnown(name: string, scenes: readonly Scene[]): void {
  if (scenes.some((scene) => scene.name === name)) return;
  const names = scenes.map((scene) => `\`${scene.name}\``).join(', ');
  throw new UsageError(`\`--fail-at ${name}\`: there is no such step; pass one of ${names}`);
}
