import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import type { ContextValue } from '../engine/index.js';
import { type Credentials, startEmulator } from './index.js';

const ACCOUNT = '123456789012';
const BUILT = new Date('2026-11-24T10:00:00Z');
const TRUST = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
};
const ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** A user and a session with tags, and what the emulator knew of their last request when it decided. */
async function callers() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { root, clock } = emulator.account(ACCOUNT);
  clock.set(BUILT);
  clock.freeze();
  const client = new iam.IAMClient(emulator.clientConfig(root));
  const Tags = [{ Key: 'Team', Value: 'blue' }];
  const { User } = await client.send(new iam.CreateUserCommand({ UserName: 'u', Path: '/app/', Tags }));
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument: ALL }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  const AssumeRolePolicyDocument = JSON.stringify(TRUST);
  const made = { RoleName: 'r', Path: '/app/', AssumeRolePolicyDocument, Tags };
  const { Role } = await client.send(new iam.CreateRoleCommand(made));
  await client.send(new iam.PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: ALL }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const assume = { RoleArn: Role?.Arn, RoleSessionName: 'me', Tags: [{ Key: 'cost', Value: '7' }] };
  const { Credentials: key } = await new STSClient(emulator.clientConfig(user)).send(new AssumeRoleCommand(assume));
  const session = {
    accessKeyId: key?.AccessKeyId ?? '',
    secretAccessKey: key?.SecretAccessKey ?? '',
    sessionToken: key?.SessionToken ?? '',
  };
  const config = (credentials: Credentials, region = 'us-east-1') => ({
    ...emulator.clientConfig(credentials, { sourceIp: '203.0.113.7', secureTransport: false }),
    region,
    forcePathStyle: true,
    customUserAgent: 'rehearsal/1',
  });
  const known = () => emulator.decisions.list().at(-1)?.decision.request.context;
  return { user, session, config, known, userId: User?.UserId ?? '', roleId: Role?.RoleId ?? '' };
}

type Known = ReturnType<Awaited<ReturnType<typeof callers>>['known']>;

function expectKeys(known: Known, expected: Readonly<Record<string, ContextValue | undefined>>): void {
  const actual = Object.keys(expected).map((key) => [key, known?.get(key.toLowerCase())]);
  expect(Object.fromEntries(actual)).toEqual(expected);
  const present = [...(known?.keys() ?? [])];
  for (const [key, value] of Object.entries(expected)) {
    expect([key, present.includes(key.toLowerCase())]).toEqual([key, value !== undefined]);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
test('a request of a user has the keys of the user and of the network, and none of a session', async () => {
  const { user, config, known, userId } = await callers();
  await new S3Client(config(user, 'eu-west-1')).send(new ListBucketsCommand({}));
  expectKeys(known(), {
    'aws:PrincipalType': 'User',
    'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/app/u`,
    'aws:PrincipalAccount': ACCOUNT,
    'aws:username': 'u',
    'aws:userid': userId,
    'aws:PrincipalTag/Team': 'blue',
    'aws:SourceIp': '203.0.113.7',
    'aws:SecureTransport': 'false',
    'aws:RequestedRegion': 'eu-west-1',
    'aws:CurrentTime': '2026-11-24T10:00:00Z',
    'aws:EpochTime': String(BUILT.getTime() / 1000),
    'aws:ViaAWSService': 'false',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': ACCOUNT,
    'aws:MultiFactorAuthPresent': undefined,
    'aws:TokenIssueTime': undefined,
    'aws:SourceIdentity': undefined,
    'aws:Referer': undefined,
  });
  expect(known()?.get('aws:useragent')).toContain('rehearsal/1');
});

test('a request of a session has the keys of the session and of its role', async () => {
  const { session, config, known, roleId } = await callers();
  await new S3Client(config(session)).send(new ListBucketsCommand({}));
  expectKeys(known(), {
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/app/r`,
    'aws:PrincipalAccount': ACCOUNT,
    'aws:username': undefined,
    'aws:userid': `${roleId}:me`,
    'aws:PrincipalTag/Team': 'blue',
    'aws:PrincipalTag/cost': '7',
    'aws:TokenIssueTime': '2026-11-24T10:00:00Z',
    'aws:MultiFactorAuthPresent': 'false',
    'aws:MultiFactorAuthAge': undefined,
    'aws:RequestedRegion': 'us-east-1',
  });
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html */
test('a request to S3 has the keys of its signature and of its parameters', async () => {
  const { user, config, known } = await callers();
  const s3 = new S3Client(config(user));
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket-of-keys' }));
  const listing = { Bucket: 'bucket-of-keys', Prefix: 'a/', Delimiter: '/', MaxKeys: 7 };
  await s3.send(new ListObjectsV2Command(listing));
  expectKeys(known(), {
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:prefix': 'a/',
    's3:delimiter': '/',
    's3:max-keys': '7',
    's3:ResourceAccount': ACCOUNT,
  });
  expect(Number(known()?.get('s3:signatureage'))).toBeGreaterThanOrEqual(0);
  expect(known()?.get('s3:x-amz-content-sha256')).toMatch(/^[0-9a-f]{64}$/);
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
test('a request about a user has the tags of that user and those of the request', async () => {
  const { user, config, known } = await callers();
  const client = new iam.IAMClient(config(user));
  const Tags = [{ Key: 'cost', Value: '7' }];
  await client.send(new iam.TagUserCommand({ UserName: 'u', Tags }));
  expectKeys(known(), {
    'aws:RequestTag/cost': '7',
    'aws:TagKeys': ['cost'],
    'aws:ResourceTag/Team': 'blue',
    'iam:ResourceTag/Team': 'blue',
  });
  await client.send(new iam.UntagUserCommand({ UserName: 'u', TagKeys: ['cost', 'Team'] }));
  expectKeys(known(), { 'aws:TagKeys': ['cost', 'Team'], 'aws:RequestTag/cost': undefined });
});
