import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { ResourcesLeft } from '../cleanup/teardown.js';
import { openEmbedded, type Target } from '../targets/index.js';
import { openAccount } from './account.js';

const TRUST = '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}';
const LIST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}';

/** An account, and what its administrator finds in it. */
async function opened(change: (target: Target) => Target = (target) => target) {
  const embedded = await openEmbedded();
  onTestFinished(() => embedded[Symbol.asyncDispose]());
  const there = await embedded.account();
  const account = await openAccount(change({ ...embedded, account: async () => there }));
  const config = there.clientConfig(there.administrator);
  const [client, s3] = [new iam.IAMClient(config), new S3Client(config)];
  const found = async () => ({
    users: (await client.send(new iam.ListUsersCommand({}))).Users?.length,
    groups: (await client.send(new iam.ListGroupsCommand({}))).Groups?.length,
    roles: (await client.send(new iam.ListRolesCommand({}))).Roles?.length,
    policies: (await client.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))).Policies?.length,
    buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.length,
  });
  return { account, found };
}

const NOTHING = { users: 0, groups: 0, roles: 0, policies: 0, buckets: 0 };

test('all that is made through the account is there, and is removed at the end', async () => {
  const { account, found } = await opened();
  const policy = await account.policy({ allows: 's3:*' });
  const group = await account.group({ allows: 's3:ListAllMyBuckets' });
  const user = await account.user({ groups: [group], policies: [policy], boundary: policy, tags: { team: 'blue' } });
  await account.role({ trusts: user, denies: 's3:*', path: '/app/', maxSessionDuration: 7200 });
  await account.bucket();
  await account.admin();
  // The policies: that of the test, the guard of all principals, and the boundary with the guard appended.
  expect(await found()).toEqual({ users: 2, groups: 1, roles: 1, policies: 3, buckets: 1 });
  await account.close();
  expect(await found()).toEqual(NOTHING);
});

test("what a principal's client creates is removed too, with all that AWS wants gone before", async () => {
  const { account, found } = await opened();
  const admin = await account.admin();
  const [client, s3] = [admin.client(iam.IAMClient), admin.client(S3Client)];
  await client.send(new iam.CreateUserCommand({ UserName: 'u', ...account.guarded }));
  await client.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument: LIST }));
  await client.send(new iam.CreateGroupCommand({ GroupName: 'g', Path: account.path }));
  await client.send(new iam.AddUserToGroupCommand({ UserName: 'u', GroupName: 'g' }));
  await client.send(new iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST, ...account.guarded }));
  const input = { PolicyName: 'p', Path: `${account.path}app/`, PolicyDocument: LIST };
  const { Policy } = await client.send(new iam.CreatePolicyCommand(input));
  await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: Policy?.Arn }));
  const Bucket = account.name('bucket');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'x' }));
  await account.close();
  expect(await found()).toEqual(NOTHING);
});

test('what could not be made needs no removal, and what the test removed itself neither', async () => {
  const { account, found } = await opened();
  const client = (await account.admin()).client(iam.IAMClient);
  await client.send(new iam.CreateUserCommand({ UserName: 'u', ...account.guarded }));
  await client.send(new iam.DeleteUserCommand({ UserName: 'u' }));
  const refused = client.send(
    new iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{', ...account.guarded }),
  );
  await expect(refused).rejects.toThrow('This policy contains invalid Json');
  await account.close();
  expect(await found()).toEqual(NOTHING);
});

test('what a program of its own made is removed when the account was told of it', async () => {
  const { account, found } = await opened();
  account.alsoRemove({ kind: 'user', name: 'theirs' }, { kind: 'role', name: 'never-made' });
  const client = new iam.IAMClient((await account.admin()).clientConfig());
  await client.send(new iam.CreateUserCommand({ UserName: 'theirs', ...account.guarded }));
  await account.close();
  expect(await found()).toEqual(NOTHING);
});

test('what cannot be removed is named', async () => {
  let broken = false;
  const { account } = await opened((target) => ({
    ...target,
    account: async () => {
      const there = await target.account();
      const wrong = (credentials: typeof there.administrator) => ({ ...credentials, secretAccessKey: 'wrong' });
      return {
        ...there,
        clientConfig: (credentials, origin) => there.clientConfig(broken ? wrong(credentials) : credentials, origin),
      };
    },
  }));
  const user = await account.user();
  broken = true;
  const closed = account.close();
  await expect(closed).rejects.toThrow(ResourcesLeft);
  await expect(closed).rejects.toThrow(`user \`${user.name}\`: SignatureDoesNotMatch`);
});

test('names are unique, also over accounts', async () => {
  const [one, other] = [(await opened()).account, (await opened()).account];
  const names = [one, one, other, other].map((account) => account.name('bucket'));
  expect(new Set(names).size).toBe(4);
});
