import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { type Credentials, type Emulator, startEmulator } from '../emulator/index.js';
import { createTokenKeys } from './outbound-keys.js';
import { InvalidSnapshot } from './snapshot-error.js';

const ACCOUNT = '111122223333';
const DATE = new Date('2030-01-01T00:00:00Z');

/** An account with something of most kinds. */
async function furnished() {
  const emulator = await startEmulator({ seed: 'snapshot' });
  const { root, clock } = emulator.account(ACCOUNT);
  const iam = new IAMClient(emulator.clientConfig(root));
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'anna', Tags: [{ Key: 'team', Value: 'é' }] }));
  const allow = (Action: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  await iam.send(new PutUserPolicyCommand({ UserName: 'anna', PolicyName: 'p', PolicyDocument: allow('sts:*') }));
  await iam.send(new CreatePolicyCommand({ PolicyName: 'm', PolicyDocument: allow('s3:*') }));
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: User?.Arn }, Action: 'sts:AssumeRole' }],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'anna' }));
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const sts = new STSClient(emulator.clientConfig(key));
  const assume = { RoleArn: Role?.Arn, RoleSessionName: 'session', Policy: allow('s3:GetObject') };
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(assume));
  const session = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  const Bucket = 'snapshot-bucket';
  const s3 = new S3Client(emulator.clientConfig(root));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', Metadata: { $date: '1' } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two' }));
  const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Date: DATE } }];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  const Policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: Role?.Arn }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
    ],
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(Policy) }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
  await s3.send(new UploadPartCommand({ Bucket, Key: 'big', UploadId, PartNumber: 1, Body: 'part' }));
  clock.advance('1m');
  return { emulator, key, session, Bucket };
}

const identity = (emulator: Emulator, credentials: Credentials) =>
  new STSClient(emulator.clientConfig(credentials)).send(new GetCallerIdentityCommand({}));

test('another emulator goes on where the first was: keys sign, sessions last, policies decide', async () => {
  const { emulator, key, session, Bucket } = await furnished();
  const json = JSON.stringify(emulator.snapshot());
  const other = await startEmulator();
  other.restore(JSON.parse(json));
  expect(JSON.stringify(other.snapshot())).toBe(json);
  expect((await identity(other, key)).Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/anna`);
  expect((await identity(other, session)).Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/r/session`);
  const s3 = new S3Client(other.clientConfig(session));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  expect(await Body?.transformToString()).toBe('two');
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '' }))).rejects.toThrow('not authorized');
  const root = new S3Client(other.clientConfig(other.account(ACCOUNT).root));
  const { Rules } = await root.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules?.[0]?.Expiration?.Date).toEqual(DATE);
  const made = [emulator, other].map((each) =>
    new IAMClient(each.clientConfig(each.account(ACCOUNT).root)).send(new CreateUserCommand({ UserName: 'next' })),
  );
  const [here, there] = await Promise.all(made);
  expect(there?.User?.UserId).toBe(here?.User?.UserId);
});

test('a removed key that still signs does so after a restore', async () => {
  const { emulator, key } = await furnished();
  const account = emulator.account(ACCOUNT);
  account.propagation.set('10s');
  account.clock.freeze();
  const { DeleteAccessKeyCommand } = await import('@aws-sdk/client-iam');
  const iam = new IAMClient(emulator.clientConfig(account.root));
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'anna', AccessKeyId: key.accessKeyId }));
  const saved = emulator.snapshot();
  emulator.restore(saved);
  expect(emulator.snapshot()).toEqual(saved);
  await expect(identity(emulator, key)).resolves.toBeDefined();
  account.clock.advance('11s');
  await expect(identity(emulator, key)).rejects.toThrow();
});

