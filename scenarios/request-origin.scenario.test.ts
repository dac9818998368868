import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

/** Where a request comes from is part of what policies look at: the network, the endpoint, the service. */
const LIST = 's3:ListAllMyBuckets';

/** A bucket with a policy, whose resources are the bucket and its objects unless a statement says otherwise. */
async function bucketWith(account: RehearsalAccount, ...statements: readonly object[]) {
  const bucket = await account.bucket();
  const Resource = [bucket.arn, `${bucket.arn}/*`];
  const Statement = statements.map((statement) => ({ Resource, ...statement }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const admin = await account.admin();
  await admin.client(S3Client).send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  return bucket;
}

const put = (Bucket: string, Key = 'k') => new PutObjectCommand({ Bucket, Key, Body: 'x' });

test('outside of the office network everything is denied', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const user = await account.user({
    allows: LIST,
    denies: {
      Action: '*',
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
    },
  });
  await expect(user.with({ sourceIp: '203.0.113.7' })).toBeAllowed(LIST);
  await expect(user.with({ sourceIp: '198.51.100.7' })).toBeDenied(LIST, { layer: 'identity' });
  const office = user.with({ sourceIp: '203.0.113.7' });
  await expect(office.with({ calledVia: ['athena.amazonaws.com'] })).toBeAllowed(LIST);
});

test('a bucket that wants TLS denies plain HTTP to its own administrators', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  const bucket = await bucketWith(account, { Effect: 'Deny', Principal: '*', Action: 's3:*', Condition });
  const admin = await account.admin();
  await expect(admin).toBeAllowed(put(bucket.name));
  await expect(admin.with({ secureTransport: false })).toBeDenied(put(bucket.name), { layer: 'resource' });
});

test('a bucket is closed but through its VPC endpoint', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const endpoint = await account.vpcEndpoint();
  const bucket = await bucketWith(account, {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:PutObject'],
    Condition: {
      StringNotEquals: { 'aws:SourceVpce': endpoint.id },
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
    },
  });
  const admin = await account.admin();
  await expect(admin).toBeDenied(put(bucket.name), { layer: 'resource' });
  await expect(admin.with({ vpce: endpoint.id })).toBeAllowed(put(bucket.name));
  await expect(admin.with({ vpce: 'vpce-elsewhere', vpc: 'vpc-elsewhere' })).toBeDenied(put(bucket.name));
  await expect(admin.with({ viaService: true })).toBeAllowed(new GetObjectCommand({ Bucket: bucket.name, Key: 'k' }));
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html */
test('the policy of a VPC endpoint binds everyone who comes through it', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const bucket = await account.bucket();
  const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
  const endpoint = await account.vpcEndpoint({ policy: { Version: '2012-10-17', Statement } });
  const admin = await account.admin();
  await expect(admin.with({ vpce: endpoint.id })).toBeDenied(put(bucket.name), { layer: 'endpoint' });
  await expect(admin).toBeAllowed(put(bucket.name));
  const call = admin.with({ vpce: endpoint.id }).client(S3Client).send(put(bucket.name));
  expect((await refusal(call)).message).toBe(
    `User: ${admin.arn} is not authorized to perform: s3:PutObject on resource: "${bucket.arn}/k" because no VPC endpoint policy allows the s3:PutObject action`,
  );
});

test('the addresses in a VPC are not those of the internet', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const endpoint = await account.vpcEndpoint();
  const within = (key: string) => ({ Action: LIST, Resource: '*', Condition: { IpAddress: { [key]: '10.0.0.0/8' } } });
  const inVpc = { vpce: endpoint.id, sourceIp: '10.0.0.7' };
  const bySourceIp = await account.user({ allows: within('aws:SourceIp') });
  const byVpcSourceIp = await account.user({ allows: within('aws:VpcSourceIp') });
  await expect(bySourceIp.with(inVpc)).toBeDenied(LIST);
  await expect(byVpcSourceIp.with(inVpc)).toBeAllowed(LIST);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
test('a service that serves everyone is let in for this account only', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const bucket = await bucketWith(account, {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:PutObject',
    Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
  });
  const trail = (owner: string) =>
    account.service('cloudtrail.amazonaws.com', { sourceArn: `arn:aws:cloudtrail:us-east-1:${owner}:trail/t` });
  await expect(trail(account.id)).toBeAllowed(put(bucket.name));
  await expect(trail('999999999999')).toBeDenied(put(bucket.name), { layer: 'resource' });
  await expect(account.service('config.amazonaws.com', { sourceAccount: account.id })).toBeDenied(put(bucket.name));
});

test('Lambda assumes its role, for the function that the role trusts it with', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const arn = `arn:aws:lambda:us-east-1:${account.id}:function:f`;
  const role = await account.role({
    trusts: 'lambda.amazonaws.com',
    condition: { ArnLike: { 'aws:SourceArn': arn } },
    allows: { Action: LIST, Resource: '*', Condition: { ArnEquals: { 'lambda:SourceFunctionArn': arn } } },
  });
  const lambda = account.service('lambda.amazonaws.com', { sourceArn: arn });
  await expect(await lambda.assume(role)).toBeAllowed(LIST);

  const other = account.service('lambda.amazonaws.com', { sourceArn: `${arn}-other` });
  const assume = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'function' });
  expect(await refusal(other.client(STSClient).send(assume))).toMatchObject({ code: 'AccessDenied', status: 403 });
  await expect(account.service('ec2.amazonaws.com', { sourceArn: arn })).toBeDenied(assume, { layer: 'trust' });
  await expect(await account.admin()).toBeDenied(assume, { layer: 'trust' });
});

test('a user has shown an MFA code, or has not', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const lately = {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
  };
  const user = await account.user({ allows: { Action: LIST, Resource: '*', Condition: lately } });
  await expect(user).toBeDenied(LIST);
  await expect(user.with({ mfa: true })).toBeAllowed(LIST);
  await expect(user.with({ mfa: 600 })).toBeDenied(LIST);
  await expect(user.with({ mfa: false })).toBeDenied(LIST);
});

test('a permission comes and goes with the time of the request', async ({ account, target, skip }) => {
  skip(!target.capabilities.requestOrigin, 'the target cannot pretend where requests come from');
  const Condition = { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } };
  const user = await account.user({ allows: { Action: LIST, Resource: '*', Condition } });
  await expect(user).toBeDenied(LIST);
  await expect(user.with({ time: new Date('2030-01-02T00:00:00Z') })).toBeAllowed(LIST);
});
