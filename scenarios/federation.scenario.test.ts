import { GetUserCommand, IAMClient, UpdateUserCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, type Principal, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

const LIST = 's3:ListAllMyBuckets';
const FEDERATE = 'sts:GetFederationToken';

const allowing = (Action: string | readonly string[], Condition = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*', Condition } });

/** What GetFederationToken gives a caller for Bob. */
async function bob(account: RehearsalAccount, caller: Principal, input: Partial<GetFederationTokenCommandInput> = {}) {
  const command = new GetFederationTokenCommand({ Name: 'bob', ...input });
  const { waits } = account;
  const { Credentials, FederatedUser } = await waits.until('done', () => caller.client(STSClient).send(command));
  return account.principal(FederatedUser?.Arn ?? '', {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html */
test('a federated user may what both the user and the session policy allow', async ({ account, target, skip }) => {
  skip(!target.capabilities.decisions, 'the target shows no decisions');
  const user = await account.user({ allows: [FEDERATE, LIST, 'sqs:*'] });
  const session = await bob(account, user, { Policy: allowing([LIST, 'sns:*']) });
  await expect(session).toBeAllowed(LIST);
  await expect(session).toBeDenied('sqs:SendMessage', { layer: 'session' });
  await expect(session).toBeDenied('sns:Publish', { layer: 'identity' });
});

test('a federated user without a session policy has no permissions', async ({ account, target, skip }) => {
  skip(!target.capabilities.decisions, 'the target shows no decisions');
  const session = await bob(account, await account.user({ allows: [FEDERATE, LIST] }));
  await expect(session).toBeDenied(LIST, { layer: 'session' });
});

test('a bucket policy that names the federated user is enough', async ({ account, admin }) => {
  const user = await account.user({ allows: FEDERATE });
  const session = await bob(account, user);
  const bucket = await account.bucket();
  const list = () => session.client(S3Client).send(new ListObjectsV2Command({ Bucket: bucket.name }));
  await expect(list()).toBeDenied();
  const Resource = `arn:aws:s3:::${bucket.name}`;
  const statement = { Effect: 'Allow', Principal: { AWS: session.arn }, Action: 's3:ListBucket', Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await admin.client(S3Client).send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  await expect(list()).toBeAllowed();
});

test('federating needs permission, and passing tags another one', async ({ account }) => {
  const arn = `arn:aws:sts::${account.id}:federated-user/bob`;
  const nobody = await account.user();
  const federating = (caller: Principal, input = {}) =>
    refusal(caller.client(STSClient).send(new GetFederationTokenCommand({ Name: 'bob', ...input })));
  expect(await federating(nobody)).toEqual(notAuthorized(nobody.arn, FEDERATE, arn, ''));
  const user = await account.user({ allows: FEDERATE });
  const Tags = [{ Key: 'team', Value: 'blue' }];
  await account.eventually(async () =>
    expect(await federating(user, { Tags })).toEqual(notAuthorized(user.arn, 'sts:TagSession', arn, '')),
  );
});

test('the tags of a federated session come before those of its user', async ({ account }) => {
  const tags = { team: 'red', floor: '3' };
  const user = await account.user({ tags, allows: [FEDERATE, 'sts:TagSession', LIST] });
  const Tags = [{ Key: 'Team', Value: 'blue' }];
  const withTags = (team: string) =>
    allowing(LIST, { StringEquals: { 'aws:PrincipalTag/team': team, 'aws:PrincipalTag/floor': '3' } });
  await expect(await bob(account, user, { Tags, Policy: withTags('blue') })).toBeAllowed(LIST);
  await expect(await bob(account, user, { Tags, Policy: withTags('red') })).toBeDenied(LIST);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
test.for([
  ['its own aws:PrincipalArn', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:federated-user/bob' } }],
  ['no aws:username', { Null: { 'aws:username': 'true' } }],
  ['aws:userid of account and name', { StringLike: { 'aws:userid': '*:bob' } }],
  ['the type FederatedUser', { StringEquals: { 'aws:PrincipalType': 'FederatedUser' } }],
  ['a time of issue', { Null: { 'aws:TokenIssueTime': 'false' } }],
] as const)('a federated user has %s', async ([, condition], { account }) => {
  const user = await account.user({ allows: [FEDERATE, LIST] });
  await expect(await bob(account, user, { Policy: allowing(LIST, condition) })).toBeAllowed(LIST);
});

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
test('IAM and STS are closed to a federated user, but for GetCallerIdentity', async ({ account }) => {
  const user = await account.user({ allows: '*' });
  const session = await bob(account, user, { Policy: allowing('*') });
  expect(await session.client(STSClient).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account.id,
    Arn: `arn:aws:sts::${account.id}:federated-user/bob`,
    UserId: `${account.id}:bob`,
  });
  const getUser = new GetUserCommand({ UserName: user.name });
  expect(await refusal(session.client(IAMClient).send(getUser))).toMatchObject({ code: 'InvalidClientTokenId' });
  expect(await refusal(bob(account, session))).toMatchObject({
    message: 'Cannot call GetFederationToken with session credentials',
  });
  const role = await account.role({ trusts: account.id });
  const assume = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'bob' });
  expect(await refusal(session.client(STSClient).send(assume))).toEqual(
    notAuthorized(session.arn, 'sts:AssumeRole', role.arn, ''),
  );
});

test('a federated user keeps the permissions of a user that was renamed', async ({ account, admin }) => {
  const user = await account.user({ allows: [FEDERATE, LIST] });
  const session = await bob(account, user, { Policy: allowing(LIST) });
  const NewUserName = account.name('renamed');
  account.alsoRemove({ kind: 'user', name: NewUserName });
  await admin.client(IAMClient).send(new UpdateUserCommand({ UserName: user.name, NewUserName }));
  await expect(session).toBeAllowed(LIST);
});

test('what the root user federates has what the session policy says', async ({ account, target, skip }) => {
  skip(!target.capabilities.freshAccounts, 'only our emulator gives away the key of the root user');
  const arn = `arn:aws:iam::${account.id}:root`;
  const root = account.principal(arn, { accessKeyId: account.id, secretAccessKey: 'test' });
  const session = await bob(account, root, { Policy: allowing(LIST) });
  await expect(session).toBeAllowed(LIST);
  await expect(session).toBeDenied('sqs:SendMessage');
});
