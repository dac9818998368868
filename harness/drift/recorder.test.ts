import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { openAccount, type RehearsalAccount } from '../rehearsal/account.js';
import { openEmbedded, type Target } from '../targets/index.js';
import { ACCOUNT, inPlaceOfAws } from '../targets/live.fixture.js';
import type { RecordedCall } from './call.js';
import { compareTests } from './compare.js';
import { type CallRecorder, recordCalls } from './recorder.js';
import { story } from './story.fixture.js';

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

async function recorded(target: Target, tell: (account: RehearsalAccount) => Promise<unknown>) {
  const recorders: CallRecorder[] = [];
  const account = await openAccount(target, (opened, name) => {
    const recorder = recordCalls(opened, name);
    recorders.push(recorder);
    return recorder;
  });
  await tell(account);
  const calls = (await recorders[0]?.calls()) ?? [];
  await account.close();
  return calls;
}

const denied = (calls: readonly RecordedCall[]) => calls.filter(({ outcome }) => outcome === 'denied');
const asTest = (calls: readonly RecordedCall[]) => ({ file: 'f', name: 'n', calls });

test('the story is recorded alike on `embedded` and, with all its waiting, on `live`', async () => {
  await using embedded = await openEmbedded();
  const here = await recorded(embedded, story);
  await using target = await (await inPlaceOfAws()).open();
  const there = await recorded(target, story);
  expect(denied(here).map(({ layer, toldBy }) => [layer, toldBy])).toEqual(
    ['identity', 'identity', 'session', 'identity', 'boundary', 'boundary'].map((layer) => [layer, 'decision']),
  );
  expect(denied(there).every(({ toldBy }) => toldBy === 'words')).toBe(true);
  const { differences, compared, denials, layersCompared } = compareTests(asTest(here), asTest(there));
  expect(differences).toEqual([]);
  expect([compared, denials, layersCompared]).toEqual([here.length, 6, 6]);
});

test("AWS's own record of a refusal is asked for, and agrees with the decision in layer and condition keys", async () => {
  await using embedded = await openEmbedded();
  const { open, emulator } = await inPlaceOfAws(ALLOW_ALL, { authorizationDetails: { inRefusals: true } });
  emulator.account(ACCOUNT).propagation.set({ min: 0, max: 0 });
  await using target = await open();
  const denies = async (account: RehearsalAccount) => {
    const user = await account.user({ denies: 'iam:GetUser' });
    await user
      .client(IAMClient)
      .send(new GetUserCommand({}))
      .catch(() => undefined);
    const other = await account.user();
    await other
      .client(IAMClient)
      .send(new GetUserCommand({}))
      .catch(() => undefined);
  };
  const [here, there] = [await recorded(embedded, denies), await recorded(target, denies)];
  expect(denied(there)).toMatchObject([
    { toldBy: 'details', because: 'explicit-deny', layer: 'identity' },
    { toldBy: 'details', because: 'implicit-deny', layer: 'identity' },
  ]);
  expect(denied(there)[0]?.contextKeys).toContain('aws:username');
  expect(denied(there)[0]?.words).toMatch(/with an explicit deny in an identity-based policy$/);
  expect(compareTests(asTest(here), asTest(there)).differences).toEqual([]);
});

test('who may not read the record of a refusal is left with its words', async () => {
  const deny = { Effect: 'Deny', Action: 'iam:GetRequestAuthorizationDetails', Resource: '*' };
  const policy = { ...ALLOW_ALL, Statement: [...ALLOW_ALL.Statement, deny] };
  const { open } = await inPlaceOfAws(policy, { authorizationDetails: { inRefusals: true } });
  await using target = await open();
  const calls = await recorded(target, async (account) => {
    const user = await account.user();
    await user
      .client(IAMClient)
      .send(new GetUserCommand({}))
      .catch(() => undefined);
  });
  expect(denied(calls)).toMatchObject([{ toldBy: 'words', layer: 'identity', because: 'implicit-deny' }]);
});

test('a refusal for another reason than policy is no denial', async () => {
  await using embedded = await openEmbedded();
  const calls = await recorded(embedded, async (account) => {
    const user = await account.user();
    const forged = account.principal(user.arn, { ...user.credentials, secretAccessKey: 'wrong' });
    await forged
      .client(STSClient)
      .send(new GetCallerIdentityCommand({}))
      .catch(() => undefined);
  });
  expect(calls.at(-1)).toMatchObject({ outcome: 'failed', code: 'SignatureDoesNotMatch', by: 'user/user-1' });
});
