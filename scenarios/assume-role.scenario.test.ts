import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

/** The story of AWS's code example "create a user and assume a role", with every call spelled out. */
test('a user without permission lists buckets only through the role', async ({ account, admin }) => {
  const iam = admin.client(IAMClient); // whatever it creates is removed after the test
  // On a real account it takes seconds until one server knows what another was told; elsewhere each of these is one call.
  const { waits } = account;
  const [UserName, RoleName] = [account.name('user'), account.name('role')];

  const { User } = await iam.send(new CreateUserCommand({ UserName, ...account.guarded }));
  const { AccessKey } = await waits.until('new-entity', () => iam.send(new CreateAccessKeyCommand({ UserName })));
  const user = account.principal(User?.Arn ?? '', {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  await waits.until('new-key', () => user.client(STSClient).send(new GetCallerIdentityCommand({})));
  const bucket = await account.bucket();

  const createRole = new CreateRoleCommand({
    RoleName,
    ...account.guarded,
    AssumeRolePolicyDocument: policy({ Principal: { AWS: user.arn }, Action: 'sts:AssumeRole' }),
  });
  const { Role } = await waits.until('new-principal', () => iam.send(createRole));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: account.name('list-buckets'),
      ...account.placed,
      PolicyDocument: policy({ Action: 's3:ListAllMyBuckets', Resource: '*' }),
    }),
  );
  const attach = new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn });
  await waits.until('new-entity', () => iam.send(attach));
  const put = new PutUserPolicyCommand({
    UserName,
    PolicyName: 'assume-the-role',
    PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: Role?.Arn }),
  });
  await waits.until('new-entity', () => iam.send(put));

  expect(await refusal(user.client(S3Client).send(new ListBucketsCommand({})))).toEqual(
    notAuthorized(
      user.arn,
      's3:ListAllMyBuckets',
      undefined,
      'no identity-based policy allows the s3:ListAllMyBuckets action',
    ),
  );

  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'story', DurationSeconds: 900 });
  const { Credentials, AssumedRoleUser } = await waits.until('assume-role', () => user.client(STSClient).send(assume));
  const session = account.principal(AssumedRoleUser?.Arn ?? '', {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  expect(await session.client(STSClient).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account.id,
    Arn: `arn:aws:sts::${account.id}:assumed-role/${RoleName}/story`,
    UserId: `${Role?.RoleId}:story`,
  });
  const list = new ListBucketsCommand({});
  const { Buckets } = await waits.until('allowed', () => session.client(S3Client).send(list));
  expect(Buckets?.map(({ Name }) => Name)).toContain(bucket.name);
});

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}
