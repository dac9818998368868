import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, NOW_IN_SECONDS, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { encodeDocument } from './documents.js';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const TRUST = trusting(ACCOUNT);
const BASIC = ['Path', 'RoleName', 'RoleId', 'Arn', 'CreateDate', 'AssumeRolePolicyDocument'];

const withRole = (RoleName = 'ci') => {
  const calls = createIamCalls();
  calls.run(CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: TRUST });
  return calls;
};

const serviceLinked = () => {
  const calls = withRole('AWSServiceRoleForECS');
  const role = calls.account.roles.named('AWSServiceRoleForECS');
  if (role) calls.account.roles.put({ ...role, path: '/aws-service-role/ecs.amazonaws.com/' });
  return calls;
};

test('a role is made with all its members; CreateRole answers without description and duration', () => {
  const { run } = createIamCalls();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  const { Role: created } = run(CreateRoleCommand, {
    RoleName: 'ci',
    Path: '/x/',
    AssumeRolePolicyDocument: TRUST,
    Description: 'builds',
    MaxSessionDuration: 7200,
    PermissionsBoundary: ADMINISTRATOR,
    Tags,
  });
  const always = {
    Path: '/x/',
    RoleName: 'ci',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:role/x/ci`,
    CreateDate: NOW_IN_SECONDS,
    AssumeRolePolicyDocument: encodeDocument(TRUST),
  };
  const rest = {
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: ADMINISTRATOR },
    Tags,
  };
  expect(created).toEqual({ ...always, ...rest });
  const listed = { ...always, Description: 'builds', MaxSessionDuration: 7200 };
  expect(run(GetRoleCommand, { RoleName: 'CI' }).Role).toEqual({ ...listed, ...rest, RoleLastUsed: {} });
  expect(run(ListRolesCommand, {})).toEqual({ Roles: [listed], IsTruncated: false });
});

test('a plain role has no member that it does not need, and a duration of an hour', () => {
  const { run } = withRole();
  const { Role } = run(GetRoleCommand, { RoleName: 'ci' });
  expect(Object.keys(Role ?? {})).toEqual([...BASIC, 'MaxSessionDuration', 'RoleLastUsed']);
  expect(Role?.MaxSessionDuration).toBe(3600);
});

test('the last use of a role is told by GetRole', () => {
  const { account, accounts, run } = withRole();
  const role = account.roles.named('ci');
  if (!role) throw new TypeError('`ci` was not made');
  const session = account.sessions.open({ role, sessionName: 's', durationSeconds: 900 });
  const caller = { kind: 'assumed-role', account, session, accessKeyId: session.accessKeyId } as const;
  accounts.recordUse(caller, { region: 'eu-west-1', serviceName: 's3' });
  expect(run(GetRoleCommand, { RoleName: 'ci' }).Role?.RoleLastUsed).toEqual({
    LastUsedDate: NOW_IN_SECONDS,
    Region: 'eu-west-1',
  });
});

test('policy documents are encoded by RFC 3986', () => {
  expect(encodeDocument(`{"a":"!'()* ~é"}`)).toBe('%7B%22a%22%3A%22%21%27%28%29%2A%20~%C3%A9%22%7D');
});

test('UpdateRole leaves out what is not given', () => {
  const { run } = withRole();
  run(UpdateRoleCommand, { RoleName: 'ci', Description: 'one', MaxSessionDuration: 7200 });
  run(UpdateRoleCommand, { RoleName: 'ci' });
  expect(run(GetRoleCommand, { RoleName: 'ci' }).Role).toMatchObject({ Description: 'one', MaxSessionDuration: 7200 });
  const { Role } = run(UpdateRoleDescriptionCommand, { RoleName: 'ci', Description: 'two' });
  expect(Object.keys(Role ?? {})).toEqual([...BASIC, 'Description']);
  expect(Role?.Description).toBe('two');
});

test('a trust policy that names a user must name one that exists', () => {
  const { run } = createIamCalls();
  const unknown = ['MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${ALICE}"`];
  const create = () => run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ACCOUNT, ALICE) });
  expect(refusal(create)).toEqual(unknown);
  run(CreateUserCommand, { UserName: 'alice' });
  expect(refusal(create)).toBeUndefined();
  run(DeleteUserCommand, { UserName: 'alice' });
  const update = { RoleName: 'ci', PolicyDocument: trusting(ALICE) };
  expect(refusal(() => run(UpdateAssumeRolePolicyCommand, update))).toEqual(unknown);
});

test('the trust policy names a renamed user anew, a deleted one by its id, and no namesake', () => {
  const { account, run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  const id = account.users.named('alice')?.id ?? '';
  run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ALICE) });
  const trust = () => decodeURIComponent(run(GetRoleCommand, { RoleName: 'ci' }).Role?.AssumeRolePolicyDocument ?? '');
  expect(trust()).toBe(trusting(ALICE));
  run(UpdateUserCommand, { UserName: 'alice', NewUserName: 'alicia' });
  expect(trust()).toBe(trusting(`${ALICE.slice(0, -5)}alicia`));
  run(DeleteUserCommand, { UserName: 'alicia' });
  run(CreateUserCommand, { UserName: 'alice' });
  expect(trust()).toBe(trusting(id));
  const again = { RoleName: 'ci', PolicyDocument: trusting(id) };
  expect(refusal(() => run(UpdateAssumeRolePolicyCommand, again))).toEqual([
    'MalformedPolicyDocument',
    `Invalid principal in policy: "AWS":"${id}"`,
  ]);
});

