import {
  AcquireRoleCommand,
  type AcquireRoleCommandInput,
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetRoleTemplateVersionCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulator, type RoleTemplateVersion, startEmulator } from '../../emulator/index.js';

const TemplateArn = 'arn:aws:iam::aws:role-template/lambda.amazonaws.com/Reader:1';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

/** In the form of the AWS CLI, which decodes the documents. */
const READER: RoleTemplateVersion = {
  TemplateArn,
  TemplateName: 'Reader',
  MajorVersion: 1,
  MinorVersion: 1,
  DefaultMinorVersion: 1,
  Enabled: true,
  RoleNamePattern: '@{RoleName}-reader',
  RolePathPattern: '/readers/',
  RoleDescriptionPattern: 'Reads for @{Service}',
  AssumeRolePolicyDocumentTemplate: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: '@{Service}' }, Action: 'sts:AssumeRole' }],
  },
  InlinePolicyTemplates: [
    {
      PolicyName: 'buckets',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: ['@{Buckets}', 'arn:aws:s3:::all-@{Limit}'] }],
      },
    },
  ],
  ManagedPolicyArns: [READ_ONLY],
  ParametersDefinition: [
    { Name: 'RoleName', Type: 'String', IsRequired: true },
    { Name: 'Service', Type: 'String', DefaultValue: 'lambda.amazonaws.com' },
    { Name: 'Buckets', Type: 'ArnList', IsRequired: true },
    { Name: 'Limit', Type: 'Number', DefaultValue: '5' },
  ],
  RoleTagsTemplate: [{ Key: 'template', Value: 'Reader' }],
  MaxSessionDuration: 7200,
  CreateTimestamp: '2026-08-12T10:00:00Z',
};
const OLD: RoleTemplateVersion = { ...READER, MinorVersion: 0, VersionEnabled: false };

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ roleTemplates: [OLD, READER] });
});
afterAll(() => emulator.close());

const BUCKETS = ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'];

function story() {
  const { id, root } = emulator.account();
  const client = new IAMClient(emulator.clientConfig(root));
  const acquire = (values: Record<string, string[]> = {}, input: Partial<AcquireRoleCommandInput> = {}) => {
    const given = { RoleName: ['app'], Buckets: BUCKETS, ...values };
    const entries = Object.entries(given).map(([name, Values]) => [name, { Values }]);
    const ReplacementValues = Object.fromEntries(entries);
    return client.send(new AcquireRoleCommand({ TemplateArn, ReplacementValues, ...input }));
  };
  return { id, client, acquire };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcquireRole.html */
test('a role is made as the template describes it, with the values of its parameters', async () => {
  const { id, client, acquire } = story();
  const { Role } = await acquire();
  const RoleName = 'app-reader';
  expect(Role).toMatchObject({
    RoleName,
    Path: '/readers/',
    Arn: `arn:aws:iam::${id}:role/readers/${RoleName}`,
    Description: 'Reads for lambda.amazonaws.com',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'template', Value: 'Reader' }],
  });
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement[0].Principal).toEqual({
    Service: 'lambda.amazonaws.com',
  });
  const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY }]);
  const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'buckets' }));
  expect(JSON.parse(decodeURIComponent(PolicyDocument ?? '')).Statement[0].Resource).toEqual([
    ...BUCKETS,
    'arn:aws:s3:::all-5',
  ]);
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
test('GetRole and ListRoles tell the template that a role was made from', async () => {
  const { client, acquire } = story();
  await acquire();
  const SourceRoleTemplate = { TemplateArn, TemplateMinorVersion: 1 };
  const { Role } = await client.send(new GetRoleCommand({ RoleName: 'app-reader' }));
  expect(Role).toMatchObject({ SourceRoleTemplate });
  const { Roles } = await client.send(new ListRolesCommand({}));
  expect(Roles).toMatchObject([{ SourceRoleTemplate }]);
});

test('a role that matches is answered again, also with another description', async () => {
  const { client, acquire } = story();
  const { Role: first } = await acquire();
  await client.send(new UpdateRoleDescriptionCommand({ RoleName: 'app-reader', Description: 'ours' }));
  const { Role: second } = await acquire();
  expect(second).toMatchObject({ RoleId: first?.RoleId, Description: 'ours' });
});

