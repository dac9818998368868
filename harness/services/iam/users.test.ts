import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

test('a user is made with path, tags and boundary, and read back', () => {
  const { run } = createIamCalls();
  const Tags = [
    { Key: 'team', Value: 'blue' },
    { Key: 'Cost', Value: '' },
  ];
  const { User: created } = run(CreateUserCommand, {
    UserName: 'alice',
    Path: '/division/',
    Tags,
    PermissionsBoundary: ADMINISTRATOR,
  });
  const user = {
    Path: '/division/',
    UserName: 'alice',
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:user/division/alice`,
    CreateDate: NOW_IN_SECONDS,
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: ADMINISTRATOR },
  };
  expect(created).toEqual({ ...user, Tags });
  expect(run(GetUserCommand, { UserName: 'ALICE' }).User).toEqual({ ...user, Tags: Tags.toReversed() });
});

test('a listing shows neither tags nor boundary, and a user without them has no such members', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: ADMINISTRATOR });
  const [listed] = run(ListUsersCommand, {}).Users ?? [];
  expect(Object.keys(listed ?? {})).toEqual(['Path', 'UserName', 'UserId', 'Arn', 'CreateDate']);
  const { User: bob } = run(CreateUserCommand, { UserName: 'bob' });
  expect(Object.keys(bob ?? {})).toEqual(['Path', 'UserName', 'UserId', 'Arn', 'CreateDate']);
});

test('users are listed by name under a path prefix, in pages', () => {
  const { run } = createIamCalls();
  for (const name of ['carol', 'alice', 'bob']) run(CreateUserCommand, { UserName: name, Path: '/team/' });
  run(CreateUserCommand, { UserName: 'zoe' });
  const first = run(ListUsersCommand, { PathPrefix: '/te', MaxItems: 2 });
  expect(first.Users?.map(({ UserName }) => UserName)).toEqual(['alice', 'bob']);
  expect(first.IsTruncated).toBe(true);
  run(DeleteUserCommand, { UserName: 'bob' });
  const second = run(ListUsersCommand, { PathPrefix: '/te', MaxItems: 2, Marker: first.Marker });
  expect(second.Users?.map(({ UserName }) => UserName)).toEqual(['carol']);
  expect(second).toMatchObject({ IsTruncated: false });
  expect(second).not.toHaveProperty('Marker');
});

test.each(['x', '', 'WzAsImEiXQ', Buffer.from('{}').toString('base64url')])('%j is no marker', (Marker) => {
  const { run } = createIamCalls();
  expect(refusal(() => run(ListUsersCommand, { Marker }))).toEqual(['ValidationError', 'Invalid Marker.']);
});

test('a name is taken without regard to case', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  expect(refusal(() => run(CreateUserCommand, { UserName: 'Alice' }))).toEqual([
    'EntityAlreadyExists',
    'User with name Alice already exists.',
  ]);
});

test('a user that is not there cannot be found', () => {
  const { run } = createIamCalls();
  const notFound = ['NoSuchEntity', 'The user with name nobody cannot be found.'];
  for (const command of [GetUserCommand, DeleteUserCommand, UpdateUserCommand, ListUserTagsCommand])
    expect(refusal(() => run(command, { UserName: 'nobody' }))).toEqual(notFound);
});

test('a renamed user keeps its id and gets another ARN', () => {
  const { run } = createIamCalls();
  const { User: before } = run(CreateUserCommand, { UserName: 'alice' });
  run(CreateUserCommand, { UserName: 'bob' });
  run(UpdateUserCommand, { UserName: 'alice', NewUserName: 'Alice', NewPath: '/x/' });
  const { User: after } = run(GetUserCommand, { UserName: 'alice' });
  expect(after).toMatchObject({
    UserId: before?.UserId,
    UserName: 'Alice',
    Arn: `arn:aws:iam::${ACCOUNT}:user/x/Alice`,
  });
  expect(refusal(() => run(UpdateUserCommand, { UserName: 'alice', NewUserName: 'BOB' }))).toEqual([
    'EntityAlreadyExists',
    'User with name BOB already exists.',
  ]);
});

test('a rename needs the permission on the old and the new ARN', () => {
  const { needs } = createIamCalls();
  const resources = needs(UpdateUserCommand, { UserName: 'alice', NewUserName: 'bob' }).map(({ resource }) => resource);
  expect(resources).toEqual([`arn:aws:iam::${ACCOUNT}:user/alice`, `arn:aws:iam::${ACCOUNT}:user/bob`]);
});

test('what hangs on a user must go first', () => {
  const { run } = createIamCalls();
  const UserName = 'alice';
  run(CreateUserCommand, { UserName });
  const { AccessKey } = run(CreateAccessKeyCommand, { UserName });
  const conflict = (what: string) => ['DeleteConflict', `Cannot delete entity, must ${what} first.`];
  const remove = () => run(DeleteUserCommand, { UserName });
  expect(refusal(remove)).toEqual(conflict('delete access keys'));
  run(PutUserPolicyCommand, { UserName, PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  expect(refusal(remove)).toEqual(conflict('delete policies'));
  run(AttachUserPolicyCommand, { UserName, PolicyArn: ADMINISTRATOR });
  expect(refusal(remove)).toEqual(conflict('detach all policies'));
  run(DetachUserPolicyCommand, { UserName, PolicyArn: ADMINISTRATOR });
  run(DeleteAccessKeyCommand, { UserName, AccessKeyId: AccessKey?.AccessKeyId });
  expect(refusal(remove)).toEqual(conflict('delete policies'));
});

test('GetUser without a name is about the caller', () => {
  const { account, run, as } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  const user = account.users.named('alice');
  if (!user) throw new TypeError('`alice` was not made');
  const alice = as({ kind: 'user', account, user, accessKeyId: 'AKIA1' });
  expect(alice.needs(GetUserCommand, {})).toMatchObject([{ resource: user.arn }]);
  expect(alice.run(GetUserCommand, {}).User).toMatchObject({ UserName: 'alice' });
});

test('GetUser without a name answers the root user with its account', () => {
  const { User } = createIamCalls().run(GetUserCommand, {});
  expect(User).toEqual({ UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root`, CreateDate: NOW_IN_SECONDS });
});

