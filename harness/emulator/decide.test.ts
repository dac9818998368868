import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeletePublicAccessBlockCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { CannotDecide, startEmulator } from './index.js';

const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });

async function withUser(statement: object) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const account = emulator.account('123456789012');
  const client = new iam.IAMClient(emulator.clientConfig(account.root));
  const { User } = await client.send(new iam.CreateUserCommand({ UserName: 'u' }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  const policy = { UserName: 'u', PolicyName: 'p', PolicyDocument: document(statement) };
  await client.send(new iam.PutUserPolicyCommand(policy));
  return { emulator, account, client, user: User?.Arn ?? '', key: AccessKey?.AccessKeyId ?? '' };
}

test('an action of a service that is not emulated is decided with the policies of the key', async () => {
  const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/t';
  const { emulator, key } = await withUser({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table });
  expect(emulator.decide(key, { action: 'dynamodb:GetItem', resource: table })).toMatchObject({ outcome: 'allowed' });
  expect(emulator.decide(key, { action: 'dynamodb:GetItem' })).toMatchObject({ outcome: 'denied', layer: 'identity' });
  expect(emulator.decide(key, { action: 'dynamodb:PutItem', resource: table })).toMatchObject({ outcome: 'denied' });
  expect(emulator.decisions.list().some(({ operation }) => operation.startsWith('dynamodb'))).toBe(false);
});

test('condition keys can be given, and the origin of the request', async () => {
  const Condition = {
    StringEquals: { 'ec2:InstanceType': 't3.micro' },
    IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
  };
  const { emulator, key } = await withUser({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*', Condition });
  const question = { action: 'ec2:RunInstances', context: { 'ec2:InstanceType': 't3.micro' } };
  expect(emulator.decide(key, question, { sourceIp: '203.0.113.7' }).outcome).toBe('allowed');
  expect(emulator.decide(key, question).outcome).toBe('denied');
  expect(emulator.decide(key, { action: 'ec2:RunInstances' }, { sourceIp: '203.0.113.7' }).outcome).toBe('denied');
});

test('a bucket belongs to the account that made it', async () => {
  const Condition = { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } };
  const { emulator, key, account } = await withUser({ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition });
  const other = emulator.account();
  for (const [{ root }, Bucket] of [
    [account, 'own-bucket'],
    [other, 'their-bucket'],
  ] as const) {
    await new S3Client(emulator.clientConfig(root)).send(new CreateBucketCommand({ Bucket }));
  }
  const outcome = (resource: string) => emulator.decide(key, { action: 's3:GetObject', resource }).outcome;
  expect([outcome('arn:aws:s3:::own-bucket/k'), outcome('arn:aws:s3:::their-bucket/k')]).toEqual(['allowed', 'denied']);
});

test('an ACL counts as in a real call', async () => {
  const { emulator, key } = await withUser({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
  const Bucket = 'shared-by-acl';
  const other = new S3Client(emulator.clientConfig(emulator.account().root));
  await other.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
  await other.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await other.send(new PutObjectCommand({ Bucket, Key: 'open', ACL: 'public-read' }));
  await other.send(new PutObjectCommand({ Bucket, Key: 'closed' }));
  const outcome = (name: string) =>
    emulator.decide(key, { action: 's3:GetObject', resource: `arn:aws:s3:::${Bucket}/${name}` }).outcome;
  expect([outcome('open'), outcome('closed')]).toEqual(['allowed', 'denied']);
});

test("AssumeRole is decided with the role's trust policy, and needs a role", async () => {
  const { emulator, client, key, user } = await withUser({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
  const role = async (RoleName: string, AWS: string) => {
    const statement = { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' };
    const input = { RoleName, AssumeRolePolicyDocument: document(statement) };
    return (await client.send(new iam.CreateRoleCommand(input))).Role?.Arn ?? '';
  };
  const [own, foreign] = [await role('own', user), await role('foreign', '999999999999')];
  const outcome = (resource: string) => emulator.decide(key, { action: 'sts:AssumeRole', resource }).outcome;
  expect([outcome(own), outcome(foreign)]).toEqual(['allowed', 'denied']);
  expect(() => outcome('*')).toThrow('pass the ARN of one as its resource');
});

test.each([
  ['s3:ListBuckets', 'is no action of `s3` in the Service Authorization Reference'],
  ['s4:GetObject', 'AWS has no service with the prefix `s4`'],
  ['GetObject', 'AWS has no service with the prefix `GetObject`'],
])('%s is not known, and never silently denied', async (action, message) => {
  const { emulator, key } = await withUser({ Effect: 'Allow', Action: '*', Resource: '*' });
  expect(() => emulator.decide(key, { action })).toThrow(CannotDecide);
  expect(() => emulator.decide(key, { action })).toThrow(message);
});

test('a key that no one may sign with has no decisions', async () => {
  const { emulator, client, key } = await withUser({ Effect: 'Allow', Action: '*', Resource: '*' });
  await client.send(new iam.DeleteAccessKeyCommand({ UserName: 'u', AccessKeyId: key }));
  expect(() => emulator.decide(key, { action: 's3:GetObject' })).toThrow('it is unknown, deleted, inactive or expired');
});
