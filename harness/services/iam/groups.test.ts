import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const conflict = (what: string) => ['DeleteConflict', `Cannot delete entity, must ${what} first.`];

test('a group is made, read with its users, and listed', () => {
  const { run } = createIamCalls();
  const { Group } = run(CreateGroupCommand, { GroupName: 'admins', Path: '/x/' });
  expect(Group).toEqual({
    Path: '/x/',
    GroupName: 'admins',
    GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:group/x/admins`,
    CreateDate: NOW_IN_SECONDS,
  });
  expect(run(GetGroupCommand, { GroupName: 'ADMINS' })).toEqual({ Group, Users: [], IsTruncated: false });
  expect(run(ListGroupsCommand, { PathPrefix: '/x/' })).toEqual({ Groups: [Group], IsTruncated: false });
  expect(run(ListGroupsCommand, { PathPrefix: '/y/' }).Groups).toEqual([]);
});

test('users join once, leave, and are shown in pages', () => {
  const { run } = createIamCalls();
  run(CreateGroupCommand, { GroupName: 'admins' });
  for (const UserName of ['bob', 'alice']) {
    run(CreateUserCommand, { UserName });
    run(AddUserToGroupCommand, { GroupName: 'admins', UserName });
    run(AddUserToGroupCommand, { GroupName: 'admins', UserName });
  }
  const first = run(GetGroupCommand, { GroupName: 'admins', MaxItems: 1 });
  expect(first).toMatchObject({ Users: [{ UserName: 'alice' }], IsTruncated: true });
  const second = run(GetGroupCommand, { GroupName: 'admins', Marker: first.Marker });
  expect(second).toMatchObject({ Users: [{ UserName: 'bob' }], IsTruncated: false });
  expect(run(ListGroupsForUserCommand, { UserName: 'bob' }).Groups).toMatchObject([{ GroupName: 'admins' }]);
  run(RemoveUserFromGroupCommand, { GroupName: 'admins', UserName: 'bob' });
  run(RemoveUserFromGroupCommand, { GroupName: 'admins', UserName: 'bob' });
  expect(run(ListGroupsForUserCommand, { UserName: 'bob' })).toEqual({ Groups: [], IsTruncated: false });
});

test('the group is what joining and leaving are authorized on', () => {
  const { needs } = createIamCalls();
  const resource = `arn:aws:iam::${ACCOUNT}:group/admins`;
  const input = { GroupName: 'admins', UserName: 'alice' };
  expect(needs(AddUserToGroupCommand, input)).toMatchObject([{ resource }]);
  expect(needs(RemoveUserFromGroupCommand, input)).toMatchObject([{ resource }]);
});

test('a missing user is told of before a missing group', () => {
  const { run } = createIamCalls();
  const input = { GroupName: 'nothing', UserName: 'nobody' };
  for (const command of [AddUserToGroupCommand, RemoveUserFromGroupCommand])
    expect(refusal(() => run(command, input))).toEqual(['NoSuchEntity', 'The user with name nobody cannot be found.']);
  run(CreateUserCommand, { UserName: 'nobody' });
  for (const command of [AddUserToGroupCommand, RemoveUserFromGroupCommand])
    expect(refusal(() => run(command, input))).toEqual([
      'NoSuchEntity',
      'The group with name nothing cannot be found.',
    ]);
});

test('a user is in ten groups at most', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  for (let i = 0; i <= 10; i++) run(CreateGroupCommand, { GroupName: `group-${i}` });
  const join = (i: number) => run(AddUserToGroupCommand, { GroupName: `group-${i}`, UserName: 'alice' });
  for (let i = 0; i < 10; i++) join(i);
  expect(refusal(() => join(10))).toEqual(['LimitExceeded', 'Cannot exceed quota for GroupsPerUser: 10']);
});

test('a group keeps its users and policies when it is renamed', () => {
  const { run } = createIamCalls();
  run(CreateGroupCommand, { GroupName: 'admins' });
  run(CreateGroupCommand, { GroupName: 'others' });
  run(CreateUserCommand, { UserName: 'alice' });
  run(AddUserToGroupCommand, { GroupName: 'admins', UserName: 'alice' });
  run(UpdateGroupCommand, { GroupName: 'admins', NewGroupName: 'owners', NewPath: '/x/' });
  expect(run(GetGroupCommand, { GroupName: 'owners' })).toMatchObject({
    Group: { Arn: `arn:aws:iam::${ACCOUNT}:group/x/owners` },
    Users: [{ UserName: 'alice' }],
  });
  expect(refusal(() => run(GetGroupCommand, { GroupName: 'admins' }))?.[0]).toBe('NoSuchEntity');
  expect(refusal(() => run(UpdateGroupCommand, { GroupName: 'owners', NewGroupName: 'Others' }))).toEqual([
    'EntityAlreadyExists',
    'Group with name Others already exists.',
  ]);
  expect(refusal(() => run(CreateGroupCommand, { GroupName: 'OWNERS' }))).toEqual([
    'EntityAlreadyExists',
    'Group with name OWNERS already exists.',
  ]);
});

test('a group goes only when it is empty, and a user only out of groups', () => {
  const { run } = createIamCalls();
  const GroupName = 'admins';
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  run(CreateGroupCommand, { GroupName });
  run(CreateUserCommand, { UserName: 'alice' });
  run(AddUserToGroupCommand, { GroupName, UserName: 'alice' });
  run(PutGroupPolicyCommand, { GroupName, PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  run(AttachGroupPolicyCommand, { GroupName, PolicyArn });
  const remove = () => run(DeleteGroupCommand, { GroupName });
  expect(refusal(() => run(DeleteUserCommand, { UserName: 'alice' }))).toEqual(conflict('remove users from group'));
  expect(refusal(remove)).toEqual(conflict('remove users from group'));
  run(RemoveUserFromGroupCommand, { GroupName, UserName: 'alice' });
  expect(refusal(remove)).toEqual(conflict('detach all policies'));
  run(DetachGroupPolicyCommand, { GroupName, PolicyArn });
  expect(refusal(remove)).toEqual(conflict('delete policies'));
});
