import * as iam from '@aws-sdk/client-iam';
import type { RoleTemplateVersion } from './index.js';
import { ACQUIRED, BOUNDARY, DOCUMENT, OTHER_POLICY, type Part } from './operations-need-parts.fixture.js';
import { type Row, rowsOf } from './operations-need-rows.fixture.js';

/** A template with everything that takes a permission of its own. */
export const TEMPLATE: RoleTemplateVersion = {
  TemplateArn: ACQUIRED.TemplateArn,
  MinorVersion: 0,
  RoleNamePattern: '@{RoleName}',
  RolePathPattern: '/x/',
  AssumeRolePolicyDocumentTemplate:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
  InlinePolicyTemplates: [{ PolicyName: 'it', PolicyDocument: DOCUMENT }],
  ManagedPolicyArns: [OTHER_POLICY],
  PermissionBoundaryArn: BOUNDARY,
  RoleTagsTemplate: [{ Key: 'team', Value: 'blue' }],
  ParametersDefinition: [{ Name: 'RoleName', Type: 'String', IsRequired: true }],
};

const { TemplateArn } = TEMPLATE;
const Properties = (value: string) => ({ Properties: { 'RoleManager/Enabled': value } });
const acquire = (parts: readonly Part[], permissions: Row['permissions']): Row => ({
  command: iam.AcquireRoleCommand,
  input: () => ACQUIRED,
  parts,
  permissions,
});

/**
 * Role manager: AcquireRole has no permission of its own.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-manager_enable-use.html
 */
export const ROLE_MANAGER_ROWS: readonly Row[] = [
  acquire(
    [],
    [
      ['iam:CreateRole', 'role/x/it'],
      ['iam:TagRole', 'role/x/it'],
      ['iam:PutRolePermissionsBoundary', 'role/x/it'],
      ['iam:PutRolePolicy', 'role/x/it'],
      ['iam:AttachRolePolicy', 'role/x/it'],
    ],
  ),
  acquire(['acquiredRole'], [['iam:GetRole', 'role/x/it']]),
  ...rowsOf('iam', [
    [iam.GetRoleTemplateVersionCommand, { TemplateArn }, '', TemplateArn],
    [iam.GetAccountPropertiesCommand, {}, '', '*'],
    [iam.PutAccountPropertiesCommand, Properties('false'), '', '*'],
    [
      iam.PutAccountPropertiesCommand,
      Properties('true'),
      '',
      '*',
      [
        'iam:CreateServiceLinkedRole',
        'role/aws-service-role/role-manager.iam.amazonaws.com/AWSServiceRoleForIAMRoleManager',
      ],
    ],
  ]),
];