test('a role that was changed is not answered until it is as it was', async () => {
  const { client, acquire } = story();
  await acquire();
  const attachment = { RoleName: 'app-reader', PolicyArn: 'arn:aws:iam::aws:policy/SecurityAudit' };
  await client.send(new AttachRolePolicyCommand(attachment));
  await expect(acquire()).rejects.toMatchObject({ name: 'RoleModifiedException' });
  await client.send(new DetachRolePolicyCommand(attachment));
  await acquire();
});

test('a role of that name which was made otherwise, or with other values, is in the way', async () => {
  const { client, acquire } = story();
  const AssumeRolePolicyDocument = JSON.stringify(READER.AssumeRolePolicyDocumentTemplate).replace(
    '@{Service}',
    'lambda.amazonaws.com',
  );
  await client.send(new CreateRoleCommand({ RoleName: 'app-reader', AssumeRolePolicyDocument }));
  await expect(acquire()).rejects.toMatchObject({ name: 'NameConflictException' });
  await client.send(new DeleteRoleCommand({ RoleName: 'app-reader' }));
  await acquire();
  await expect(acquire({ Limit: ['6'] })).rejects.toMatchObject({ name: 'NameConflictException' });
});

test.each<[string, Record<string, string[]>, string]>([
  ['an unknown parameter', { Unused: ['x'] }, 'InvalidInputException'],
  ['two values of one parameter', { Service: ['a', 'b'] }, 'ValidationError'],
  ['a text for a number', { Limit: ['many'] }, 'InvalidInputException'],
  ['a name for an ARN', { Buckets: ['a'] }, 'InvalidInputException'],
  ['a trust policy that is none', { Service: ['not a service'] }, 'MalformedPolicyDocumentException'],
])('%s is refused and nothing is made', async (_, values, name) => {
  const { client, acquire } = story();
  await expect(acquire(values)).rejects.toMatchObject({ name });
  expect((await client.send(new ListRolesCommand({}))).Roles).toEqual([]);
});

test('a required parameter must be given', async () => {
  const { acquire } = story();
  const ReplacementValues = { RoleName: { Values: ['app'] } };
  await expect(acquire({}, { ReplacementValues })).rejects.toThrow('A value for the parameter Buckets is required.');
});

test('a disabled version makes no role, an unknown one does not exist', async () => {
  const { acquire } = story();
  await expect(acquire({}, { TemplateMinorVersion: 0 })).rejects.toMatchObject({
    name: 'RoleTemplateDisabledException',
  });
  await expect(acquire({}, { TemplateMinorVersion: 9 })).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

test('a template is answered as it was given, with documents URL-encoded', async () => {
  const { client } = story();
  const { RoleTemplateVersion: answered } = await client.send(new GetRoleTemplateVersionCommand({ TemplateArn }));
  expect(answered).toMatchObject({
    TemplateArn,
    TemplateName: 'Reader',
    MinorVersion: 1,
    RoleNamePattern: '@{RoleName}-reader',
    ManagedPolicyArns: [READ_ONLY],
    CreateTimestamp: new Date('2026-08-12T10:00:00Z'),
  });
  expect(JSON.parse(decodeURIComponent(answered?.AssumeRolePolicyDocumentTemplate ?? ''))).toEqual(
    READER.AssumeRolePolicyDocumentTemplate,
  );
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-template.html */
test('the text of a template of AWS is said to be missing, not invented; another does not exist', async () => {
  const { client } = story();
  const get = (name: string) =>
    client.send(
      new GetRoleTemplateVersionCommand({ TemplateArn: `arn:aws:iam::aws:role-template/iam.amazonaws.com/${name}` }),
    );
  await expect(get('PowerUserRoleTemplate:1')).rejects.toThrow(/does not know the text of .*`roleTemplates`/);
  await expect(get('PowerUserRoleTemplate:9')).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

test.each<[string, Partial<RoleTemplateVersion>, RegExp]>([
  ['an ARN of something else', { TemplateArn: 'arn:aws:iam::aws:policy/X' }, /no ARN of a role template/],
  ['a parameter that is not defined', { RoleNamePattern: '@{Other}' }, /`@{Other}`, which is no parameter/],
])('a template with %s stops the start', async (_, changes, words) => {
  await expect(startEmulator({ roleTemplates: [{ ...READER, ...changes }] })).rejects.toThrow(words);
});
