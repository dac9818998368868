import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

const NO_CLOCK = 'the target has no clock to move';

test('a session is worthless when its time is over', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });
  const session = await user.assume(role, { DurationSeconds: 900 });
  await account.clock.advance('14m');
  await expect(session).toBeAllowed('s3:ListAllMyBuckets');
  await account.clock.advance('61s');
  expect(await refusal(session.client(STSClient).send(new GetCallerIdentityCommand({})))).toEqual({
    code: 'ExpiredToken',
    status: 403,
    message: 'The security token included in the request is expired',
  });
  expect(await refusal(session.client(S3Client).send(new ListBucketsCommand({})))).toEqual({
    code: 'ExpiredToken',
    status: 400,
    message: 'The provided token has expired.',
  });
  await expect(user.assume(role)).toBeAllowed();
});

test('a permission may begin and end at a date', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const Condition = {
    DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
    DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' },
  };
  const user = await account.user({ allows: { Action: 'iam:GetUser', Resource: '*', Condition } });
  const self = () => user.client(IAMClient).send(new GetUserCommand({}));
  await expect(self()).toBeDenied();
  await account.clock.set('2030-06-01T00:00:00Z');
  await expect(self()).toBeAllowed();
  await account.clock.advance('365d');
  await expect(self()).toBeDenied();
});

test('sessions of before a time can be revoked, as the console does it', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const revoke = {
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z' } },
  };
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets', denies: revoke });
  await account.clock.set('2029-12-31T23:00:00Z');
  await expect(await user.assume(role)).toBeDenied('s3:ListAllMyBuckets');
  await account.clock.set('2030-01-01T01:00:00Z');
  await expect(await user.assume(role)).toBeAllowed('s3:ListAllMyBuckets');
});
