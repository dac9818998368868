import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  PutRolePermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  ALLOW_ALL,
  ALLOW_LIST,
  createIamCalls,
  NOW_IN_SECONDS,
  OTHER_ACCOUNT,
  trusting,
} from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { encodeDocument } from './documents.js';

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/list`;
const MISSING = `arn:aws:iam::${ACCOUNT}:policy/missing`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const CHANGE_PASSWORD = 'arn:aws:iam::aws:policy/IAMUserChangePassword';

const withPolicy = () => {
  const calls = createIamCalls();
  const input = { PolicyName: 'list', PolicyDocument: ALLOW_LIST, Description: 'lists buckets' };
  return { ...calls, created: calls.run(CreatePolicyCommand, input).Policy };
};

test('a policy is made; only GetPolicy tells its description and tags', () => {
  const { created, run } = withPolicy();
  const listed = {
    PolicyName: 'list',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Arn: POLICY,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: NOW_IN_SECONDS,
    UpdateDate: NOW_IN_SECONDS,
  };
  expect(created).toEqual(listed);
  expect(run(ListPoliciesCommand, { Scope: 'Local' })).toEqual({ Policies: [listed], IsTruncated: false });
  const full = { ...listed, Description: 'lists buckets', Tags: [] };
  expect(run(GetPolicyCommand, { PolicyArn: POLICY }).Policy).toEqual(full);
});

test('an AWS managed policy is read like any other, with a stable id', () => {
  const { run } = createIamCalls();
  const { Policy } = run(GetPolicyCommand, { PolicyArn: CHANGE_PASSWORD });
  expect(Policy).toMatchObject({
    PolicyName: 'IAMUserChangePassword',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    DefaultVersionId: 'v5',
    CreateDate: new Date('2015-02-06T18:39:46Z'),
    Tags: [],
  });
  expect(createIamCalls().run(GetPolicyCommand, { PolicyArn: CHANGE_PASSWORD }).Policy).toEqual(Policy);
  expect(run(GetPolicyVersionCommand, { PolicyArn: CHANGE_PASSWORD, VersionId: 'v5' }).PolicyVersion).toMatchObject({
    Document: encodeDocument(ALLOW_ALL),
    IsDefaultVersion: true,
  });
  expect(run(ListPolicyVersionsCommand, { PolicyArn: CHANGE_PASSWORD }).Versions).toHaveLength(1);
});

test('an older version of an AWS managed policy is not known here, a newer one is not there', () => {
  const { run } = createIamCalls();
  const get = (VersionId: string) =>
    refusal(() => run(GetPolicyVersionCommand, { PolicyArn: CHANGE_PASSWORD, VersionId }));
  expect(get('v4')?.[0]).toBe('NotImplemented');
  expect(get('v6')).toEqual([
    'NoSuchEntity',
    `Policy ${CHANGE_PASSWORD} version v6 does not exist or is not attachable.`,
  ]);
});

test('a name is taken without regard to case or path', () => {
  const { run } = withPolicy();
  const input = { PolicyName: 'LIST', Path: '/x/', PolicyDocument: ALLOW_LIST };
  expect(refusal(() => run(CreatePolicyCommand, input))).toEqual([
    'EntityAlreadyExists',
    'A policy called LIST already exists. Duplicate names are not allowed.',
  ]);
});

test('a document is refused when it is malformed or has more than 6,144 characters besides white space', () => {
  const { run } = withPolicy();
  const create = (PolicyDocument: string) =>
    refusal(() => run(CreatePolicyCommand, { PolicyName: 'other', PolicyDocument }));
  expect(create('nonsense')).toEqual(['MalformedPolicyDocument', 'Syntax errors in policy.']);
  const Action = Array.from({ length: 500 }, (_, i) => `s3:Action${i}`);
  const long = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  expect(create(long)).toEqual(['LimitExceeded', 'Cannot exceed quota for PolicySize: 6144']);
  expect(create(ALLOW_LIST.replace('[', `[${' '.repeat(7000)}`))).toBeUndefined();
});

test('listings select by scope, path, attachment and use', () => {
  const { run } = withPolicy();
  run(CreatePolicyCommand, { PolicyName: 'deep', Path: '/x/', PolicyDocument: ALLOW_LIST });
  run(CreateUserCommand, { UserName: 'alice', PermissionsBoundary: ADMINISTRATOR });
  run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: POLICY });
  const list = (input: object) => run(ListPoliciesCommand, input).Policies?.map(({ PolicyName }) => PolicyName);
  expect(list({})).toEqual([
    'deep',
    'list',
    'AdministratorAccess',
    'AmazonECSServiceRolePolicy',
    'IAMUserChangePassword',
  ]);
  expect(list({ Scope: 'AWS', PathPrefix: '/aws-service-role/' })).toEqual(['AmazonECSServiceRolePolicy']);
  expect(list({ Scope: 'Local', PathPrefix: '/x/' })).toEqual(['deep']);
  expect(list({ OnlyAttached: true })).toEqual(['list']);
  expect(list({ PolicyUsageFilter: 'PermissionsPolicy' })).toEqual(['list']);
  expect(list({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['AdministratorAccess']);
});

test('versions are listed newest first, five at most, and their numbers do not come again', () => {
  const { run } = withPolicy();
  const create = (SetAsDefault = false) =>
    run(CreatePolicyVersionCommand, { PolicyArn: POLICY, PolicyDocument: ALLOW_ALL, SetAsDefault }).PolicyVersion;
  expect(create(true)).toEqual({ VersionId: 'v2', IsDefaultVersion: true, CreateDate: NOW_IN_SECONDS });
  for (let i = 0; i < 3; i++) create();
  expect(refusal(create)).toEqual([
    'LimitExceeded',
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  ]);
  run(DeletePolicyVersionCommand, { PolicyArn: POLICY, VersionId: 'v5' });
  expect(create()).toMatchObject({ VersionId: 'v6', IsDefaultVersion: false });
  const { Versions } = run(ListPolicyVersionsCommand, { PolicyArn: POLICY, MaxItems: 2 });
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v4']);
  expect(Versions?.[0]).not.toHaveProperty('Document');
});

test('the default version is in force, cannot be deleted, and can be another', () => {
  const { account, run } = withPolicy();
  run(CreatePolicyVersionCommand, { PolicyArn: POLICY, PolicyDocument: ALLOW_ALL });
  const remove = (VersionId: string) =>
    refusal(() => run(DeletePolicyVersionCommand, { PolicyArn: POLICY, VersionId }));
  expect(remove('v1')).toEqual(['DeleteConflict', 'Cannot delete the default version of a policy.']);
  run(SetDefaultPolicyVersionCommand, { PolicyArn: POLICY, VersionId: 'v2' });
  expect(run(GetPolicyCommand, { PolicyArn: POLICY }).Policy?.DefaultVersionId).toBe('v2');
  expect(run(GetPolicyVersionCommand, { PolicyArn: POLICY, VersionId: 'v2' }).PolicyVersion).toEqual({
    Document: encodeDocument(ALLOW_ALL),
    VersionId: 'v2',
    IsDefaultVersion: true,
    CreateDate: NOW_IN_SECONDS,
  });
  expect(remove('v1')).toBeUndefined();
  expect(account.policies.named('list')?.versions).toHaveLength(1);
});

test('what is not there is told in the words of the operation', () => {
  const { run } = withPolicy();
  const missing = { PolicyArn: MISSING };
  const notFound = ['NoSuchEntity', `Policy ${MISSING} was not found.`];
  expect(refusal(() => run(GetPolicyCommand, missing))).toEqual(notFound);
  expect(refusal(() => run(DeletePolicyCommand, missing))).toEqual(notFound);
  expect(refusal(() => run(TagPolicyCommand, { ...missing, Tags: [] }))).toEqual(notFound);
  expect(refusal(() => run(UntagPolicyCommand, { ...missing, TagKeys: [] }))).toEqual(notFound);
  expect(refusal(() => run(ListPolicyTagsCommand, missing))).toEqual(notFound);
  expect(refusal(() => run(ListEntitiesForPolicyCommand, missing))).toEqual([
    'NoSuchEntity',
    `Policy ${MISSING} does not exist or is not attachable.`,
  ]);
  for (const command of [GetPolicyVersionCommand, DeletePolicyVersionCommand, SetDefaultPolicyVersionCommand]) {
    const version = (PolicyArn: string) => refusal(() => run(command, { PolicyArn, VersionId: 'v9' }));
    const noVersion = (arn: string) => [
      'NoSuchEntity',
      `Policy ${arn} version v9 does not exist or is not attachable.`,
    ];
    expect(version(MISSING)).toEqual(noVersion(MISSING));
    expect(version(POLICY)).toEqual(noVersion(POLICY));
  }
});

test.each(['list', `arn:aws:iam::${ACCOUNT}:role/list`, 'arn:aws:s3:::bucket/with/policy/list'])(
  '%s is no ARN of a policy',
  (PolicyArn) => {
    const { needs } = withPolicy();
    expect(refusal(() => needs(GetPolicyCommand, { PolicyArn }))).toEqual([
      'ValidationError',
      `ARN ${PolicyArn} is not valid.`,
    ]);
  },
);

test('a policy goes only when it is used nowhere and has one version', () => {
  const { account, run } = withPolicy();
  run(CreateUserCommand, { UserName: 'alice' });
  run(CreatePolicyVersionCommand, { PolicyArn: POLICY, PolicyDocument: ALLOW_ALL });
  run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: POLICY });
  const remove = () => run(DeletePolicyCommand, { PolicyArn: POLICY });
  expect(refusal(remove)).toEqual(['DeleteConflict', 'Cannot delete a policy attached to entities.']);
  run(DetachUserPolicyCommand, { UserName: 'alice', PolicyArn: POLICY });
  expect(refusal(remove)).toEqual([
    'DeleteConflict',
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  ]);
  run(DeletePolicyVersionCommand, { PolicyArn: POLICY, VersionId: 'v2' });
  remove();
  expect(account.policies.size).toBe(0);
});

test('tag keys of policies are compared with their case', () => {
  const { run } = withPolicy();
  const tags = [
    { Key: 'a', Value: 'lower' },
    { Key: 'A', Value: 'upper' },
  ];
  run(TagPolicyCommand, { PolicyArn: POLICY, Tags: tags });
  expect(run(ListPolicyTagsCommand, { PolicyArn: POLICY }).Tags).toEqual(tags.toReversed());
  run(UntagPolicyCommand, { PolicyArn: POLICY, TagKeys: ['a'] });
  expect(run(ListPolicyTagsCommand, { PolicyArn: POLICY }).Tags).toEqual([{ Key: 'A', Value: 'upper' }]);
  const twice = { PolicyArn: POLICY, Tags: [tags[0], tags[0]].flatMap((tag) => tag ?? []) };
  expect(refusal(() => run(TagPolicyCommand, twice))).toEqual(['InvalidInput', 'Duplicate tag keys found.']);
});

test('the holders of a policy are listed by kind, path and use', () => {
  const { run } = withPolicy();
  run(CreateUserCommand, { UserName: 'alice' });
  run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: POLICY });
  run(CreateRoleCommand, { RoleName: 'ci', Path: '/x/', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  run(PutRolePermissionsBoundaryCommand, { RoleName: 'ci', PermissionsBoundary: POLICY });
  const list = (input: object) => {
    const answer = run(ListEntitiesForPolicyCommand, { PolicyArn: POLICY, ...input });
    return [...(answer.PolicyUsers ?? []), ...(answer.PolicyRoles ?? []), ...(answer.PolicyGroups ?? [])].map(
      (holder) => ('UserName' in holder ? holder.UserName : 'RoleName' in holder ? holder.RoleName : undefined),
    );
  };
  expect(list({})).toEqual(['alice', 'ci']);
  expect(list({ EntityFilter: 'Role' })).toEqual(['ci']);
  expect(list({ EntityFilter: 'LocalManagedPolicy' })).toEqual([]);
  expect(list({ PathPrefix: '/x/' })).toEqual(['ci']);
  expect(list({ PolicyUsageFilter: 'PermissionsPolicy' })).toEqual(['alice']);
  expect(list({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['ci']);
  expect(list({ MaxItems: 1 })).toEqual(['alice']);
});

/** As recorded on AWS of an administrator: https://github.com/localstack/localstack/pull/13720 */
function outside(change: string) {
  return ['AccessDenied', `Cannot ${change} outside your own account.`];
}

test("AWS's policies may be read by everyone and changed by no customer, another account's policies neither", () => {
  const { needs, run } = createIamCalls();
  const foreign = `arn:aws:iam::${OTHER_ACCOUNT}:policy/list`;
  expect(needs(GetPolicyCommand, { PolicyArn: ADMINISTRATOR })[0]?.resourceAccount).toBe(ACCOUNT);
  expect(needs(GetPolicyCommand, { PolicyArn: foreign })[0]?.resourceAccount).toBe(OTHER_ACCOUNT);
  for (const PolicyArn of [ADMINISTRATOR, foreign]) {
    expect(needs(TagPolicyCommand, { PolicyArn, Tags: [] })[0]?.resourceAccount).not.toBe(ACCOUNT);
    const version = { PolicyArn, VersionId: 'v2' };
    expect(refusal(() => run(DeletePolicyCommand, version))).toEqual(outside('delete policies'));
    expect(refusal(() => run(SetDefaultPolicyVersionCommand, version))).toEqual(outside('update policies'));
    expect(refusal(() => run(DeletePolicyVersionCommand, version))).toEqual(
      outside('delete policy versions for policies'),
    );
  }
});

test('a tag given to CreatePolicy needs iam:TagPolicy as well', () => {
  const { needs } = createIamCalls();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  expect(needs(CreatePolicyCommand, { PolicyName: 'list', PolicyDocument: ALLOW_LIST, Tags })).toEqual([
    { resource: POLICY, requestTags: Tags },
    { action: 'iam:TagPolicy', resource: POLICY, requestTags: Tags },
  ]);
});
