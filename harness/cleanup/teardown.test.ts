import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { openLedger, readLedger, stillOpen } from './ledger.js';
import { tearDown } from './teardown.js';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
});

async function fresh() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const account = emulator.account();
  const config = emulator.clientConfig(account.root);
  return { account: account.id, emulator, iam: new iam.IAMClient(config), s3: new S3Client(config) };
}

test('everything is removed, with all that AWS wants gone before', async () => {
  const { account, iam: client, s3 } = await fresh();
  const ledger = openLedger({ run: 'test', account });
  const arn = `arn:aws:iam::${account}:policy/p`;
  const trust = POLICY.replace('s3:ListAllMyBuckets', 'sts:AssumeRole').replace(
    '"Resource":"*"',
    `"Principal":{"AWS":"${account}"}`,
  );
  ledger.intend({ kind: 'policy', name: arn });
  await client.send(new iam.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: POLICY }));
  await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: POLICY }));
  ledger.intend({ kind: 'group', name: 'g' });
  await client.send(new iam.CreateGroupCommand({ GroupName: 'g' }));
  await client.send(new iam.AttachGroupPolicyCommand({ GroupName: 'g', PolicyArn: arn }));
  ledger.intend({ kind: 'user', name: 'u' });
  await client.send(new iam.CreateUserCommand({ UserName: 'u', PermissionsBoundary: arn }));
  await client.send(new iam.AddUserToGroupCommand({ UserName: 'u', GroupName: 'g' }));
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'i', PolicyDocument: POLICY }));
  ledger.intend({ kind: 'access-key', name: 'u' });
  await client.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  ledger.intend({ kind: 'role', name: 'r' });
  await client.send(new iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }));
  await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: arn }));
  ledger.intend({ kind: 'bucket', name: `b-${account}` });
  await s3.send(new CreateBucketCommand({ Bucket: `b-${account}` }));
  await s3.send(new PutObjectCommand({ Bucket: `b-${account}`, Key: 'a/b', Body: 'c' }));
  const nobody = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:Delete*',
    Resource: [`arn:aws:s3:::b-${account}`, `arn:aws:s3:::b-${account}/*`],
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: nobody });
  await s3.send(new PutBucketPolicyCommand({ Bucket: `b-${account}`, Policy }));

  const { removed, left } = await tearDown(ledger, { iam: client, s3 });
  expect(left).toEqual([]);
  expect(removed.map(({ kind }) => kind)).toEqual(['access-key', 'bucket', 'user', 'group', 'role', 'policy']);
  expect(ledger.open()).toEqual([]);
  expect((await client.send(new iam.ListUsersCommand({}))).Users).toEqual([]);
  expect((await client.send(new iam.ListGroupsCommand({}))).Groups).toEqual([]);
  expect((await client.send(new iam.ListRolesCommand({}))).Roles).toEqual([]);
  expect((await client.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))).Policies).toEqual([]);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
});

test('what was never made counts as removed', async () => {
  const { account, ...clients } = await fresh();
  const ledger = openLedger({ run: 'test', account });
  for (const kind of ['access-key', 'user', 'group', 'role'] as const) ledger.intend({ kind, name: 'nobody' });
  ledger.intend({ kind: 'policy', name: `arn:aws:iam::${account}:policy/none` });
  ledger.intend({ kind: 'bucket', name: `none-${account}` });
  expect((await tearDown(ledger, clients)).left).toEqual([]);
});

test('a failure does not stop the rest, and stays in the ledger', async () => {
  const { account, emulator, iam: client, s3 } = await fresh();
  const ledger = openLedger({ run: 'test', account });
  ledger.intend({ kind: 'user', name: 'u' });
  await client.send(new iam.CreateUserCommand({ UserName: 'u' }));
  ledger.intend({ kind: 'bucket', name: `b-${account}` });
  await s3.send(new CreateBucketCommand({ Bucket: `b-${account}` }));
  const wrong = new S3Client(emulator.clientConfig({ accessKeyId: account, secretAccessKey: 'wrong' }));
  const { removed, left } = await tearDown(ledger, { iam: client, s3: wrong });
  expect(removed).toEqual([{ kind: 'user', name: 'u' }]);
  expect(left).toMatchObject([{ resource: { kind: 'bucket' }, error: { name: 'SignatureDoesNotMatch' } }]);
  expect(ledger.open()).toMatchObject([{ kind: 'bucket', name: `b-${account}` }]);
});

test("a ledger's file is the owner's alone, and a last line that was cut is left out", () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  using ledger = openLedger({ run: 'run', account: '123456789012', folder, now: () => 0 });
  ledger.intend({ kind: 'user', name: 'a' });
  ledger.intend({ kind: 'role', name: 'b' });
  ledger.removed({ kind: 'user', name: 'a' });
  const file = join(folder, 'run.jsonl');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain('123456789012');
  expect(stillOpen(readLedger(text))).toMatchObject([{ kind: 'role', name: 'b' }]);
  expect(stillOpen(readLedger(text + '{"event":"rem'))).toMatchObject([{ kind: 'role', name: 'b' }]);
});