test('a tag given to CreateUser needs iam:TagUser as well, and no tag needs nothing more', () => {
  const { needs } = createIamCalls();
  const requestTags = [{ Key: 'team', Value: 'blue' }];
  const resource = `arn:aws:iam::${ACCOUNT}:user/x/alice`;
  expect(needs(CreateUserCommand, { UserName: 'alice', Path: '/x/', Tags: requestTags })).toEqual([
    { resource, requestTags, keys: { 'iam:PermissionsBoundary': undefined } },
    { action: 'iam:TagUser', resource, requestTags },
  ]);
  expect(needs(CreateUserCommand, { UserName: 'alice' })).toHaveLength(1);
});

test('tag keys of users are compared without case, and the case of the last one is kept', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice', Tags: [{ Key: 'Team', Value: 'blue' }] });
  run(TagUserCommand, {
    UserName: 'alice',
    Tags: [
      { Key: 'team', Value: 'red' },
      { Key: 'A', Value: '1' },
    ],
  });
  expect(run(ListUserTagsCommand, { UserName: 'alice' })).toEqual({
    Tags: [
      { Key: 'A', Value: '1' },
      { Key: 'team', Value: 'red' },
    ],
    IsTruncated: false,
  });
  run(UntagUserCommand, { UserName: 'alice', TagKeys: ['TEAM', 'none'] });
  expect(run(ListUserTagsCommand, { UserName: 'alice' }).Tags).toEqual([{ Key: 'A', Value: '1' }]);
});

test('tags are refused when they repeat a key, are AWS-only, or are more than 50', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice', Tags: numbered('a', 50) });
  const tag = (...keys: readonly string[]) =>
    refusal(() => run(TagUserCommand, { UserName: 'alice', Tags: keys.map((Key) => ({ Key, Value: '' })) }));
  expect(tag('x', 'X')).toEqual([
    'InvalidInput',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ]);
  expect(tag('AWS:x')?.[0]).toBe('InvalidInput');
  expect(tag('one-more')).toEqual(['LimitExceeded', 'The number of tags has reached the maximum limit.']);
  expect(tag('A1')).toBeUndefined();
});

test('an account holds 5,000 users', () => {
  const { account, run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'user-0' });
  const [first] = account.users.sorted();
  for (let i = 1; first && i < 5000; i++) account.users.put({ ...first, id: `AIDA${i}`, name: `user-${i}` });
  expect(refusal(() => run(CreateUserCommand, { UserName: 'one-more' }))).toEqual([
    'LimitExceeded',
    'Cannot exceed quota for UsersPerAccount: 5000',
  ]);
});

function numbered(prefix: string, count: number) {
  return Array.from({ length: count }, (_, i) => ({ Key: `${prefix}${i}`, Value: '' }));
}
