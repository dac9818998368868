import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Credentials, startEmulator } from 'iam-rehearsal';
import { expect, onTestFinished, test } from 'vitest';

/** A fresh account, and clients of it for whatever credentials; with nothing but the package's first export. */
async function rehearse() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const account = emulator.account();
  const clients = (credentials: Credentials) => ({
    iam: new IAMClient(emulator.clientConfig(credentials)),
    sts: new STSClient(emulator.clientConfig(credentials)),
    s3: new S3Client(emulator.clientConfig(credentials)),
  });
  return { emulator, account, clients, root: clients(account.root) };
}

const allow = (Action: string, Resource = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

const refusalOf = async (call: Promise<unknown>) => {
  const error = (await call.then(
    () => ({ name: 'allowed', message: 'allowed', $metadata: {} }),
    (reason) => reason,
  )) as { name: string; message: string; $metadata: { httpStatusCode?: number } };
  return { code: error.name, status: error.$metadata.httpStatusCode, message: error.message };
};

test('a user without permission lists buckets only through the role, and everything can be removed', async () => {
  const { account, clients, root } = await rehearse();
  const { User } = await root.iam.send(new CreateUserCommand({ UserName: 'rehearsal-user' }));
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'rehearsal-user' }));
  const user = clients({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  await root.s3.send(new CreateBucketCommand({ Bucket: `rehearsal-${account.id}` }));

  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account.id}:root` }, Action: 'sts:AssumeRole' }],
  });
  const { Role } = await root.iam.send(
    new CreateRoleCommand({ RoleName: 'rehearsal-role', AssumeRolePolicyDocument: trust }),
  );
  const { Policy } = await root.iam.send(
    new CreatePolicyCommand({ PolicyName: 'list-buckets', PolicyDocument: allow('s3:ListAllMyBuckets') }),
  );
  const attachment = { RoleName: 'rehearsal-role', PolicyArn: Policy?.Arn };
  await root.iam.send(new AttachRolePolicyCommand(attachment));

  expect(await refusalOf(user.s3.send(new ListBucketsCommand({})))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${User?.Arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
  });

  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'rehearsal' });
  expect(await refusalOf(user.sts.send(assume))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${User?.Arn} is not authorized to perform: sts:AssumeRole on resource: ${Role?.Arn}`,
  });
  const inline = { UserName: 'rehearsal-user', PolicyName: 'assume' };
  await root.iam.send(
    new PutUserPolicyCommand({ ...inline, PolicyDocument: allow('sts:AssumeRole', Role?.Arn ?? '') }),
  );
  const { Credentials: session } = await user.sts.send(assume);
  const assumed = clients({
    accessKeyId: session?.AccessKeyId ?? '',
    secretAccessKey: session?.SecretAccessKey ?? '',
    sessionToken: session?.SessionToken ?? '',
  });
  expect(await assumed.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account.id,
    Arn: `arn:aws:sts::${account.id}:assumed-role/rehearsal-role/rehearsal`,
  });
  const { Buckets } = await assumed.s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([`rehearsal-${account.id}`]);

  await root.iam.send(new DetachRolePolicyCommand(attachment));
  expect(await refusalOf(assumed.s3.send(new ListBucketsCommand({})))).toMatchObject({
    code: 'AccessDenied',
    status: 403,
  });
  await root.iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
  await root.iam.send(new DeleteRoleCommand({ RoleName: 'rehearsal-role' }));
  await root.iam.send(new DeleteUserPolicyCommand(inline));
  await root.iam.send(new DeleteAccessKeyCommand({ ...inline, AccessKeyId: AccessKey?.AccessKeyId }));
  await root.iam.send(new DeleteUserCommand({ UserName: 'rehearsal-user' }));
  expect((await root.iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  expect(await refusalOf(user.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'InvalidClientTokenId',
    status: 403,
  });
});

test('a wrong secret, an unknown key and a session without its token are refused before anything else', async () => {
  const { account, clients } = await rehearse();
  const wrong = clients({ accessKeyId: account.id, secretAccessKey: 'wrong' });
  expect(await refusalOf(wrong.iam.send(new GetUserCommand({})))).toMatchObject({
    code: 'SignatureDoesNotMatch',
    status: 403,
  });
  expect(await refusalOf(wrong.s3.send(new ListBucketsCommand({})))).toMatchObject({
    code: 'SignatureDoesNotMatch',
    status: 403,
  });
  const unknown = clients({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' });
  expect(await refusalOf(unknown.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'InvalidClientTokenId',
    status: 403,
  });
  expect(await refusalOf(unknown.s3.send(new ListBucketsCommand({})))).toMatchObject({
    code: 'InvalidAccessKeyId',
    status: 403,
  });
});

test('every decision is recorded under the request id that the response carried', async () => {
  const { emulator, root } = await rehearse();
  const { $metadata } = await root.iam.send(new ListUsersCommand({}));
  expect(emulator.decisions.find($metadata.requestId ?? '')).toMatchObject([
    { operation: 'iam:ListUsers', decision: { outcome: 'allowed', because: 'root-of-the-account' } },
  ]);
});

test.each([
  ['*', 'allowed'],
  ['arn:aws:s3:::*', 'allowed'],
  ['arn:aws:s3:::one-bucket', 'AccessDenied'],
])('listing buckets with a policy for %s: %s', async (resource, code) => {
  const { clients, root } = await rehearse();
  await root.iam.send(new CreateUserCommand({ UserName: 'reader' }));
  const PolicyDocument = allow('s3:ListAllMyBuckets', resource);
  await root.iam.send(new PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'list', PolicyDocument }));
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }));
  const reader = clients({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  expect((await refusalOf(reader.s3.send(new ListBucketsCommand({})))).code).toBe(code);
});
