import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'iam-rehearsal/vitest';
import { assuming, notAuthorized, refusal } from './refusal.js';

/** AWS's words for a role that does not let the caller in: they name no policy, so that roles cannot be explored. */
const mayNotAssume = (arn: string, role: { readonly arn: string }) =>
  notAuthorized(arn, 'sts:AssumeRole', role.arn, '');

test('a role that does not trust the caller is not assumed, whatever the caller may do', async ({ account, admin }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user });
  expect(await refusal(assuming(admin, role))).toEqual(mayNotAssume(admin.arn, role));
});

test('a role that does not exist is refused like one that does not trust', async ({ account, admin }) => {
  const role = { arn: `arn:aws:iam::${account.id}:role${account.path}${account.name('missing')}` };
  expect(await refusal(assuming(admin, role))).toEqual(mayNotAssume(admin.arn, role));
});

test('trust in the account needs a policy of the user too', async ({ account, admin }) => {
  const user = await account.user();
  const role = await account.role({ trusts: account.id });
  expect(await refusal(assuming(user, role))).toEqual(mayNotAssume(user.arn, role));

  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role.arn };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow });
  const put = new PutUserPolicyCommand({ UserName: user.name, PolicyName: 'assume', PolicyDocument });
  await account.waits.until('new-entity', () => admin.client(IAMClient).send(put));
  expect((await user.assume(role)).arn).toBe(`arn:aws:sts::${account.id}:assumed-role/${role.name}/rehearsal`);
});

test('trust in a user of the same account is enough', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user });
  expect((await user.assume(role, { RoleSessionName: 'me' })).arn).toBe(
    `arn:aws:sts::${account.id}:assumed-role/${role.name}/me`,
  );
});

test('an explicit deny of the user wins over the trust of the role', async ({ account }) => {
  const user = await account.user({ allows: 'sts:AssumeRole', denies: 'sts:AssumeRole' });
  const role = await account.role({ trusts: user });
  await account.waits.untilDenied(() => assuming(user, role)); // the trust may be seen before the Deny
  expect(await refusal(assuming(user, role))).toEqual(mayNotAssume(user.arn, role));
});

test('an external id has to be the one that the role asks for', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user, condition: { StringEquals: { 'sts:ExternalId': 'their-secret' } } });
  expect(await refusal(assuming(user, role))).toEqual(mayNotAssume(user.arn, role));
  expect(await refusal(assuming(user, role, { ExternalId: 'another' }))).toEqual(mayNotAssume(user.arn, role));
  const session = await user.assume(role, { ExternalId: 'their-secret' });
  await expect(session).toBeAllowed('sts:GetCallerIdentity');
});

test('a user made again under the same name is not trusted', async ({ account, admin }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user });
  const iam = admin.client(IAMClient);
  const UserName = user.name;
  const { waits } = account;
  const deleteKey = new DeleteAccessKeyCommand({ UserName, AccessKeyId: user.credentials.accessKeyId });
  await waits.until('deleted', () => iam.send(deleteKey));
  await waits.until('deleted', () => iam.send(new DeleteUserCommand({ UserName })));
  const { User } = await iam.send(new CreateUserCommand({ UserName, ...account.guarded }));
  expect(User?.Arn).toBe(user.arn);
  const { AccessKey } = await waits.until('new-entity', () => iam.send(new CreateAccessKeyCommand({ UserName })));
  const again = account.principal(user.arn, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  await waits.until('new-key', () => again.client(STSClient).send(new GetCallerIdentityCommand({})));
  expect(await refusal(assuming(again, role))).toEqual(mayNotAssume(user.arn, role));
});

test('a role made again under the same name is not trusted, and its old sessions are worthless', async ({
  account,
  admin,
}) => {
  const user = await account.user();
  const first = await account.role({ trusts: user, allows: 'sts:AssumeRole' });
  const second = await account.role({ trusts: first });
  const session = await user.assume(first);
  await expect(session.assume(second)).toBeAllowed();

  const iam = admin.client(IAMClient);
  const { waits } = account;
  const deletePolicy = new DeleteRolePolicyCommand({ RoleName: first.name, PolicyName: 'rehearsal' });
  await waits.until('deleted', () => iam.send(deletePolicy));
  await waits.until('deleted', () => iam.send(new DeleteRoleCommand({ RoleName: first.name })));
  const again = await account.role({ name: first.name, trusts: user, allows: 'sts:AssumeRole' });
  expect(again.arn).toBe(first.arn);
  const newSession = await user.assume(again);
  await account.eventually(async () =>
    expect(await refusal(assuming(newSession, second))).toEqual(mayNotAssume(newSession.arn, second)),
  );
  const identity = () => refusal(session.client(STSClient).send(new GetCallerIdentityCommand({})));
  await account.eventually(async () =>
    expect(await identity()).toEqual({
      code: 'InvalidClientTokenId',
      status: 403,
      message: 'The security token included in the request is invalid.',
    }),
  );
});