test.each([
  ['no snapshot', () => 'text', 'it is no object'],
  ['another format', () => ({}), '`format` is not'],
  ['another version', (saved: object) => ({ ...saved, version: 2 }), '`version` is 2'],
  [
    'a number for a text',
    (saved: object) => replaced(saved, '"name":"anna"', '"name":7'),
    '`accounts[0].users[0].name` is no text',
  ],
  [
    'a member too many',
    (saved: object) => replaced(saved, '"name":"anna"', '"name":"anna","nose":1'),
    '`accounts[0].users[0].nose` is unknown',
  ],
  ['a policy that is none', (saved: object) => replaced(saved, '"document":"{', '"document":"'), 'is no policy'],
  ['bytes that are none', (saved: object) => replaced(saved, '"chunks":"', '"chunks":"!'), 'is no base64'],
])('%s is refused, and nothing is changed', async (_, change, message) => {
  const { emulator } = await furnished();
  const before = emulator.snapshot();
  const restore = () => emulator.restore(change(before));
  expect(restore).toThrow(InvalidSnapshot);
  expect(restore).toThrow(message);
  expect(emulator.snapshot()).toEqual(before);
});

test('all references to what is not there are told, and nothing is changed', async () => {
  const { emulator } = await furnished();
  const before = emulator.snapshot();
  const { id } = (before.accounts[0] as { users: { id: string }[] }).users[0] ?? {};
  const text = JSON.stringify(before)
    .replaceAll(`"userId":"${id}"`, '"userId":"AIDAGONE"')
    .replace('"attachedPolicies":[]', '"attachedPolicies":["arn:aws:iam::aws:policy/NoSuchPolicy"]')
    .replace('"groupIds":[]', '"groupIds":["AGPAGONE"]');
  expect(() => emulator.restore(JSON.parse(text))).toThrow(
    new InvalidSnapshot([
      {
        at: 'accounts[0].users[0].attachedPolicies[0]',
        fault: 'is `arn:aws:iam::aws:policy/NoSuchPolicy`, a policy that is not there',
      },
      { at: 'accounts[0].users[0].groupIds[0]', fault: 'is `AGPAGONE`, a group that is not there' },
      { at: 'accounts[0].accessKeys[0].userId', fault: 'is `AIDAGONE`, a user that is not there' },
    ]),
  );
  expect(emulator.snapshot()).toEqual(before);
});

test('tokens that were signed before are good after a restore, and a key that is none is refused', async () => {
  const keys = createTokenKeys();
  const token = await keys.sign('ES384', { sub: 'anna' });
  const saved = JSON.parse(JSON.stringify(keys.saved()));
  const others = createTokenKeys();
  others.restore(saved);
  expect((await jwtVerify(token, createLocalJWKSet((await others.keySet()) as JSONWebKeySet))).payload.sub).toBe(
    'anna',
  );
  expect(others.saved()[0]).toEqual(saved[0]);
  expect(() => others.restore([{ algorithm: 'RS256', privateKey: { kty: 'RSA' } }])).toThrow(
    '`tokenKeys[0].privateKey` is no private key',
  );
});

function replaced(saved: object, from: string, to: string): object {
  return JSON.parse(JSON.stringify(saved).replace(from, to));
}

test('an account that was reset is empty, hands out new ids and keeps the handles that tests hold', async () => {
  const { emulator, key } = await furnished();
  const { root, clock } = emulator.account(ACCOUNT);
  const iam = new IAMClient(emulator.clientConfig(root));
  const id = (await iam.send(new ListUsersCommand({}))).Users?.[0]?.UserId;
  emulator.reset(ACCOUNT);
  expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  await expect(identity(emulator, key)).rejects.toThrow('security token included in the request is invalid');
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'anna' }));
  expect(User?.UserId).not.toBe(id);
  await new S3Client(emulator.clientConfig(root)).send(new CreateBucketCommand({ Bucket: 'snapshot-bucket' }));
  clock.set(DATE);
  expect((await iam.send(new CreateUserCommand({ UserName: 'later' }))).User?.CreateDate).toEqual(DATE);
});
