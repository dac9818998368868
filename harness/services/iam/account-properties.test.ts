import { GetAccountPropertiesCommand, GetRoleCommand, PutAccountPropertiesCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createIamCalls } from '../../../fixtures/iam-calls.js';

const RoleName = 'AWSServiceRoleForIAMRoleManager';

test('role manager is disabled until it is enabled, which makes its service-linked role', () => {
  const { run } = createIamCalls();
  const properties = () => run(GetAccountPropertiesCommand, {}).Properties;
  expect(properties()).toEqual({ 'RoleManager/Enabled': 'false' });
  run(PutAccountPropertiesCommand, { Properties: { 'RoleManager/Enabled': 'true' } });
  expect(properties()).toEqual({ 'RoleManager/Enabled': 'true' });
  const { Role } = run(GetRoleCommand, { RoleName });
  expect(Role?.Path).toBe('/aws-service-role/role-manager.iam.amazonaws.com/');
  run(PutAccountPropertiesCommand, { Properties: { 'RoleManager/Enabled': 'true' } });
  run(PutAccountPropertiesCommand, { Properties: { 'RoleManager/Enabled': 'false' } });
  expect(properties()).toEqual({ 'RoleManager/Enabled': 'false' });
  expect(run(GetRoleCommand, { RoleName }).Role?.RoleId).toBe(Role?.RoleId);
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutAccountProperties.html */
test.each<[string, Record<string, string>]>([
  ['Property key must be in format Namespace/PropertyName: Enabled', { Enabled: 'true' }],
  ['All properties must belong to the same namespace', { 'RoleManager/Enabled': 'true', 'Other/Enabled': 'true' }],
  ['Unsupported namespace: Other', { 'Other/Enabled': 'true' }],
  ['RoleManager namespace requires Enabled property', { 'RoleManager/Other': 'true' }],
  ["Enabled must be 'true' or 'false'", { 'RoleManager/Enabled': 'yes' }],
])('%s', (words, Properties) => {
  const { run } = createIamCalls();
  expect(() => run(PutAccountPropertiesCommand, { Properties })).toThrow(
    expect.objectContaining({ code: 'InvalidInput', message: words }),
  );
});

test('the namespaces of the properties are a condition key', () => {
  const { needs } = createIamCalls();
  const keys = { 'iam:AccountPropertyNamespaces': ['RoleManager'] };
  expect(needs(GetAccountPropertiesCommand, {})).toMatchObject([{ keys }]);
  const Properties = { 'RoleManager/Enabled': 'true' };
  expect(needs(PutAccountPropertiesCommand, { Properties })).toMatchObject([
    { keys },
    {
      action: 'iam:CreateServiceLinkedRole',
      keys: { 'iam:AWSServiceName': 'role-manager.iam.amazonaws.com' },
    },
  ]);
});
