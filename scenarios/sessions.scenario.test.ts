import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type Principal, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { assuming, notAuthorized, refusal } from './refusal.js';

const ACTION = 's3:ListAllMyBuckets';
const MAY_ALL = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

type Named = { readonly arn: string; readonly name: string };

/** Lets `who` do these actions with the role, under a condition. */
async function trust(
  { admin, account }: { readonly admin: Principal; readonly account: RehearsalAccount },
  role: Named,
  who: { readonly arn: string },
  Action: readonly string[],
  Condition = {},
) {
  const statement = { Effect: 'Allow', Principal: { AWS: who.arn }, Action, Condition };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const update = new UpdateAssumeRolePolicyCommand({ RoleName: role.name, PolicyDocument });
  const { waits } = account;
  await waits.until('new-principal', () => waits.until('new-entity', () => admin.client(IAMClient).send(update)));
}

const mayNot = (who: { readonly arn: string }, action: string, role: Named) =>
  notAuthorized(who.arn, action, role.arn, '');

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: "You cannot use AWS account root user credentials to call AssumeRole." */
test('the root user of the account assumes no role', async ({ account, target, skip }) => {
  skip(!target.capabilities.freshAccounts, 'only our emulator gives away the key of the root user');
  const root = account.principal(`arn:aws:iam::${account.id}:root`, {
    accessKeyId: account.id,
    secretAccessKey: 'test',
  });
  const role = await account.role({ trusts: account.id });
  expect(await refusal(assuming(root, role))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: 'Roles may not be assumed by root accounts.',
  });
});

test('a session lasts as long as its role permits, and an hour at most when a session opens it', async ({
  account,
}) => {
  const user = await account.user();
  const short = await account.role({ trusts: user });
  await account.eventually(async () =>
    expect(await refusal(assuming(user, short, { DurationSeconds: 3601 }))).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    }),
  );
  const long = await account.role({ trusts: user, maxSessionDuration: 7200 });
  const session = await user.assume(long, { DurationSeconds: 7200 });
  const chained = await account.role({ trusts: long, maxSessionDuration: 7200 });
  await expect(session.assume(chained, { DurationSeconds: 3600 })).toBeAllowed();
  expect(await refusal(assuming(session, chained, { DurationSeconds: 3601 }))).toEqual({
    code: 'ValidationError',
    status: 400,
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session */
test('session policies, written or managed, narrow a session and give it nothing', async ({
  account,
  target,
  skip,
}) => {
  skip(!target.capabilities.decisions, 'the target shows no decisions');
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: [ACTION, 'sqs:*'] });
  const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: [ACTION, 'sns:*'], Resource: '*' } });
  const written = await user.assume(role, { Policy });
  await expect(written).toBeAllowed(ACTION);
  await expect(written).toBeDenied('sqs:SendMessage', { layer: 'session' });
  await expect(written).toBeDenied('sns:Publish', { layer: 'identity' });

  const queues = await account.policy({ allows: 'sqs:*' });
  const managed = await user.assume(role, { PolicyArns: [{ arn: queues.arn }] });
  await expect(managed).toBeAllowed('sqs:SendMessage');
  await expect(managed).toBeDenied(ACTION, { layer: 'session' });
  const both = await user.assume(role, { Policy, PolicyArns: [{ arn: queues.arn }] });
  await expect(both).toBeAllowed(ACTION);
  await expect(both).toBeAllowed('sqs:SendMessage');
});