test('a trust policy is refused when it is no JSON or too long', () => {
  const { run } = withRole();
  const update = (PolicyDocument: string) =>
    refusal(() => run(UpdateAssumeRolePolicyCommand, { RoleName: 'ci', PolicyDocument }));
  expect(update('{')).toEqual(['MalformedPolicyDocument', 'This policy contains invalid Json']);
  const accounts = Array.from({ length: 150 }, (_, i) => `${100_000_000_000 + i}`);
  expect(update(trusting(...accounts))).toEqual(['LimitExceeded', 'Cannot exceed quota for ACLSizePerRole: 2048']);
  expect(update(JSON.stringify(JSON.parse(TRUST), undefined, 400))).toBeUndefined();
});

test('a role name is taken without regard to case, and a missing role cannot be found', () => {
  const { run } = withRole();
  const input = { RoleName: 'CI', AssumeRolePolicyDocument: TRUST };
  expect(refusal(() => run(CreateRoleCommand, input))).toEqual([
    'EntityAlreadyExists',
    'Role with name CI already exists.',
  ]);
  const notFound = ['NoSuchEntity', 'The role with name none cannot be found.'];
  for (const command of [GetRoleCommand, DeleteRoleCommand, UpdateRoleCommand, ListRoleTagsCommand])
    expect(refusal(() => run(command, { RoleName: 'none' }))).toEqual(notFound);
});

test('what hangs on a role must go first', () => {
  const { account, run } = withRole();
  run(PutRolePolicyCommand, { RoleName: 'ci', PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  const remove = () => run(DeleteRoleCommand, { RoleName: 'ci' });
  expect(refusal(remove)).toEqual(['DeleteConflict', 'Cannot delete entity, must delete policies first.']);
  run(AttachRolePolicyCommand, { RoleName: 'ci', PolicyArn: ADMINISTRATOR });
  expect(refusal(remove)).toEqual(['DeleteConflict', 'Cannot delete entity, must detach all policies first.']);
  expect(account.roles.size).toBe(1);
});

test('the path of service-linked roles is theirs alone, and such a role is changed by AWS only', () => {
  const { run } = serviceLinked();
  const input = { RoleName: 'mine', Path: '/aws-service-role/x/', AssumeRolePolicyDocument: TRUST };
  expect(refusal(() => run(CreateRoleCommand, input))).toEqual([
    'InvalidInput',
    "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
  ]);
  const RoleName = 'AWSServiceRoleForECS';
  const unmodifiable = [
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
  ];
  expect(refusal(() => run(DeleteRoleCommand, { RoleName }))).toEqual(unmodifiable);
  expect(refusal(() => run(UpdateRoleCommand, { RoleName, MaxSessionDuration: 7200 }))).toEqual(unmodifiable);
  expect(refusal(() => run(AttachRolePolicyCommand, { RoleName, PolicyArn: ADMINISTRATOR }))).toEqual(unmodifiable);
});

test('tags of roles are compared without case', () => {
  const { run } = withRole();
  run(TagRoleCommand, { RoleName: 'ci', Tags: [{ Key: 'Team', Value: 'blue' }] });
  run(TagRoleCommand, { RoleName: 'ci', Tags: [{ Key: 'team', Value: 'red' }] });
  expect(run(ListRoleTagsCommand, { RoleName: 'ci' })).toEqual({
    Tags: [{ Key: 'team', Value: 'red' }],
    IsTruncated: false,
  });
  run(UntagRoleCommand, { RoleName: 'ci', TagKeys: ['TEAM'] });
  expect(run(ListRoleTagsCommand, { RoleName: 'ci' }).Tags).toEqual([]);
});

test('a tag given to CreateRole needs iam:TagRole as well', () => {
  const { needs } = createIamCalls();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  const [create, tag] = needs(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: TRUST, Tags });
  expect(create).toMatchObject({ resource: `arn:aws:iam::${ACCOUNT}:role/ci`, requestTags: Tags });
  expect(tag).toEqual({ action: 'iam:TagRole', resource: `arn:aws:iam::${ACCOUNT}:role/ci`, requestTags: Tags });
});

test('listings are authorized on the path prefix', () => {
  const { needs } = createIamCalls();
  expect(needs(ListRolesCommand, {})).toEqual([{ resource: `arn:aws:iam::${ACCOUNT}:role/` }]);
  expect(needs(ListRolesCommand, { PathPrefix: '/x/' })).toEqual([{ resource: `arn:aws:iam::${ACCOUNT}:role/x/` }]);
});
