import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXTRA_ROWS } from './condition-keys.fixture.js';
import { type Emulator, startEmulator } from './index.js';
import { BOUNDARY, OTHER_POLICY } from './operations-need-parts.fixture.js';
import { TEMPLATE } from './operations-need-role-manager.fixture.js';
import { type AnyCommand, nameOf } from './operations-need-rows.fixture.js';
import { stage } from './operations-need-stage.fixture.js';
import { ROWS } from './operations-need-table.fixture.js';

/** Conditions on tags and on keys of IAM and STS bind: of two policies that differ in the value, the one of the request's allows it. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ decisions: 10, roleTemplates: [TEMPLATE] });
});
afterAll(() => emulator.close());

type Case = readonly [command: AnyCommand, key: string, value: string, other: string, operator?: string];

const KINDS = [
  ...['User', 'Role', 'Policy', 'InstanceProfile', 'MFADevice', 'ServerCertificate', 'OpenIDConnectProvider'],
  'SAMLProvider',
];
function command(name: string): AnyCommand {
  const found = (iam as unknown as Readonly<Record<string, AnyCommand>>)[`${name}Command`];
  if (found === undefined) throw new TypeError(`the SDK has no \`${name}\``);
  return found;
}
const MAKERS: Readonly<Record<string, string>> = {
  MFADevice: 'CreateVirtualMFADevice',
  ServerCertificate: 'UploadServerCertificate',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html */
const TAG_CASES = KINDS.flatMap((kind): readonly Case[] => [
  [command(MAKERS[kind] ?? `Create${kind}`), 'aws:RequestTag/team', 'blue', 'green'],
  [command(`Tag${kind}`), 'aws:RequestTag/team', 'blue', 'green'],
  [command(`Tag${kind}`), 'aws:TagKeys', 'team', 'cost', 'ForAllValues:StringEquals'],
  [command(`Untag${kind}`), 'aws:TagKeys', 'team', 'cost', 'ForAllValues:StringEquals'],
  [command(`List${kind}Tags`), 'aws:ResourceTag/team', 'blue', 'green'],
]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const CASES: readonly Case[] = [
  ...TAG_CASES,
  [iam.GetUserCommand, 'iam:ResourceTag/team', 'blue', 'green'],
  [iam.GetRoleCommand, 'iam:ResourceTag/team', 'blue', 'green'],
  [iam.AttachUserPolicyCommand, 'iam:PolicyARN', BOUNDARY, OTHER_POLICY, 'ArnEquals'],
  [iam.DetachGroupPolicyCommand, 'iam:PolicyARN', BOUNDARY, OTHER_POLICY, 'ArnEquals'],
  [iam.AttachRolePolicyCommand, 'iam:PermissionsBoundary', BOUNDARY, OTHER_POLICY],
  [iam.CreateUserCommand, 'iam:PermissionsBoundary', OTHER_POLICY, BOUNDARY],
  [iam.PutRolePermissionsBoundaryCommand, 'iam:PermissionsBoundary', OTHER_POLICY, BOUNDARY],
  [iam.DeleteRolePermissionsBoundaryCommand, 'iam:PermissionsBoundary', BOUNDARY, OTHER_POLICY],
  [iam.AddRoleToInstanceProfileCommand, 'iam:PassedToService', 'ec2.amazonaws.com', 'ecs.amazonaws.com'],
  [iam.CreateServiceLinkedRoleCommand, 'iam:AWSServiceName', 'ecs.amazonaws.com', 'lex.amazonaws.com'],
  [
    iam.CreateServiceSpecificCredentialCommand,
    'iam:ServiceSpecificCredentialServiceName',
    'bedrock.amazonaws.com',
    'codecommit.amazonaws.com',
  ],
  [iam.CreateServiceSpecificCredentialCommand, 'iam:ServiceSpecificCredentialAgeDays', '30', '7', 'NumericEquals'],
  [sts.AssumeRoleCommand, 'sts:ExternalId', 'external', 'other'],
  [sts.AssumeRoleCommand, 'sts:RoleSessionName', 'me', 'you'],
  [sts.AssumeRoleCommand, 'sts:SourceIdentity', 'me', 'you'],
  [sts.AssumeRoleCommand, 'sts:TransitiveTagKeys', 'team', 'cost', 'ForAllValues:StringEquals'],
  [sts.AssumeRoleCommand, 'aws:RequestTag/team', 'blue', 'green'],
];

/** Of several rows of a command the first has a boundary, and the last has tags. */
function rowOf(asked: AnyCommand, key: string) {
  const rows = [...ROWS, ...EXTRA_ROWS].filter(({ command }) => command === asked);
  const row = key === 'iam:PermissionsBoundary' ? rows[0] : rows.at(-1);
  if (row === undefined) throw new TypeError(`\`${nameOf(asked)}\` has no row`);
  return row;
}

test.each(CASES.map((row) => [nameOf(row[0]), row[1], row] as const))(
  '%s is allowed by the value of %s',
  async (_, key, [asked, , value, other, operator = 'StringEquals']) => {
    const row = rowOf(asked, key);
    const { made, call, allow } = await stage(emulator, row);
    const action = key === 'iam:PassedToService' ? 'iam:PassRole' : (row.permissions[0]?.[0] ?? '');
    const attempt = async (wanted: string) => {
      await allow(row.permissions, { [action]: { [operator]: { [key]: wanted } } });
      return call(new row.command(row.input(made)));
    };
    await expect(attempt(other)).rejects.toThrow(`is not authorized to perform: ${action}`);
    await attempt(value);
  },
);
