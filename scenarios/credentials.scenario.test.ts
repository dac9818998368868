import { DeleteAccessKeyCommand, IAMClient, ListUsersCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type Principal, test } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

const INVALID_TOKEN = {
  code: 'InvalidClientTokenId',
  status: 403,
  message: 'The security token included in the request is invalid.',
};
const INVALID_KEY = {
  code: 'InvalidAccessKeyId',
  status: 403,
  message: 'The AWS Access Key Id you provided does not exist in our records.',
};
const WRONG_SIGNATURE = {
  code: 'SignatureDoesNotMatch',
  status: 403,
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};

const identity = (principal: Principal) => refusal(principal.client(STSClient).send(new GetCallerIdentityCommand({})));
const buckets = (principal: Principal) => refusal(principal.client(S3Client).send(new ListBucketsCommand({})));
const users = (principal: Principal) => refusal(principal.client(IAMClient).send(new ListUsersCommand({})));

test('a wrong secret is refused by every service', async ({ account, admin }) => {
  const forger = account.principal(admin.arn, { ...admin.credentials, secretAccessKey: 'not-the-secret' });
  expect(await identity(forger)).toEqual(WRONG_SIGNATURE);
  expect(await users(forger)).toEqual(WRONG_SIGNATURE);
  expect(await buckets(forger)).toEqual({
    ...WRONG_SIGNATURE,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  });
});

test('a deleted key is unknown', async ({ account, admin }) => {
  const user = await account.user({ allows: 's3:ListAllMyBuckets' });
  await expect(user).toBeAllowed('s3:ListAllMyBuckets');
  const key = { UserName: user.name, AccessKeyId: user.credentials.accessKeyId };
  await admin.client(IAMClient).send(new DeleteAccessKeyCommand(key));
  await account.eventually(async () => {
    expect(await identity(user)).toEqual(INVALID_TOKEN);
    expect(await users(user)).toEqual(INVALID_TOKEN);
    expect(await buckets(user)).toEqual(INVALID_KEY);
  });
});

test('an inactive key is refused until it is active again', async ({ account, admin }) => {
  const user = await account.user();
  const key = { UserName: user.name, AccessKeyId: user.credentials.accessKeyId };
  await admin.client(IAMClient).send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  await account.eventually(async () => {
    expect(await identity(user)).toEqual(INVALID_TOKEN);
    expect(await buckets(user)).toEqual(INVALID_KEY);
  });
  await admin.client(IAMClient).send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
  await account.eventually(async () => expect(await identity(user)).toMatchObject({ status: 200 }));
});

test('temporary credentials are nothing without their session token, or with another', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });
  const session = await user.assume(role);
  await expect(session).toBeAllowed('s3:ListAllMyBuckets');

  const { accessKeyId, secretAccessKey } = session.credentials;
  const withoutToken = account.principal(session.arn, { accessKeyId, secretAccessKey });
  expect(await identity(withoutToken)).toEqual(INVALID_TOKEN);
  expect(await buckets(withoutToken)).toEqual(INVALID_KEY);

  const { sessionToken = '' } = (await user.assume(role)).credentials;
  const withAnother = account.principal(session.arn, { accessKeyId, secretAccessKey, sessionToken });
  expect(await identity(withAnother)).toEqual(INVALID_TOKEN);
  expect(await buckets(withAnother)).toMatchObject({ code: 'InvalidToken', status: 400 });
});
