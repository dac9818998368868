import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { GetBucketTaggingCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { findLeftovers } from '../cleanup/leftovers.js';
import { type Emulator, startEmulator } from '../emulator/index.js';
import { openAccount } from '../rehearsal/account.js';
import { type LiveOptions, openLive } from './live.js';
import type { LiveConditions } from './live-guard.js';
import { PRODUCTION_WORDS } from './production-words.js';
import { proveEnforcement } from './prove.js';
import type { Credentials } from './target.js';

const ACCOUNT = '123456789012';
const ALLOW_ALL = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

const CONDITIONS: LiveConditions = {
  account: ACCOUNT,
  confirmation: ACCOUNT,
  region: 'us-east-1',
  isCi: false,
  ciIsMeant: false,
  productionWords: PRODUCTION_WORDS,
};

/** An emulator in the place of AWS, whose changes take up to 15 seconds, and an administrator in it. */
async function inPlaceOfAws(policy = ALLOW_ALL) {
  const emulator = await startEmulator({ seed: 'live' });
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'live-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledgerFolder, { recursive: true });
  });
  const { root, clock, propagation } = emulator.account(ACCOUNT);
  const client = new iam.IAMClient(emulator.clientConfig(root));
  await client.send(new iam.CreateUserCommand({ UserName: 'operator' }));
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'p', PolicyDocument: policy }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'operator' }));
  const operator = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  propagation.set({ min: 0, max: '15s' });
  const printed: string[] = [];
  const open = (
    conditions: Partial<LiveConditions> = {},
    more: Partial<LiveOptions> = {},
    credentials: Credentials = operator,
  ) =>
    openLive({
      conditions: { ...CONDITIONS, ...conditions },
      run: '0a1b2c3d',
      ledgerFolder,
      print: (text) => printed.push(text),
      ...more,
      instead: {
        credentials,
        clientConfig: (signer) => ({ ...emulator.clientConfig(signer), maxAttempts: 1, forcePathStyle: true }),
        sleep: async (time) => clock.advance(time),
      },
    });
  return { emulator, client, root, operator, clock, open, printed, ledgerFolder };
}

/** The calls that change something. */
function writes(emulator: Emulator) {
  return emulator.decisions
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => !/:(Get|List|Simulate)/.test(operation));
}

test.each<[string, Partial<LiveConditions>, string]>([
  ['no account', { account: undefined }, 'set REHEARSAL_LIVE_ACCOUNT'],
  ['a misspelt account', { account: '12345678901' }, 'an account has twelve digits'],
  [
    'another account',
    { account: '999999999999' },
    'belong to the account 123456789012, and REHEARSAL_LIVE_ACCOUNT is 999999999999',
  ],
  ['a pipeline', { isCi: true }, 'set REHEARSAL_LIVE_IN_CI=1'],
  ['no confirmation', { confirmation: undefined }, 'set REHEARSAL_LIVE_CONFIRM to 123456789012'],
  ['the confirmation of another account', { confirmation: '999999999999' }, 'nothing was confirmed'],
])('with %s nothing is written', async (_, conditions, message) => {
  const { emulator, open } = await inPlaceOfAws();
  const before = writes(emulator);
  const opened = open(conditions);
  await expect(opened).rejects.toThrow('the target `live` was not entered, and nothing was written');
  await expect(opened).rejects.toThrow(message);
  expect(writes(emulator)).toEqual(before);
});

test('an alias that looks like production is refused, unless other words are looked for', async () => {
  const { client, open } = await inPlaceOfAws();
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'acme-production' }));
  await expect(open()).rejects.toThrow("the account's alias `acme-production` looks like production (`prod`)");
  await using target = await open({ productionWords: ['shop'] });
  expect(target.name).toBe('live');
});

test('the root user, a wrong key and an expired session are refused with what to do', async () => {
  const { root, operator, emulator, clock, open } = await inPlaceOfAws();
  await expect(open({}, {}, root)).rejects.toThrow('those of the root user');
  await expect(open({}, {}, { ...operator, secretAccessKey: 'wrong' })).rejects.toThrow(
    'GetCallerIdentity failed (SignatureDoesNotMatch',
  );

  const sts = new STSClient(emulator.clientConfig(operator));
  clock.advance('1m'); // so that the operator's key is visible
  const { Credentials: key } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = key ?? {};
  clock.advance('1h');
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  await expect(open({}, {}, session)).rejects.toThrow(/the credentials have expired \(ExpiredToken.*\); sign in again/);
});

