import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function withSome() {
  const calls = createIamCalls();
  const { run } = calls;
  run(CreateUserCommand, { UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }] });
  run(CreateUserCommand, { UserName: 'bob, jr' });
  run(CreateGroupCommand, { GroupName: 'team' });
  run(AddUserToGroupCommand, { UserName: 'alice', GroupName: 'team' });
  run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: ADMINISTRATOR });
  run(CreateRoleCommand, { RoleName: 'server', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  run(PutRolePolicyCommand, { RoleName: 'server', PolicyName: 'list', PolicyDocument: ALLOW_LIST });
  run(CreatePolicyCommand, { PolicyName: 'own', PolicyDocument: ALLOW_LIST });
  return calls;
}

test('the details show everyone with their policies, and the policies of AWS that are in use', () => {
  const { run } = withSome();
  const details = run(GetAccountAuthorizationDetailsCommand, {});
  expect(details.UserDetailList).toMatchObject([
    {
      UserName: 'alice',
      GroupList: ['team'],
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR }],
      Tags: [{ Key: 'a', Value: 'b' }],
    },
    { UserName: 'bob, jr', GroupList: [], AttachedManagedPolicies: [] },
  ]);
  expect(details.GroupDetailList).toMatchObject([{ GroupName: 'team', GroupPolicyList: [] }]);
  const [role] = details.RoleDetailList ?? [];
  expect(role).toMatchObject({ RoleName: 'server', InstanceProfileList: [], RoleLastUsed: {} });
  expect(decodeURIComponent(role?.RolePolicyList?.[0]?.PolicyDocument ?? '')).toBe(ALLOW_LIST);
  expect(details.Policies).toMatchObject([
    { PolicyName: 'own', AttachmentCount: 0, PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true }] },
    { PolicyName: 'AdministratorAccess', AttachmentCount: 1, PolicyVersionList: [{ IsDefaultVersion: true }] },
  ]);
  expect(details.IsTruncated).toBe(false);
});

test('the details are filtered by kind, and come in pages', () => {
  const { run } = withSome();
  const filtered = run(GetAccountAuthorizationDetailsCommand, { Filter: ['Role', 'LocalManagedPolicy'] });
  expect(filtered).toMatchObject({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [{}] });
  expect(filtered.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['own']);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = run(GetAccountAuthorizationDetailsCommand, { MaxItems: 2, ...(Marker && { Marker }) });
    names.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName));
    names.push(...(page.GroupDetailList ?? []).map(({ GroupName }) => GroupName));
    names.push(...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName));
    names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    Marker = page.Marker;
  } while (Marker);
  expect(names).toEqual(['alice', 'bob, jr', 'team', 'server', 'own', 'AdministratorAccess']);
});

test('the summary counts what is there beside what may be', () => {
  const { run } = withSome();
  expect(run(GetAccountSummaryCommand, {}).SummaryMap).toMatchObject({
    Users: 2,
    UsersQuota: 5000,
    Groups: 1,
    Roles: 1,
    Policies: 1,
    PolicyVersionsInUse: 1,
    AttachedPoliciesPerRoleQuota: 20,
    AccountMFAEnabled: 0,
    GlobalEndpointTokenVersion: 1,
  });
});

test('a credential report tells of each user what credentials there are', () => {
  const { run, account } = withSome();
  expect(refusal(() => run(GetCredentialReportCommand, {}))).toEqual(['ReportNotPresent', '']);
  const { AccessKeyId } = run(CreateAccessKeyCommand, { UserName: 'alice' }).AccessKey ?? {};
  run(CreateAccessKeyCommand, { UserName: 'alice' });
  run(UpdateAccessKeyCommand, { UserName: 'alice', AccessKeyId, Status: 'Inactive' }); // told after the active one
  run(CreateLoginProfileCommand, { UserName: 'alice', Password: 'correct-Horse1' });
  expect(run(GenerateCredentialReportCommand, {}).State).toBe('STARTED');
  expect(run(GenerateCredentialReportCommand, {}).State).toBe('COMPLETE');
  const { Content, ReportFormat } = run(GetCredentialReportCommand, {});
  const at = '2026-11-24T10:00:00+00:00';
  expect(ReportFormat).toBe('text/csv');
  expect(
    Buffer.from(Content ?? [])
      .toString()
      .split('\n'),
  ).toEqual([
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
    `<root_account>,arn:aws:iam::${ACCOUNT}:root,${at},not_supported,no_information,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `alice,arn:aws:iam::${ACCOUNT}:user/alice,${at},true,no_information,${at},N/A,false,true,${at},N/A,N/A,N/A,false,${at},N/A,N/A,N/A,false,N/A,false,N/A`,
    `"bob, jr","arn:aws:iam::${ACCOUNT}:user/bob, jr",${at},false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  ]);
  account.clock.advance('4h');
  expect(refusal(() => run(GetCredentialReportCommand, {}))?.[0]).toBe('ReportExpired');
});
