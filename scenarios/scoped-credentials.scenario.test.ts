import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetCallerIdentityCommand,
  GetScopedCredentialsCommand,
  type GetScopedCredentialsCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, type Principal, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

const LIST = 's3:ListAllMyBuckets';
const SCOPE = 'sts:GetScopedCredentials';

const allowing = (...Action: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });

/** The session of a role, as an agent gets it that starts others. */
async function agent(account: RehearsalAccount): Promise<Principal> {
  const user = await account.user();
  return user.assume(await account.role({ trusts: user, allows: [SCOPE, LIST, 'sqs:*'] }));
}

/** The same session with less: what the agent hands to one that it starts. */
async function scoped(account: RehearsalAccount, from: Principal, input: GetScopedCredentialsCommandInput) {
  const { Credentials, SessionInfo } = await from.client(STSClient).send(new GetScopedCredentialsCommand(input));
  return account.principal(SessionInfo?.Arn ?? '', {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getscopedcredentials.html */
test('scoped credentials are the same session, and do less', async ({ account, target, skip }) => {
  skip(!target.capabilities.decisions, 'GetScopedCredentials is of November 2026: other servers do not have it');
  const session = await agent(account);
  const helper = await scoped(account, session, { Policy: allowing(LIST) });
  const { Arn } = await helper.client(STSClient).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(session.arn);
  await helper.client(S3Client).send(new ListBucketsCommand({}));
  await expect(helper).toBeDenied('sqs:SendMessage', { layer: 'scope-down' });
  await expect(session).toBeAllowed('sqs:SendMessage');
});

test('each scope narrows the one before, and none gives anything back', async ({ account, target, skip }) => {
  skip(!target.capabilities.decisions, 'GetScopedCredentials is of November 2026: other servers do not have it');
  const first = await scoped(account, await agent(account), { Policy: allowing(LIST, SCOPE) });
  const second = await scoped(account, first, { Policy: allowing(LIST, 'sqs:*') });
  await expect(second).toBeAllowed(LIST);
  await expect(second).toBeDenied('sqs:SendMessage', { layer: 'scope-down' });
  const third = second.client(STSClient).send(new GetScopedCredentialsCommand({ Policy: allowing(LIST) }));
  expect(await refusal(third)).toMatchObject({ code: 'AccessDenied', status: 403 });
});

/** "You cannot call it with IAM user credentials or root credentials." */
test('only a session can be narrowed, and never lengthened', async ({ account, target, skip }) => {
  skip(!target.capabilities.decisions, 'GetScopedCredentials is of November 2026: other servers do not have it');
  const user = await account.user({ allows: SCOPE });
  const call = (from: Principal, input: GetScopedCredentialsCommandInput) =>
    refusal(from.client(STSClient).send(new GetScopedCredentialsCommand(input)));
  expect(await call(user, { Policy: allowing(LIST) })).toMatchObject({ code: 'InvalidSubjectCredentialsException' });
  expect(await call(await agent(account), { DurationSeconds: 129_600 })).toMatchObject({
    code: 'InsufficientSessionLifetimeException',
  });
});
