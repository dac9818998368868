import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../cleanup/ledger.js';
import { startEmulator } from '../emulator/index.js';
import { ACCOUNT, operatorWith } from '../targets/live.fixture.js';
import { operatorPolicy } from '../targets/operator-policy.js';
import { livePolicy } from './live-policy.js';
import { sweep } from './sweep.js';
import { UsageError } from './usage-error.js';

/** A real account's place, with what a killed run left in it, and someone else's user. */
async function afterAKilledRun() {
  const emulator = await startEmulator();
  const ledger = mkdtempSync(join(tmpdir(), 'sweep-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledger, { recursive: true });
  });
  const client = new iam.IAMClient(emulator.clientConfig(emulator.account(ACCOUNT).root));
  await client.send(new iam.CreateUserCommand({ UserName: 'planted-carol' }));
  const { accessKeyId, secretAccessKey } = await operatorWith(operatorPolicy(ACCOUNT), client);
  using killed = openLedger({ run: '0a1b2c3d', account: ACCOUNT, folder: ledger });
  const [UserName, Path] = ['iamr-0a1b2c3d-user-1', '/iam-rehearsal/0a1b2c3d/'];
  killed.intend({ kind: 'user', name: UserName });
  await client.send(new iam.CreateUserCommand({ UserName, Path }));
  const env = {
    REHEARSAL_TARGET: 'live',
    REHEARSAL_LIVE_ACCOUNT: ACCOUNT,
    REHEARSAL_LIVE_CONFIRM: ACCOUNT,
    REHEARSAL_LIVE_INSTEAD: await emulator.listen(),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const swept = async (flags: { readonly olderThan: string; readonly yes?: boolean }, more: object = {}) => {
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) };
    const code = await sweep({ ledger, ...flags }, { env: { ...env, ...more }, stdout });
    return { code, said: written.join('') };
  };
  const users = async () => (await client.send(new iam.ListUsersCommand({}))).Users?.map((user) => user.UserName);
  return { swept, users };
}

test('a sweep lists what is left of old runs, removes it when told to, and nothing else', async () => {
  const { swept, users } = await afterAKilledRun();
  const young = await swept({ olderThan: '1h', yes: true });
  expect(young).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^left alone, younger than 1h: run 0a1b2c3d, .*\n0 left\n$/),
  });
  const dry = await swept({ olderThan: '0s' });
  expect(dry.said).toMatch(
    /^run 0a1b2c3d, from its ledger, .*: 1 left\n {2}user iamr-0a1b2c3d-user-1\nNothing was removed\. Pass `--yes` to remove this\.\n$/,
  );
  expect(await users()).toContain('iamr-0a1b2c3d-user-1');
  expect(await swept({ olderThan: '0s', yes: true })).toMatchObject({
    code: 0,
    said: expect.stringContaining('1 removed, 0 left\n'),
  });
  expect(await users()).toEqual(['operator', 'planted-carol']);
  for (const { said } of [young, dry]) expect(said).not.toMatch(/planted|123456789012/);
});

test('a sweep asks for the same confirmation as a run, and for a duration', async () => {
  const { swept } = await afterAKilledRun();
  await expect(swept({ olderThan: '1h' }, { REHEARSAL_LIVE_CONFIRM: '' })).rejects.toThrow(UsageError);
  await expect(swept({ olderThan: 'old' })).rejects.toThrow('`--older-than old` is no duration');
});

test("the operator's policy is printed for one account", () => {
  const written: string[] = [];
  expect(livePolicy({ account: ACCOUNT }, { stdout: { write: (text) => written.push(text) } })).toBe(0);
  expect(JSON.parse(written.join(''))).toEqual(operatorPolicy(ACCOUNT));
  expect(() => livePolicy({ account: '1' }, { stdout: { write: () => true } })).toThrow(UsageError);
});
