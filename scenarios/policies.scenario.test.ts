import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type Principal, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

const ACTION = 's3:ListAllMyBuckets';
const BY_NOBODY = `no identity-based policy allows the ${ACTION} action`;
const list = () => new ListBucketsCommand({});
const listing = (principal: Principal) => refusal(principal.client(S3Client).send(list()));

test('nothing is allowed that no policy allows', async ({ account }) => {
  const user = await account.user();
  await account.eventually(async () =>
    expect(await listing(user)).toEqual(notAuthorized(user.arn, ACTION, undefined, BY_NOBODY)),
  );
  const users = `arn:aws:iam::${account.id}:user/`;
  expect(await refusal(user.client(IAMClient).send(new ListUsersCommand({})))).toEqual(
    notAuthorized(user.arn, 'iam:ListUsers', users, 'no identity-based policy allows the iam:ListUsers action'),
  );
});

test('an explicit deny wins over an allow', async ({ account }) => {
  const user = await account.user({ allows: 's3:*', denies: { Sid: 'NoListing', Action: ACTION, Resource: '*' } });
  await account.eventually(async () =>
    expect(await listing(user)).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${user.arn} is not authorized to perform: ${ACTION} with an explicit deny in an identity-based policy`,
    }),
  );
});

test('a group gives its policies to its members, for as long as they are members', async ({ account, admin }) => {
  const group = await account.group({ allows: ACTION });
  const user = await account.user();
  const member = { UserName: user.name, GroupName: group.name };
  await expect(user).toBeDenied(list());
  await admin.client(IAMClient).send(new AddUserToGroupCommand(member));
  await expect(user).toBeAllowed(list());
  await admin.client(IAMClient).send(new RemoveUserFromGroupCommand(member));
  await account.eventually(async () =>
    expect(await listing(user)).toEqual(notAuthorized(user.arn, ACTION, undefined, BY_NOBODY)),
  );
});

test('a managed policy counts from when it is attached until it is detached', async ({ account, admin }) => {
  const policy = await account.policy({ allows: ACTION });
  const user = await account.user();
  const attachment = { UserName: user.name, PolicyArn: policy.arn };
  await admin.client(IAMClient).send(new AttachUserPolicyCommand(attachment));
  await expect(user).toBeAllowed(list());
  await admin.client(IAMClient).send(new DetachUserPolicyCommand(attachment));
  await account.eventually(async () =>
    expect(await listing(user)).toEqual(notAuthorized(user.arn, ACTION, undefined, BY_NOBODY)),
  );
});

test('a session follows the policies of its role as they change', async ({ account, admin }) => {
  const policy = await account.policy({ allows: ACTION });
  const user = await account.user();
  const role = await account.role({ trusts: user, policies: [policy] });
  const session = await user.assume(role);
  await expect(session).toBeAllowed(list());

  await admin.client(IAMClient).send(new DetachRolePolicyCommand({ RoleName: role.name, PolicyArn: policy.arn }));
  await account.eventually(async () =>
    expect(await listing(session)).toEqual(notAuthorized(session.arn, ACTION, undefined, BY_NOBODY)),
  );

  const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] };
  const inline = { RoleName: role.name, PolicyName: 'stop', PolicyDocument: JSON.stringify(deny) };
  await admin.client(IAMClient).send(new PutRolePolicyCommand(inline));
  await account.eventually(async () =>
    expect(await listing(session)).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${session.arn} is not authorized to perform: ${ACTION} with an explicit deny in an identity-based policy`,
    }),
  );
});

test('a session does not have what the user has', async ({ account }) => {
  const user = await account.user({ allows: ACTION });
  const role = await account.role({ trusts: user });
  await expect(user).toBeAllowed(list());
  const session = await user.assume(role);
  await account.eventually(async () =>
    expect(await listing(session)).toEqual(notAuthorized(session.arn, ACTION, undefined, BY_NOBODY)),
  );
});
