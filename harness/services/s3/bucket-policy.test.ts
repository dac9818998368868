import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  Bucket,
  createS3Calls,
  OTHER_ACCOUNT,
  refusal,
  type S3Calls,
  withObject,
} from './s3-calls.fixture.js';

const ARN = `arn:aws:s3:::${Bucket}`;
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const policy = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const reading = (Principal: unknown, more: object = {}) =>
  policy({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${ARN}/*`, ...more });

async function withBucket(): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  return s3;
}

const put = (s3: S3Calls, Policy: string) => s3.run(PutBucketPolicyCommand, { Bucket, Policy });

test('a policy is put, read as it was given, and deleted', async () => {
  const s3 = await withBucket();
  const none = { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist', BucketName: Bucket };
  expect(await refusal(() => s3.run(GetBucketPolicyCommand, { Bucket }))).toEqual(none);
  await put(s3, reading(root(OTHER_ACCOUNT)));
  expect(await s3.run(GetBucketPolicyCommand, { Bucket })).toEqual({ Policy: reading(root(OTHER_ACCOUNT)) });
  await s3.run(DeleteBucketPolicyCommand, { Bucket });
  await s3.run(DeleteBucketPolicyCommand, { Bucket });
  expect(await refusal(() => s3.run(GetBucketPolicyStatusCommand, { Bucket }))).toEqual(none);
});

test.each([
  ['[]', "Policies must be valid JSON and the first byte must be '{'"],
  [reading(root(ACCOUNT), { Resource: 'arn:aws:s3:::another/*' }), 'Policy has invalid resource'],
  [reading(root(ACCOUNT), { Resource: ARN }), 'Action does not apply to any resource(s) in statement'],
  [reading({ AWS: `arn:aws:iam::${ACCOUNT}:user/gone` }), 'Invalid principal in policy'],
])('%s is malformed', async (document, message) => {
  const s3 = await withBucket();
  expect(await refusal(() => put(s3, document))).toEqual({ code: 'MalformedPolicy', message });
});

test('a policy of more than 20 KB is too large', async () => {
  const s3 = await withBucket();
  const document = reading(root(ACCOUNT), { Sid: 'x'.repeat(20 * 1024) });
  expect(await refusal(() => put(s3, document))).toMatchObject({ code: 'PolicyTooLarge' });
});

test('only identities of the account that owns the bucket have a policy to change', async () => {
  const other = (await withBucket()).with({ account: OTHER_ACCOUNT });
  for (const call of [
    () => put(other, reading(root(ACCOUNT))),
    () => other.run(GetBucketPolicyCommand, { Bucket }),
    () => other.run(DeleteBucketPolicyCommand, { Bucket }),
  ])
    expect(await refusal(call)).toMatchObject({ code: 'MethodNotAllowed' });
});

test('a user that was deleted is read back as its unique id', async () => {
  const s3 = await withBucket();
  const { users, ids } = s3.accounts.get(ACCOUNT);
  const arn = `arn:aws:iam::${ACCOUNT}:user/alice`;
  const id = ids.unique('user');
  const user = { id, name: 'alice', path: '/', arn, createDate: 0, inlinePolicies: [], attachedPolicies: [] };
  users.put({ ...user, tags: [], boundary: undefined, groupIds: [] });
  await put(s3, reading({ AWS: arn }));
  expect((await s3.run(GetBucketPolicyCommand, { Bucket })).Policy).toContain(arn);
  users.remove(id);
  expect((await s3.run(GetBucketPolicyCommand, { Bucket })).Policy).toContain(`"AWS":"${id}"`);
});

describe('what is public', () => {
  const status = async (Policy: string) => {
    const s3 = await withBucket();
    await s3.run(DeletePublicAccessBlockCommand, { Bucket });
    await put(s3, Policy);
    return (await s3.run(GetBucketPolicyStatusCommand, { Bucket })).PolicyStatus?.IsPublic;
  };
  const everyone = (Condition: object) => reading('*', { Condition });

  test.each([
    [true, reading('*')],
    [true, reading({ AWS: '*' })],
    [true, reading({ AWS: [`arn:aws:iam::${ACCOUNT}:root`, '*'] })],
    [false, reading(root(OTHER_ACCOUNT))],
    [false, reading({ Service: 'logging.s3.amazonaws.com' })],
    [false, reading('*', { Effect: 'Deny' })],
    [false, everyone({ StringEquals: { 'aws:SourceVpc': 'vpc-91237329' } })],
    [true, everyone({ StringLike: { 'aws:SourceVpc': 'vpc-*' } })],
    [true, everyone({ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-91237329' } })],
    [true, everyone({ StringNotEquals: { 'aws:SourceVpc': 'vpc-91237329' } })],
    [true, everyone({ StringEquals: { 'aws:PrincipalTag/team': 'blue' } })],
    [true, everyone({ StringEquals: { 'aws:userid': '${aws:userid}' } })],
    [false, everyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })],
    [false, everyone({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/7'] } })],
    [true, everyone({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } })],
    [true, everyone({ IpAddress: { 'aws:SourceIp': '::/0' } })],
    [false, everyone({ StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:123456789012:accesspoint/*' } })],
    [true, everyone({ StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/*' } })],
  ])('%s: %s', async (expected, document) => {
    expect(await status(document)).toBe(expected);
  });
});

test('a new bucket refuses a public policy', async () => {
  const s3 = await withBucket();
  expect(await refusal(() => put(s3, reading('*')))).toEqual({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: s3:PutBucketPolicy on resource: "${ARN}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
  });
});

test('every need of an operation carries the policy of the bucket', async () => {
  const s3 = await withObject();
  expect(s3.needs(GetObjectCommand, { Bucket, Key: 'gone' }).map((need) => 'resourcePolicy' in need)).toEqual([
    false,
    false,
  ]);
  await put(s3, reading(root(OTHER_ACCOUNT)));
  const needs = s3.with({ account: OTHER_ACCOUNT }).needs(GetObjectCommand, { Bucket, Key: 'gone' });
  expect(needs.map(({ resourcePolicy }) => resourcePolicy?.policies.length)).toEqual([1, 1]);
});

test('a public policy gives nothing to others where public buckets are restricted', async () => {
  const s3 = await withObject();
  await s3.run(DeletePublicAccessBlockCommand, { Bucket });
  await put(s3, reading('*'));
  const policies = (calls: S3Calls) =>
    calls.needs(GetObjectCommand, { Bucket, Key: 'key' })[0]?.resourcePolicy?.policies.length;
  expect(policies(s3.with({ anonymous: true }))).toBe(1);
  const bucket = s3.accounts.buckets.named(Bucket);
  const restricted = {
    blockPublicAcls: false,
    ignorePublicAcls: false,
    blockPublicPolicy: false,
    restrictPublicBuckets: true,
  };
  if (bucket) s3.accounts.buckets.put({ ...bucket, publicAccessBlock: restricted });
  expect([s3, s3.with({ account: OTHER_ACCOUNT }), s3.with({ anonymous: true })].map(policies)).toEqual([1, 0, 0]);
});
