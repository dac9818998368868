import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'rehearsal';
const ARN = `arn:aws:s3:::${Bucket}`;
const OWNER = '111122223333';
const OTHER = '444455556666';
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

/** A bucket with one object, and a user with these permissions in each of two accounts. */
async function stage(statement: object | undefined) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const user = async (id: string) => {
    const client = new iam.IAMClient(emulator.clientConfig(emulator.account(id).root));
    const { User } = await client.send(new iam.CreateUserCommand({ UserName: 'u' }));
    const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
    if (statement) {
      const policy = { UserName: 'u', PolicyName: 'p', PolicyDocument: document(statement) };
      await client.send(new iam.PutUserPolicyCommand(policy));
    }
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
    const calls = new s3.S3Client(emulator.clientConfig({ accessKeyId, secretAccessKey }));
    return { arn: User?.Arn ?? '', accessKeyId, calls };
  };
  const root = new s3.S3Client(emulator.clientConfig(emulator.account(OWNER).root));
  await root.send(new s3.CreateBucketCommand({ Bucket }));
  await root.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'text' }));
  const put = (...statements: readonly object[]) =>
    root.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: document(...statements) }));
  return { emulator, root, put, own: await user(OWNER), other: await user(OTHER) };
}

const get = async (client: s3.S3Client) => {
  try {
    const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'k' }));
    return await Body?.transformToString();
  } catch (error) {
    return (error as Error).message;
  }
};

test('a policy that names a user of the same account is enough', async () => {
  const { put, own, other } = await stage(undefined);
  await put({
    Effect: 'Allow',
    Principal: { AWS: [own.arn, other.arn] },
    Action: 's3:GetObject',
    Resource: `${ARN}/*`,
  });
  expect(await get(own.calls)).toBe('text');
  expect(await get(other.calls)).toBe('Access Denied');
});

test('an object that a KMS key encrypts takes that key, which the refusal names as KMS does', async () => {
  const { root, own } = await stage({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
  const key = `arn:aws:kms:us-east-1:${OWNER}:key/k1`;
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key } as const;
  await root.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'text', ...encryption }));
  expect(await get(own.calls)).toBe(
    `User: ${own.arn} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
  );
});

test('another account needs both sides, and the decision says so before it is asked for', async () => {
  const { emulator, put, other } = await stage(ALL);
  const decided = () => emulator.decide(other.accessKeyId, { action: 's3:GetObject', resource: `${ARN}/k` });
  expect(await get(other.calls)).toBe('Access Denied');
  expect(decided()).toMatchObject({ outcome: 'denied', layer: 'resource' });
  const Principal = { AWS: `arn:aws:iam::${OTHER}:root` };
  await put({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${ARN}/*` });
  expect(await get(other.calls)).toBe('text');
  expect(decided()).toMatchObject({ outcome: 'allowed', layer: 'resource' });
});

test('a Deny of the bucket is named, and binds root but for the policy itself', async () => {
  const { root, put, own } = await stage(ALL);
  await put({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`] });
  expect(await get(own.calls)).toBe(
    `User: ${own.arn} is not authorized to perform: s3:GetObject on resource: "${ARN}/k" with an explicit deny in a resource-based policy`,
  );
  expect(await get(root)).toContain('with an explicit deny in a resource-based policy');
  await root.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  expect(await get(root)).toBe('text');
});

test('anyone may read what is public, once public access is not blocked', async () => {
  const { emulator, root, put } = await stage(undefined);
  const endpoint = await emulator.listen();
  const read = async () => (await fetch(`${endpoint}/${Bucket}/k`)).text();
  const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${ARN}/*` };
  await expect(put(everyone)).rejects.toThrow('blocked by the BlockPublicPolicy block public access setting.');
  expect(await read()).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message>');
  await root.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  await put(everyone);
  expect(await read()).toBe('text');
});

test('the canonical id of an account stands for the account', async () => {
  const { put, root, other } = await stage(ALL);
  const { Owner } = await other.calls.send(new s3.ListBucketsCommand({}));
  expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  await put({ Effect: 'Allow', Principal: { CanonicalUser: Owner?.ID }, Action: 's3:GetObject', Resource: `${ARN}/*` });
  expect(await get(other.calls)).toBe('text');
  expect(await get(root)).toBe('text');
});
