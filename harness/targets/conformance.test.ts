import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ServeOptions, startEmulator } from '../emulator/index.js';
import { compatibilityTable, type KindName, skipReason } from './compatibility.fixture.js';
import { keepPromise, PROMISES, type PromiseName } from './conformance.fixture.js';
import { openEmbedded } from './embedded.js';
import { openEndpoint } from './endpoint.js';
import { inPlaceOfAws } from './live.fixture.js';
import type { TargetPromise } from './promise.fixture.js';
import { openTarget, targetName } from './select.js';
import type { Target } from './target.js';

/** A server in this process, as `rehearse serve` opens it. */
async function served(options: ServeOptions): Promise<string> {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  return emulator.listen(options);
}

async function foreign(): Promise<Target> {
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(ledgerFolder, { recursive: true }));
  const administrator = { accessKeyId: '123456789012', secretAccessKey: 'test' };
  return openEndpoint({ url: await served({ control: 'off' }), administrator, ledgerFolder });
}

/** What runs elsewhere is asked for with REHEARSAL_TARGET; LocalStack's place may be taken by our own image. */
async function kindOfTarget(): Promise<KindName> {
  if (targetName() === 'live') return 'live';
  await using target = await openTarget();
  return target.capabilities.freshAccounts ? 'served' : 'foreign';
}

/** How each kind is opened here. */
const OPENED: readonly (readonly [string, KindName, () => Promise<Target>])[] =
  targetName() === 'embedded'
    ? [
        ['embedded', 'embedded', () => openEmbedded()],
        ['a server of ours', 'served', async () => openEndpoint({ url: await served({ trustOrigin: true }) })],
        ['a server of others', 'foreign', foreign],
        ['live, with the emulator in the place of AWS', 'live', async () => (await inPlaceOfAws()).open()],
      ]
    : [[targetName(), await kindOfTarget(), () => openTarget()]];

const NAMES = Object.keys(PROMISES) as PromiseName[];

describe.each(OPENED)('%s', (_, kind, open) => {
  test.for(NAMES)('%s', async (name, { skip }) => {
    const reason = skipReason(kind, name);
    skip(reason !== undefined, reason);
    await using target = await open();
    await keepPromise(name, target);
  });

  test('what is skipped is what the target says it lacks', async () => {
    await using target = await open();
    const lacking = NAMES.filter((name) => {
      const { needs }: TargetPromise = PROMISES[name];
      return needs !== undefined && !target.capabilities[needs];
    });
    expect(NAMES.filter((name) => skipReason(kind, name) !== undefined)).toEqual(lacking);
  });
});

test('the README says which target promises what', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`<!-- compatibility -->\n\n${compatibilityTable()}\n\n<!-- /compatibility -->\n`);
});
