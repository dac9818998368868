import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetAccountSummaryCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { startEmulator } from './index.js';

const RoleName = 'app';
const trust = (account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });
/** A policy of about as many characters. */
const longPolicy = (characters: number) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'b'.repeat(characters)}` }],
  });

async function withRole(quotas?: { readonly PoliciesPerRole?: number; readonly RolePolicySize?: number }) {
  const emulator = await startEmulator(quotas && { quotas });
  const { id, root } = emulator.account();
  // The SDK takes an exceeded limit for throttling, and would try again for a second.
  const client = new IAMClient({ ...emulator.clientConfig(root), maxAttempts: 1 });
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(id) }));
  const names = ['AdministratorAccess', 'ReadOnlyAccess', 'SecurityAudit', 'PowerUserAccess', 'IAMFullAccess'];
  const services = ['S3', 'SQS', 'SNS', 'EC2', 'RDS', 'ECS', 'VPC', 'SSM', 'DynamoDB', 'Route53'];
  const more = services.flatMap((service) => [`Amazon${service}FullAccess`, `Amazon${service}ReadOnlyAccess`]);
  const attach = (name: string) =>
    client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }));
  return { client, attachable: [...names, ...more], attach };
}

test('the twenty-first managed policy of a role exceeds the quota, until it is raised', async () => {
  const { client, attachable, attach } = await withRole();
  const existing: string[] = [];
  for (const name of attachable) {
    const error = await attach(name).then(
      () => undefined,
      (refused: Error) => refused,
    );
    if (error === undefined) existing.push(name);
    else if (error.name === 'LimitExceededException') {
      expect([existing.length, error.message]).toEqual([20, 'Cannot exceed quota for PoliciesPerRole: 20']);
      break;
    }
  }
  expect(existing).toHaveLength(20);
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ AttachedPoliciesPerRoleQuota: 20 });
});

test('a raised quota is the limit, is named in the refusal and shown by GetAccountSummary', async () => {
  const { client } = await withRole({ PoliciesPerRole: 25, RolePolicySize: 20_000 });
  const put = (characters: number) =>
    client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: longPolicy(characters) }));
  await put(15_000);
  await expect(put(20_000)).rejects.toThrow('Maximum policy size of 20000 bytes exceeded for role app');
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ AttachedPoliciesPerRoleQuota: 25, RolePolicySizeQuota: 20_000 });
});

test('a quota that does not exist, or is lowered, stops the start', async () => {
  await expect(startEmulator({ quotas: { Roles: 5 } as never })).rejects.toThrow(/`Roles` is no quota/);
  await expect(startEmulator({ quotas: { UsersPerAccount: 5 } })).rejects.toThrow(/at least 5000/);
});

/** The keys of https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
const SUMMARY = [
  ...['AccessKeysPerUserQuota', 'AccountAccessKeysPresent', 'AccountMFAEnabled', 'AccountPasswordPresent'],
  ...['AccountSigningCertificatesPresent', 'AssumeRolePolicySizeQuota', 'AttachedPoliciesPerGroupQuota'],
  ...['AttachedPoliciesPerRoleQuota', 'AttachedPoliciesPerUserQuota', 'GlobalEndpointTokenVersion'],
  ...['GroupPolicySizeQuota', 'Groups', 'GroupsPerUserQuota', 'GroupsQuota', 'InstanceProfiles'],
  ...['InstanceProfilesQuota', 'MFADevices', 'MFADevicesInUse', 'Policies', 'PoliciesQuota', 'PolicySizeQuota'],
  ...['PolicyVersionsInUse', 'PolicyVersionsInUseQuota', 'Providers', 'RolePolicySizeQuota', 'Roles', 'RolesQuota'],
  ...['ServerCertificates', 'ServerCertificatesQuota', 'SigningCertificatesPerUserQuota', 'UserPolicySizeQuota'],
  ...['Users', 'UsersQuota', 'VersionsPerPolicyQuota'],
];

test('GetAccountSummary has every member that AWS documents', async () => {
  const { client } = await withRole();
  const { SummaryMap = {} } = await client.send(new GetAccountSummaryCommand({}));
  expect(Object.keys(SummaryMap).sort()).toEqual(SUMMARY);
});
