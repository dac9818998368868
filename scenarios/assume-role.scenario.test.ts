import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

/** The story of AWS's code example "create a user and assume a role", with every call spelled out. */
test('a user without permission lists buckets only through the role', async ({ account, admin }) => {
  const iam = admin.client(IAMClient); // whatever it creates is removed after the test
  const [UserName, RoleName] = [account.name('user'), account.name('role')];

  const { User } = await iam.send(new CreateUserCommand({ UserName, ...account.guarded }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const user = account.principal(User?.Arn ?? '', {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  const Bucket = account.name('bucket');
  await admin.client(S3Client).send(new CreateBucketCommand({ Bucket }));

  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      ...account.guarded,
      AssumeRolePolicyDocument: policy({ Principal: { AWS: user.arn }, Action: 'sts:AssumeRole' }),
    }),
  );
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: account.name('list-buckets'),
      ...account.placed,
      PolicyDocument: policy({ Action: 's3:ListAllMyBuckets', Resource: '*' }),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  await iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: 'assume-the-role',
      PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: Role?.Arn }),
    }),
  );

  expect(await refusal(user.client(S3Client).send(new ListBucketsCommand({})))).toEqual(
    notAuthorized(
      user.arn,
      's3:ListAllMyBuckets',
      undefined,
      'no identity-based policy allows the s3:ListAllMyBuckets action',
    ),
  );

  const { Credentials, AssumedRoleUser } = await user
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'story', DurationSeconds: 900 }));
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
  const { Buckets } = await session.client(S3Client).send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
});

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}
