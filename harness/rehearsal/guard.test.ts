import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openEmbedded, type Target } from '../targets/index.js';
import { openAccount, type User } from './account.js';
import { ADMINISTRATOR, ALLOW_ALL, Bucket, FORBIDDEN, RoleName, trusting, UserName } from './guard.fixture.js';
import { RehearsalError } from './rehearsal-error.js';

/** An account of others: a user, a role, a group, a policy, a bucket and a provider that no run made, and an administrator of a run in it. */
async function amongOthers() {
  const target = await openEmbedded();
  onTestFinished(() => target[Symbol.asyncDispose]());
  const there = await target.account();
  const account = await openAccount({ ...target, account: async () => there });
  const root = there.clientConfig(there.administrator);
  const [client, buckets] = [new iam.IAMClient(root), new s3.S3Client(root)];
  await client.send(new iam.CreateUserCommand({ UserName }));
  await client.send(new iam.CreateGroupCommand({ GroupName: 'foreign' }));
  await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting(account.id) }));
  await client.send(new iam.CreatePolicyCommand({ PolicyName: 'foreign', PolicyDocument: ALLOW_ALL }));
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'foreign' }));
  await buckets.send(new s3.CreateBucketCommand({ Bucket }));
  await buckets.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  const details = async () => {
    const { $metadata, ...all } = await client.send(new iam.GetAccountAuthorizationDetailsCommand({}));
    return JSON.stringify(all);
  };
  return { target, account, admin: await account.admin(), details };
}

test('an administrator of a run changes nothing that the run did not make, and does not get out of it', async () => {
  const { account, admin, details } = await amongOthers();
  const before = await details();
  for (const [what, call] of FORBIDDEN) {
    const refused = await call(admin, account).then(
      () => `could ${what}`,
      ({ name, message }: Error) => `${name}: ${message}`,
    );
    // AssumeRole names no policy, so that roles cannot be explored.
    const boundary = what === 'assume a role' ? '' : /with an explicit deny in a permissions boundary: .*-guard-/;
    expect(refused, what).toMatch(/^AccessDenied: /);
    expect(refused, what).toMatch(boundary);
  }
  expect(await details()).toBe(before);
});

test('a role of others is not passed to a service, and one of the run is', async () => {
  const { account, admin } = await amongOthers();
  const client = admin.client(iam.IAMClient);
  const InstanceProfileName = account.name('profile');
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, ...account.placed }));
  const add = (name: string) =>
    client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: name }));
  await expect(add(RoleName)).rejects.toThrow('is not authorized to perform: iam:PassRole');
  await add((await account.role({ trusts: 'ec2.amazonaws.com' })).name);
  await account.close();
});

test('within the run an administrator may do everything', async () => {
  const { account, admin } = await amongOthers();
  const client = admin.client(iam.IAMClient);
  const [made, role] = [account.name('u'), account.name('r')];
  await client.send(new iam.CreateUserCommand({ UserName: made, ...account.guarded }));
  await client.send(new iam.AttachUserPolicyCommand({ UserName: made, PolicyArn: ADMINISTRATOR }));
  const AssumeRolePolicyDocument = trusting(account.id);
  await client.send(new iam.CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument, ...account.guarded }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName: role, PolicyName: 'p', PolicyDocument: ALLOW_ALL }));
  const session = await admin.assume(`arn:aws:iam::${account.id}:role${account.path}${role}`);
  await expect(session.client(iam.IAMClient).send(new iam.DeleteUserCommand({ UserName }))).rejects.toThrow(
    'explicit deny',
  );
  const bucket = await account.bucket();
  await session.client(s3.S3Client).send(new s3.PutObjectCommand({ Bucket: bucket.name, Key: 'k', Body: 'x' }));
  await account.close();
});

test('a boundary of one’s own has the guard appended, wherever it comes from', async () => {
  const { account } = await amongOthers();
  const narrow = await account.boundary({ allows: 's3:*' });
  const policy = await account.policy({ allows: 's3:*' });
  for (const boundary of [narrow, policy, 'arn:aws:iam::aws:policy/AmazonS3FullAccess']) {
    const user = await account.user({ boundary, allows: '*' });
    await expect(user.client(s3.S3Client).send(new s3.DeleteBucketCommand({ Bucket }))).rejects.toThrow(
      'with an explicit deny in a permissions boundary',
    );
    await expect(user.client(iam.IAMClient).send(new iam.ListUsersCommand({}))).rejects.toThrow(
      'because no permissions boundary allows the iam:ListUsers action',
    );
    await user.client(s3.S3Client).send(new s3.ListBucketsCommand({}));
  }
  const tooLong = account.user({ boundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  await expect(tooLong).rejects.toThrow(RehearsalError);
  await account.close();
});

test('what is only decided is decided without the guard, and with a boundary of one’s own', async () => {
  const { account } = await amongOthers();
  const user = await account.user({ allows: ['dynamodb:*', 'iam:*'] });
  const narrow = await account.user({ allows: '*', boundary: await account.boundary({ allows: 'dynamodb:GetItem' }) });
  const outcome = async (who: User, action: string) => (await who.decide({ action })).outcome;
  expect(await outcome(user, 'dynamodb:PutItem')).toBe('allowed');
  expect(await outcome(user, 'iam:CreateUser')).toBe('allowed');
  expect(await outcome(user, 'sqs:SendMessage')).toBe('denied');
  expect(await outcome(narrow, 'dynamodb:GetItem')).toBe('allowed');
  expect(await outcome(narrow, 'dynamodb:PutItem')).toBe('denied');
  await account.close();
});

let target: Target;

beforeAll(async () => {
  target = await openEmbedded();
  return () => target[Symbol.asyncDispose]();
});

test('a role of the same run is assumed across accounts', async () => {
  const [here, there] = [await openAccount(target), await openAccount(target)];
  const role = await there.role({ trusts: here.id });
  const user = await here.user({ allows: 'sts:AssumeRole' });
  expect((await user.assume(role)).arn).toBe(`arn:aws:sts::${there.id}:assumed-role/${role.name}/rehearsal`);
  await here.close();
  await there.close();
});