test('a trust policy may ask for a name of the session', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user, condition: { StringEquals: { 'sts:RoleSessionName': user.name } } });
  expect(await refusal(assuming(user, role, { RoleSessionName: 'someone' }))).toEqual(
    mayNot(user, 'sts:AssumeRole', role),
  );
  await expect(user.assume(role, { RoleSessionName: user.name })).toBeAllowed();
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html */
test('a source identity takes a permission, may be asked for, and stays when roles are chained', async ({
  account,
  admin,
}) => {
  const user = await account.user();
  const first = await account.role({ trusts: user });
  const SourceIdentity = 'saanvi';
  await account.eventually(async () =>
    expect(await refusal(assuming(user, first, { SourceIdentity }))).toEqual(
      mayNot(user, 'sts:SetSourceIdentity', first),
    ),
  );
  await trust({ admin, account }, first, user, MAY_ALL, { StringEquals: { 'sts:SourceIdentity': SourceIdentity } });
  await account.eventually(async () => {
    expect(await refusal(assuming(user, first))).toEqual(mayNot(user, 'sts:AssumeRole', first));
    const another = assuming(user, first, { SourceIdentity: 'diego' });
    expect(await refusal(another)).toEqual(mayNot(user, 'sts:AssumeRole', first));
  });
  const session = await user.assume(first, { SourceIdentity });

  const Condition = { StringEquals: { 'aws:SourceIdentity': SourceIdentity } };
  const second = await account.role({ trusts: first, allows: { Action: ACTION, Resource: '*', Condition } });
  await account.eventually(async () =>
    expect(await refusal(assuming(session, second))).toEqual(mayNot(session, 'sts:SetSourceIdentity', second)),
  );
  await trust({ admin, account }, second, first, MAY_ALL);
  await expect(await session.assume(second)).toBeAllowed(ACTION);
  expect((await refusal(assuming(session, second, { SourceIdentity: 'diego' }))).code).toBe('AccessDenied'); // it cannot be changed
  await expect(session.assume(second, { SourceIdentity })).resolves.toBeDefined();
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
test('session tags take a permission, may be asked for, and come before the tags of the role', async ({
  account,
  admin,
}) => {
  const user = await account.user();
  const Condition = { StringEquals: { 'aws:PrincipalTag/project': 'pegasus' } };
  const allows = { Action: ACTION, Resource: '*', Condition };
  const role = await account.role({ trusts: user, tags: { project: 'unicorn' }, allows });
  const Tags = [{ Key: 'project', Value: 'pegasus' }];
  await account.eventually(async () =>
    expect(await refusal(assuming(user, role, { Tags }))).toEqual(mayNot(user, 'sts:TagSession', role)),
  );
  await expect(await user.assume(role)).toBeDenied(ACTION);

  await trust({ admin, account }, role, user, MAY_ALL, { StringLike: { 'aws:RequestTag/project': 'p*' } });
  await account.eventually(async () =>
    expect(await refusal(assuming(user, role))).toEqual(mayNot(user, 'sts:AssumeRole', role)),
  );
  await expect(await user.assume(role, { Tags })).toBeAllowed(ACTION);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining */
test('only transitive tags are handed on, and the role that gets them must permit it', async ({ account, admin }) => {
  const user = await account.user();
  const first = await account.role({ trusts: user });
  await trust({ admin, account }, first, user, MAY_ALL);
  const allowed = (tag: string) => ({
    Action: ACTION,
    Resource: '*',
    Condition: { StringEquals: { [`aws:PrincipalTag/${tag}`]: 'yes' } },
  });
  const ofKept = await account.role({ trusts: first, allows: allowed('kept') });
  const ofLost = await account.role({ trusts: first, allows: allowed('lost') });
  const tags = { Tags: ['kept', 'lost'].map((Key) => ({ Key, Value: 'yes' })), TransitiveTagKeys: ['kept'] };
  const session = await user.assume(first, tags);
  await account.eventually(async () =>
    expect(await refusal(assuming(session, ofKept))).toEqual(mayNot(session, 'sts:TagSession', ofKept)),
  );
  for (const role of [ofKept, ofLost]) await trust({ admin, account }, role, first, MAY_ALL);
  await expect(await session.assume(ofKept)).toBeAllowed(ACTION);
  await expect(await session.assume(ofLost)).toBeDenied(ACTION);
  expect(await refusal(assuming(session, ofKept, { Tags: [{ Key: 'kept', Value: 'no' }] }))).toEqual({
    code: 'InvalidParameterValue',
    status: 400,
    message:
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  });
});

test('a trust policy may ask which tags are transitive', async ({ account, admin }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user });
  await trust({ admin, account }, role, user, MAY_ALL, {
    'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] },
  });
  const Tags = ['team', 'cost'].map((Key) => ({ Key, Value: 'x' }));
  await expect(user.assume(role, { Tags, TransitiveTagKeys: ['team'] })).toBeAllowed();
  expect(await refusal(assuming(user, role, { Tags, TransitiveTagKeys: ['cost'] }))).toEqual(
    mayNot(user, 'sts:AssumeRole', role),
  );
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
test('the path belongs to the ARN of a role, and not to that of its sessions', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user, path: '/app/web/' });
  expect(role.arn).toBe(`arn:aws:iam::${account.id}:role${account.path}app/web/${role.name}`);
  const without = { ...role, arn: `arn:aws:iam::${account.id}:role/${role.name}` };
  expect(await refusal(assuming(user, without))).toEqual(mayNot(user, 'sts:AssumeRole', without));
  const session = await user.assume(role);
  const arn = `arn:aws:sts::${account.id}:assumed-role/${role.name}/rehearsal`;
  expect(await session.client(STSClient).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: arn });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#available-keys-for-iam */
test.for([
  ['the ARN of its role as aws:PrincipalArn', { ArnEquals: { 'aws:PrincipalArn': 'ROLE' } }, true],
  ['no other aws:PrincipalArn', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*' } }, false],
  ['no aws:username', { Null: { 'aws:username': 'true' } }, true],
  ['aws:userid of role and name', { StringEquals: { 'aws:userid': 'ID:me' } }, true],
  ['the type AssumedRole', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }, true],
  ['a time of issue', { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } }, true],
  ['aws:MultiFactorAuthPresent, which is false', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
] as const)('a session has %s', async ([, condition, holds], { account, admin }) => {
  const user = await account.user();
  const name = account.name('role');
  const arn = `arn:aws:iam::${account.id}:role${account.path}${name}`;
  const role = await account.role({ name, trusts: user });
  const Condition = JSON.parse(JSON.stringify(condition).replace('ROLE', arn).replace('ID:', `${role.id}:`));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ACTION, Resource: '*', Condition },
  });
  await admin.client(IAMClient).send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument }));
  const session = await user.assume(role, { RoleSessionName: 'me' });
  await (holds ? expect(session).toBeAllowed(ACTION) : expect(session).toBeDenied(ACTION));
});

/** "The aws:MultiFactorAuthPresent key is not present when an API or CLI command is called with long-term credentials", says the same page. */
test.for([
  ['aws:username', { Null: { 'aws:username': 'false' } }],
  ['no aws:MultiFactorAuthPresent', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ['no aws:TokenIssueTime', { Null: { 'aws:TokenIssueTime': 'true' } }],
] as const)('a user with an access key has %s', async ([, Condition], { account }) => {
  const user = await account.user({ allows: { Action: ACTION, Resource: '*', Condition } });
  await expect(user).toBeAllowed(ACTION);
});
