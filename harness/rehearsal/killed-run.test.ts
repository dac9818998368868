import { expect, inject, test } from 'vitest';
import { ACCOUNT } from '../targets/live.fixture.js';
import { type Aws, accountOfOthers, change, everythingIn, type Kill, swept } from './killed-account.fixture.js';
import { tellStory } from './killed-run.fixture.js';

/** Tells the story in this process, and leaves it for good at a call: it gets no answer, and whether the call was carried out is up to `when`. */
async function abandoned(aws: Aws, { call, when }: Kill): Promise<readonly string[]> {
  const changes: string[] = [];
  const lost = deferred();
  const config = aws.emulator.clientConfig(aws.credentials);
  const { handle } = config.requestHandler as { handle(request: Request): Promise<unknown> };
  interface Request {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
  }
  const requestHandler = {
    ...config.requestHandler,
    async handle(request: Request) {
      const body = typeof request.body === 'string' ? request.body : '';
      const changing = change(request.method, request.path, body);
      if (changing !== undefined) changes.push(changing);
      if (changing === undefined || changes.length !== call) return handle(request);
      if (when === 'after') await handle(request);
      lost.resolve();
      return new Promise(() => undefined);
    },
  };
  const story = tellStory({
    account: ACCOUNT,
    ledgerFolder: aws.folders[0],
    credentials: aws.credentials,
    clientConfig: (signer) => ({
      ...aws.emulator.clientConfig(signer),
      requestHandler,
      maxAttempts: 1,
      forcePathStyle: true,
    }),
  });
  await Promise.race([story, lost.promise]);
  return changes;
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const NEVER: Kill = { call: 0, when: 'before' };

test('whatever call a run is left at, a sweep leaves nothing of it, with its ledger or without, and everything of others', {
  timeout: 120_000,
}, async () => {
  await using aws = await accountOfOthers();
  const [before, start] = [await everythingIn(aws), aws.emulator.snapshot()];
  const changes = await abandoned(aws, NEVER);
  expect(await everythingIn(aws)).toBe(before);
  const last = (change: string) => changes.lastIndexOf(change) + 1;
  const kills: readonly Kill[] = [
    { call: last('CreateUser'), when: 'after' },
    { call: last('PUT bucket'), when: 'after' },
    { call: last('DeleteAccessKey'), when: 'after' },
  ];
  for (const kill of kills) {
    aws.emulator.restore(start);
    await abandoned(aws, kill);
    expect(await swept(aws, before), `${kill.when} call ${kill.call}`).toMatchObject({ withLedger: 0, without: 0 });
  }
});

if (inject('isFull')) {
  test('a process killed before or after any call that changes something leaves nothing after a sweep', {
    timeout: 1_800_000,
  }, async () => {
    const { bundledStory, killedProcess } = await import('./killed-process.fixture.js'); // it loads Vite
    await using story = await bundledStory();
    const { changes } = await killedProcess(story, NEVER);
    const kills = changes.flatMap((_, i): Kill[] => [
      { call: i + 1, when: 'before' },
      { call: i + 1, when: 'after' },
    ]);
    const rows: string[] = [];
    const next = kills.values();
    const work = async () => {
      for (const kill of next) {
        const { left, withLedger, without } = await killedProcess(story, kill);
        const what = `${String(kill.call).padStart(3)} ${kill.when.padEnd(6)} ${(changes[kill.call - 1] ?? '').padEnd(28)}`;
        rows.push(
          `${what} ${String(left).padStart(4)} ${String(withLedger).padStart(6)} ${String(without).padStart(8)}`,
        );
      }
    };
    await Promise.all([work(), work()]);
    const head = `SIGKILL at call${' '.repeat(25)}left ledger no ledger`;
    process.stdout.write(`${[head, ...rows.sort()].join('\n')}\n`);
    expect(rows).toHaveLength(kills.length);
    expect(rows.filter((row) => !/ 0 +0$/.test(row))).toEqual([]);
  });
}
