import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate */
test('who may make users only under a boundary can make no others, and cannot take it away', async ({
  account,
  admin,
  target,
  skip,
}) => {
  skip(!target.capabilities.decisions, 'the target shows no decisions');
  const boundary = await account.boundary({ allows: 's3:*' });
  const Condition = { StringEquals: { 'iam:PermissionsBoundary': boundary.arn } };
  const Action = ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:PutUserPermissionsBoundary'];
  const zhang = await account.user({ allows: { Action, Resource: '*', Condition } });
  const [UserName, Path] = [account.name('made'), account.path];
  const create = (PermissionsBoundary?: string) => new CreateUserCommand({ UserName, Path, PermissionsBoundary });
  await expect(zhang).toBeDenied(create());
  await expect(zhang).toBeDenied(create(account.guarded.PermissionsBoundary), { layer: 'identity' });
  await expect(zhang).toBeAllowed(create(boundary.arn));

  const put = (name: string) => new PutUserPolicyCommand({ UserName: name, PolicyName: 'p', PolicyDocument: POLICY });
  await expect(zhang).toBeAllowed(put(UserName));
  await expect(zhang).toBeAllowed(new AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR }));
  await expect(zhang).toBeDenied(put((await account.user()).name));
  const other = { UserName, PermissionsBoundary: account.guarded.PermissionsBoundary };
  await expect(zhang).toBeDenied(new PutUserPermissionsBoundaryCommand(other), { layer: 'identity' });
  await expect(zhang).toBeDenied(new DeleteUserPermissionsBoundaryCommand({ UserName }));
  const { User } = await admin.client(IAMClient).send(new GetUserCommand({ UserName }));
  expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary.arn);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html#access_controlling-policies */
test('who may attach only a certain policy can attach no other', async ({ account }) => {
  const Condition = { ArnEquals: { 'iam:PolicyARN': READ_ONLY } };
  const user = await account.user({ allows: { Action: 'iam:AttachUserPolicy', Resource: '*', Condition } });
  await expect(user).toBeDenied(new AttachUserPolicyCommand({ UserName: user.name, PolicyArn: ADMINISTRATOR }));
  await expect(user).toBeAllowed(new AttachUserPolicyCommand({ UserName: user.name, PolicyArn: READ_ONLY }));
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html */
test('tags may be set and removed only as the policy says', async ({ account }) => {
  const set = {
    Action: 'iam:TagUser',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:RequestTag/team': ['blue', 'red'] },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
    },
  };
  const remove = {
    ...set,
    Action: 'iam:UntagUser',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'cost' } },
  };
  const user = await account.user({ allows: [set, remove], tags: { cost: '7' } });
  const tag = (Key: string, Value: string) => ({ UserName: user.name, Tags: [{ Key, Value }] });
  await expect(user).toBeAllowed(new TagUserCommand(tag('team', 'blue')));
  await expect(user).toBeDenied(new TagUserCommand(tag('team', 'green')));
  await expect(user).toBeDenied(new TagUserCommand(tag('cost', '0')));
  await expect(user).toBeDenied(new UntagUserCommand({ UserName: user.name, TagKeys: ['team'] }));
  await expect(user).toBeAllowed(new UntagUserCommand({ UserName: user.name, TagKeys: ['cost'] }));
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_attribute-based-access-control.html */
test.for(['aws:ResourceTag', 'iam:ResourceTag'])('who has the same tag may, by %s', async (key, { account }) => {
  const Condition = { StringEquals: { [`${key}/team`]: '${aws:PrincipalTag/team}' } };
  const allows = { Action: 'iam:GetUser', Resource: '*', Condition };
  const user = await account.user({ allows, tags: { team: 'blue' } });
  const [blue, red] = [await account.user({ tags: { team: 'blue' } }), await account.user({ tags: { team: 'red' } })];
  await expect(user).toBeAllowed('iam:GetUser', { resource: blue.arn });
  await expect(user).toBeDenied('iam:GetUser', { resource: red.arn });
  await expect(red).toBeDenied('iam:GetUser', { resource: blue.arn });
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html, https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html */
test('a call that needs two permissions is refused when the second is missing, and nothing is done', async ({
  account,
  admin,
}) => {
  const user = await account.user({
    allows: [
      'iam:CreateUser',
      { Action: 'iam:UpdateUser', Resource: `arn:aws:iam::${account.id}:user${account.path}*-user-*` },
    ],
  });
  const input = { UserName: account.name('made'), ...account.guarded };
  const made = `arn:aws:iam::${account.id}:user${account.path}${input.UserName}`;
  await account.eventually(async () =>
    expect(await refusal(user.client(IAMClient).send(new CreateUserCommand(input)))).toEqual(
      notAuthorized(user.arn, 'iam:TagUser', made, 'no identity-based policy allows the iam:TagUser action'),
    ),
  );
  await expect(user).toBeDenied(new UpdateUserCommand({ UserName: user.name, NewUserName: account.name('boss') }));
  await expect(user).toBeAllowed(new UpdateUserCommand({ UserName: user.name, NewUserName: `${user.name}-x` }));
  await expect(user).toBeAllowed(new UpdateUserCommand({ UserName: `${user.name}-x`, NewUserName: user.name }));
  const missing = new GetUserCommand({ UserName: input.UserName });
  expect(await refusal(admin.client(IAMClient).send(missing))).toMatchObject({ code: 'NoSuchEntityException' });
});
