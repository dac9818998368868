import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { SERVER, SERVER_KEY } from '../../fixtures/certificates.js';
import { startEmulator } from '../emulator/index.js';
import { openLedger } from './ledger.js';
import { findLeftovers } from './leftovers.js';
import { planSweep, sweep } from './sweep.js';

const HOUR = 3_600_000;

async function fresh() {
  const emulator = await startEmulator();
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });
  const { id: account, root } = emulator.account();
  const config = emulator.clientConfig(root);
  const clients = { iam: new iam.IAMClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) };
  return { account, folder, clients, options: { account, folder, olderThan: HOUR, now: Date.now() + 2 * HOUR } };
}

const tags = (run: string) => ({ Tags: [{ Key: 'iam-rehearsal:run', Value: run }] });

test('what a killed run left is removed from its ledger, and the ledger says so', async () => {
  const { account, folder, clients, options } = await fresh();
  using ledger = openLedger({ run: 'killed', account, folder });
  ledger.intend({ kind: 'user', name: 'left' });
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'left' }));
  ledger.intend({ kind: 'role', name: 'never-made' });
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
  ledger.intend({ kind: 'policy', name: `arn:aws:iam::${account}:policy/left` });
  await clients.iam.send(new iam.CreatePolicyCommand({ PolicyName: 'left', PolicyDocument }));

  const plan = await planSweep(options, clients);
  expect(plan.runs).toMatchObject([
    { run: 'killed', knownFrom: 'ledger', resources: [{ kind: 'policy' }, { kind: 'role' }, { kind: 'user' }] },
  ]);
  expect((await clients.iam.send(new iam.ListUsersCommand({}))).Users).toHaveLength(1);
  expect((await sweep(plan, options, clients)).left).toEqual([]);
  expect((await clients.iam.send(new iam.ListUsersCommand({}))).Users).toEqual([]);
  expect((await clients.iam.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))).Policies).toEqual([]);
  expect((await planSweep(options, clients)).runs).toEqual([]);
});

test('without a ledger a run is found by path, tag and name, and nothing else is touched', async () => {
  const { clients, options } = await fresh();
  const Path = '/iam-rehearsal/0a1b2c3d/';
  const own = { Path, ...tags('0a1b2c3d') };
  const trust = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
  };
  const allow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'own', ...own }));
  await clients.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'own' }));
  await clients.iam.send(new iam.CreateGroupCommand({ GroupName: 'own', Path }));
  await clients.iam.send(new iam.AddUserToGroupCommand({ GroupName: 'own', UserName: 'own' }));
  await clients.iam.send(new iam.CreateRoleCommand({ RoleName: 'own', AssumeRolePolicyDocument, ...own }));
  await clients.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'own', ...own }));
  await clients.iam.send(
    new iam.CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: JSON.stringify(allow), ...own }),
  );
  await clients.iam.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'own', ...own }));
  await clients.iam.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'others' }));
  const certificate = { CertificateBody: SERVER, PrivateKey: SERVER_KEY };
  await clients.iam.send(
    new iam.UploadServerCertificateCommand({ ServerCertificateName: 'own', ...certificate, ...own }),
  );
  for (const name of ['iamr-0a1b2c3d-bucket-x', 'iamr-0a1b2c3d-untagged', 'others'])
    await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
  const Tagging = { TagSet: tags('0a1b2c3d').Tags };
  await clients.s3.send(new PutBucketTaggingCommand({ Bucket: 'iamr-0a1b2c3d-bucket-x', Tagging }));
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'path-only', Path }));
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'tag-only', ...tags('0a1b2c3d') }));
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'tag-of-another-run', Path, ...tags('ffffffff') }));

  const plan = await planSweep(options, clients);
  expect(plan.runs).toMatchObject([{ run: '0a1b2c3d', knownFrom: 'account' }]);
  expect((await sweep(plan, options, clients)).left).toEqual([]);
  expect(await findLeftovers(clients)).toEqual([]);
  const { VirtualMFADevices = [] } = await clients.iam.send(new iam.ListVirtualMFADevicesCommand({}));
  expect(VirtualMFADevices).toMatchObject([{ SerialNumber: expect.stringMatching(/:mfa\/others$/) }]);
  const { Users = [] } = await clients.iam.send(new iam.ListUsersCommand({}));
  expect(Users.map(({ UserName }) => UserName)).toEqual(['path-only', 'tag-of-another-run', 'tag-only']);
  const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual(['iamr-0a1b2c3d-untagged', 'others']);
});

test('young runs, other accounts and files that are no ledgers are left alone', async () => {
  const { account, folder, clients, options } = await fresh();
  using young = openLedger({ run: 'young', account, folder });
  young.intend({ kind: 'user', name: 'young' });
  using other = openLedger({ run: 'other', account: '999999999999', folder });
  other.intend({ kind: 'user', name: 'other' });
  writeFileSync(join(folder, 'broken.jsonl'), 'no ledger\n');
  const plan = await planSweep({ ...options, now: Date.now() }, clients);
  expect(plan).toMatchObject({ runs: [], tooYoung: [{ run: 'young' }], unreadable: [join(folder, 'broken.jsonl')] });
});

test('in an account of others a ledger is not believed about what no run names so', async () => {
  const { account, folder, clients, options } = await fresh();
  using ledger = openLedger({ run: '0a1b2c3d', account, folder });
  for (const UserName of ['alice', 'iamr-0a1b2c3d-user-1']) {
    ledger.intend({ kind: 'user', name: UserName });
    await clients.iam.send(new iam.CreateUserCommand({ UserName }));
  }
  ledger.intend({ kind: 'policy', name: `arn:aws:iam::${account}:policy/payroll` });
  const shared = { ...options, isShared: true };
  const plan = await planSweep(shared, clients);
  expect(plan.runs).toMatchObject([{ resources: [{ kind: 'user', name: 'iamr-0a1b2c3d-user-1' }] }]);
  expect(plan.notOwn).toMatchObject([{ kind: 'policy' }, { kind: 'user', name: 'alice' }]);
  await sweep(plan, shared, clients);
  expect((await clients.iam.send(new iam.ListUsersCommand({}))).Users).toMatchObject([{ UserName: 'alice' }]);
});
