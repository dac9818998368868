import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type RehearsalAccount, test, type User } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

const NO_PROPAGATION = 'the target cannot be told how long changes take';

/** Code as one writes it for AWS, where a change takes seconds to become visible. It is what these scenarios test: offline, without waiting. */
async function eventually<T>(call: () => Promise<T>, transient: string, sleep: (ms: number) => Promise<void>) {
  for (let attempt = 1; ; attempt++) {
    try {
      return { answer: await call(), attempt };
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith(transient) || attempt === 10) throw error;
      await sleep(1000);
    }
  }
}

/** Seconds of the account's clock: none of ours. */
function sleeper({ clock }: RehearsalAccount) {
  return async (milliseconds: number) => clock.advance(milliseconds);
}

async function newUser(account: RehearsalAccount, admin: User) {
  const UserName = account.name('late');
  const client = admin.client(IAMClient);
  const { User } = await client.send(new CreateUserCommand({ UserName, ...account.guarded }));
  const { AccessKey: key } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
  return { UserName, client, arn: User?.Arn ?? '', user: account.principal(User?.Arn ?? '', credentials) };
}

test('code that tries a new key again gets through, once the key is known', async ({
  account,
  admin,
  target,
  skip,
}) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  await account.clock.freeze();
  await account.propagation.set('4s');
  const { user } = await newUser(account, admin);
  const whoAmI = () => user.client(STSClient).send(new GetCallerIdentityCommand({}));
  expect(await refusal(whoAmI())).toEqual({
    code: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid.',
  });
  expect(await refusal(user.client(S3Client).send(new ListBucketsCommand({})))).toMatchObject({
    code: 'InvalidAccessKeyId',
    status: 403,
  });
  const { answer, attempt } = await eventually(whoAmI, 'InvalidClientTokenId', sleeper(account));
  expect([answer.Arn, attempt]).toEqual([user.arn, 5]);
});

test('code that gives up too early fails, and the rehearsal shows it', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  await account.clock.freeze();
  await account.propagation.set('30s');
  const { user } = await newUser(account, admin);
  const whoAmI = () => user.client(STSClient).send(new GetCallerIdentityCommand({}));
  await expect(eventually(whoAmI, 'InvalidClientTokenId', sleeper(account))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
});

test('a role is made for a new user, assumed and used, with each change late by a time of its own', async ({
  account,
  admin,
  target,
  skip,
}) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  await account.clock.freeze();
  await account.propagation.set({ min: '2s', max: '8s' });
  const sleep = sleeper(account);
  const { client, arn, user } = await newUser(account, admin);
  const RoleName = account.name('late');
  const statement = { Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const create = () => client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...account.guarded }));
  expect(await refusal(create())).toEqual({
    code: 'MalformedPolicyDocumentException',
    status: 400,
    message: `Invalid principal in policy: "AWS":"${arn}"`,
  });
  await eventually(() => user.client(STSClient).send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId', sleep);
  const { answer } = await eventually(create, 'MalformedPolicyDocument', sleep);
  const assume = new AssumeRoleCommand({ RoleArn: answer.Role?.Arn, RoleSessionName: 'late' });
  expect(await refusal(user.client(STSClient).send(assume))).toMatchObject({ code: 'AccessDenied', status: 403 });
  expect((await eventually(() => user.client(STSClient).send(assume), 'AccessDenied', sleep)).attempt).toBeGreaterThan(
    1,
  );
});

test('a bucket policy cannot name a user that S3 does not know yet', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  const bucket = await account.bucket();
  await account.clock.freeze();
  await account.propagation.set('4s');
  const { arn } = await newUser(account, admin);
  const statement = { Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:ListBucket', Resource: bucket.arn };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const put = () => admin.client(S3Client).send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  expect(await refusal(put())).toEqual({
    code: 'MalformedPolicy',
    status: 400,
    message: 'Invalid principal in policy',
  });
  await eventually(put, 'MalformedPolicy', sleeper(account));
});

test('a policy counts late, and so does its deletion', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  const user = await account.user();
  await account.clock.freeze();
  await account.propagation.set('4s');
  const policy = { UserName: user.name, PolicyName: 'self' };
  const statement = { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const self = () => user.client(IAMClient).send(new GetUserCommand({}));
  await admin.client(IAMClient).send(new PutUserPolicyCommand({ ...policy, PolicyDocument }));
  await expect(self()).toBeDenied();
  await account.clock.advance('4s');
  await expect(self()).toBeAllowed();
  await admin.client(IAMClient).send(new DeleteUserPolicyCommand(policy));
  await expect(self()).toBeAllowed();
  await account.clock.advance('4s');
  await expect(self()).toBeDenied();
});

test('a deleted key still signs for a while', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  const user = await account.user();
  await account.clock.freeze();
  await account.propagation.set('4s');
  const AccessKeyId = user.credentials.accessKeyId;
  await admin.client(IAMClient).send(new DeleteAccessKeyCommand({ UserName: user.name, AccessKeyId }));
  const whoAmI = () => user.client(STSClient).send(new GetCallerIdentityCommand({}));
  expect((await whoAmI()).Arn).toBe(user.arn);
  await account.clock.advance('4s');
  expect(await refusal(whoAmI())).toMatchObject({ code: 'InvalidClientTokenId' });
});

test('what the fixtures make is waited for', async ({ account, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  await account.propagation.set({ min: '1s', max: '1h', reads: 'eventual' });
  const user = await account.user({ allows: 'iam:ListUsers' });
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });
  await expect(user).toBeAllowed('iam:ListUsers');
  await expect(await user.assume(role)).toBeAllowed('s3:ListAllMyBuckets');
});

test('calls of one’s own can wait for a change too', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.propagation, NO_PROPAGATION);
  await account.propagation.set('4s');
  const { user, client, UserName } = await newUser(account, admin);
  await account.waits.until('new-key', () => user.client(STSClient).send(new GetCallerIdentityCommand({})));
  const AccessKeyId = user.credentials.accessKeyId;
  await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await account.waits.settled();
  expect(await refusal(user.client(STSClient).send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'InvalidClientTokenId',
  });
});
