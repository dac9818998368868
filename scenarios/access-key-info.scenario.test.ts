import { IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type Principal, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

const ACTION = 'sts:GetAccessKeyInfo';

const info = (caller: Principal, AccessKeyId: string) =>
  caller.client(STSClient).send(new GetAccessKeyInfoCommand({ AccessKeyId }));

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
test('the account of an access key is told, of a user, of a session and of a key that is inactive', async ({
  account,
  admin,
}) => {
  const user = await account.user({ allows: ACTION });
  const owner = await account.user();
  const session = await owner.assume(await account.role({ trusts: owner }));
  const { accessKeyId: AccessKeyId } = owner.credentials;
  await account.eventually(async () => {
    expect(await info(user, AccessKeyId)).toMatchObject({ Account: account.id });
    expect(await info(user, session.credentials.accessKeyId)).toMatchObject({ Account: account.id });
  });
  const inactive = new UpdateAccessKeyCommand({ UserName: owner.name, AccessKeyId, Status: 'Inactive' });
  await account.waits.until('new-entity', () => admin.client(IAMClient).send(inactive));
  expect(await info(user, AccessKeyId)).toMatchObject({ Account: account.id });
});

test('the account of an access key is told to those who may ask', async ({ account }) => {
  const user = await account.user();
  const because = `no identity-based policy allows the ${ACTION} action`;
  expect(await refusal(info(user, user.credentials.accessKeyId))).toEqual(
    notAuthorized(user.arn, ACTION, undefined, because),
  );
});

test('a key that no account gave out has no account', async ({ account }) => {
  const user = await account.user({ allows: ACTION });
  await account.eventually(async () =>
    expect(await refusal(info(user, 'AKIAIOSFODNN7EXAMPLE'))).toMatchObject({ code: 'ValidationError', status: 400 }),
  );
});
