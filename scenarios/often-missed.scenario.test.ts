import { IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'iam-rehearsal/vitest';
import { assuming } from './refusal.js';

/** Twelve decisions that emulators get wrong, each in a test of its own: `rehearse drift` tells which ones another target misses. */

test('who has no policy is denied', async ({ account }) => {
  await expect(await account.user()).toBeDenied('s3:ListAllMyBuckets');
});

test('an Allow whose condition is not met allows nothing', async ({ account }) => {
  const expired = { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } };
  const user = await account.user({
    allows: { Action: 's3:ListAllMyBuckets', Resource: '*', Condition: expired },
  });
  await expect(user).toBeDenied('s3:ListAllMyBuckets');
});

test('what the permissions boundary does not allow is denied', async ({ account }) => {
  const boundary = await account.policy({ allows: 'iam:GetUser' });
  const user = await account.user({ allows: 's3:ListAllMyBuckets', boundary });
  await expect(user).toBeDenied('s3:ListAllMyBuckets');
});

test('a role that asks for an external id is not assumed without it', async ({ account }) => {
  const user = await account.user({ allows: 'sts:AssumeRole' });
  const role = await account.role({ trusts: user, condition: { StringEquals: { 'sts:ExternalId': 'theirs' } } });
  await expect(assuming(user, role)).toBeDenied();
});

test('a session policy takes away what it does not allow', async ({ account }) => {
  const user = await account.user({ allows: 'sts:AssumeRole' });
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });
  const narrow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' } };
  const session = await user.assume(role, { Policy: JSON.stringify(narrow) });
  await expect(session).toBeDenied('s3:ListAllMyBuckets');
});

test('an inactive access key is worthless', async ({ account, admin }) => {
  const user = await account.user({ allows: 's3:ListAllMyBuckets' });
  await expect(user).toBeAllowed('s3:ListAllMyBuckets');
  const key = { UserName: user.name, AccessKeyId: user.credentials.accessKeyId };
  await admin.client(IAMClient).send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  await account.eventually(() =>
    expect(user.attempt('s3:ListAllMyBuckets')).rejects.toThrow(/does not exist in our records/),
  );
});

test('NotResource leaves out what it names', async ({ account }) => {
  const bucket = await account.bucket();
  const user = await account.user({ allows: { Action: 's3:ListBucket', NotResource: bucket.arn } });
  await expect(user).toBeDenied('s3:ListBucket', { resource: bucket.arn });
});

test('actions are written in any case', async ({ account }) => {
  const user = await account.user({ allows: 'S3:listALLmybuckets' });
  await expect(user).toBeAllowed('s3:ListAllMyBuckets');
});

test('a bucket policy gives a permission to a user of the same account', async ({ account, admin }) => {
  const [bucket, user] = [await account.bucket(), await account.user()];
  const Statement = { Effect: 'Allow', Principal: { AWS: user.arn }, Action: 's3:ListBucket', Resource: bucket.arn };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const put = new PutBucketPolicyCommand({ Bucket: bucket.name, Policy });
  await account.waits.until('new-principal', () => admin.client(S3Client).send(put));
  await expect(user).toBeAllowed('s3:ListBucket', { resource: bucket.arn });
});

test('a question mark stands for any one character', async ({ account }) => {
  const bucket = await account.bucket();
  const Resource = bucket.arn.replace(/.$/, '?');
  const user = await account.user({ allows: { Action: 's3:ListBucket', Resource } });
  await expect(user).toBeAllowed('s3:ListBucket', { resource: bucket.arn });
});

test('a role that trusts the account is assumed by whoever the account lets', async ({ account }) => {
  const role = await account.role({ trusts: account.id });
  const user = await account.user({ allows: { Action: 'sts:AssumeRole', Resource: role.arn } });
  await expect(user.assume(role)).toBeAllowed();
});

test('a policy variable is replaced by what it stands for', async ({ account }) => {
  const Resource = `arn:aws:iam::${account.id}:user/*\${aws:username}`;
  const user = await account.user({ allows: { Action: 'iam:GetUser', Resource } });
  await expect(user).toBeAllowed('iam:GetUser', { resource: user.arn });
});