test('who may not create users is told which permissions are missing', async () => {
  const statement = { Effect: 'Allow', Action: ['iam:List*', 'iam:Get*', 'iam:Simulate*'], Resource: '*' };
  const { emulator, open } = await inPlaceOfAws(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  const before = writes(emulator);
  await expect(open()).rejects.toThrow(
    /`arn:aws:iam::123456789012:user\/operator` may not do what a run needs: iam:CreateUser, /,
  );
  expect(writes(emulator)).toEqual(before);
});

test('the plan is printed before the confirmation is asked for', async () => {
  const { open, printed } = await inPlaceOfAws();
  await open({ confirmation: undefined }).catch(() => undefined);
  expect(printed.join('')).toMatch(
    /account {6}123456789012, region us-east-1\n[\s\S]*at most 50, under \/iam-rehearsal\/0a1b2c3d\/\n/,
  );
});

test('a run waits for what it makes, has its name, path and tag on everything, and leaves nothing', async () => {
  const { client, operator, emulator, open, ledgerFolder } = await inPlaceOfAws();
  await using target = await open();
  expect(await proveEnforcement(target)).toEqual({ enforcement: true, signatures: true });
  const made = emulator.decisions
    .list()
    .flatMap(({ operation, decision }) => (operation === 'iam:CreateUser' ? decision.request.resource : []));
  expect(made.at(-1)).toMatch(/:user\/iam-rehearsal\/0a1b2c3d\/iamr-0a1b2c3d-proof-/);
  const account = await openAccount(target);
  const user = await account.user({ tags: { team: 'a' } });
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets', path: '/ci/' });
  const bucket = await account.bucket();
  await account.group();
  expect((await user.attempt('s3:ListAllMyBuckets', { expected: 'denied' })).outcome).toBe('denied');
  const session = await user.assume(role);
  expect((await session.attempt('s3:ListAllMyBuckets', { expected: 'allowed' })).outcome).toBe('allowed');

  expect(user.arn).toMatch(
    /^arn:aws:iam::123456789012:user\/iam-rehearsal\/0a1b2c3d\/iamr-0a1b2c3d-user-[0-9a-f]{8}-\d$/,
  );
  expect(role.arn).toContain(':role/iam-rehearsal/0a1b2c3d/ci/iamr-0a1b2c3d-role-');
  const { Tags } = await client.send(new iam.ListUserTagsCommand({ UserName: user.name }));
  expect(Tags).toEqual([
    { Key: 'iam-rehearsal:run', Value: '0a1b2c3d' },
    { Key: 'team', Value: 'a' },
  ]);
  const s3 = new S3Client({ ...emulator.clientConfig(operator), forcePathStyle: true });
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket.name }));
  expect(TagSet).toEqual([{ Key: 'iam-rehearsal:run', Value: '0a1b2c3d' }]);

  await account.close();
  expect(await findLeftovers({ iam: client, s3 })).toEqual([]);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const ledger = readFileSync(join(ledgerFolder, '0a1b2c3d.jsonl'), 'utf8');
  for (const secret of [operator.secretAccessKey, user.credentials.secretAccessKey, user.credentials.accessKeyId])
    expect(ledger).not.toContain(secret);
});

test('a run that makes or calls more than its budget is stopped, and everything is removed all the same', async () => {
  const { client, operator, emulator, open } = await inPlaceOfAws();
  await using few = await open({}, { budget: { resources: 2, calls: 1000, minutes: 15 } });
  const account = await openAccount(few);
  await account.group();
  await account.group();
  await expect(account.group()).rejects.toThrow('the run has made 2 resources, which is its bound');
  await account.close();

  await using quick = await open({}, { run: 'ffffffff', budget: { resources: 50, calls: 3, minutes: 15 } });
  const second = await openAccount(quick);
  await expect(
    (async () => {
      for (let i = 0; i < 5; i++) await second.group();
    })(),
  ).rejects.toThrow('the run made 3 calls, which is its bound');
  await second.close();
  expect(await findLeftovers({ iam: client, s3: new S3Client(emulator.clientConfig(operator)) })).toEqual([]);
});
