import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, type IamCalls, trusting } from '../../fixtures/iam-calls.js';
import {
  ALICE,
  aliceMayList,
  beforeAndAfter,
  callerOf,
  LATE,
  LATE_NO_MORE,
  LIST,
  newKey,
  POLICY,
  setUp,
  UserName,
} from './propagation.fixture.js';

describe('a key', () => {
  test('that is new signs after the delay', () => {
    const calls = setUp();
    const key = newKey(calls);
    expect(beforeAndAfter(calls, () => callerOf(calls, key)?.kind)).toEqual([undefined, 'user']);
  });

  test('that was deleted signs until then, and is listed no more at once', () => {
    const calls = setUp('off');
    const key = newKey(calls);
    calls.account.propagation.set('4s');
    calls.run(DeleteAccessKeyCommand, { UserName, AccessKeyId: key });
    expect(calls.run(ListAccessKeysCommand, { UserName }).AccessKeyMetadata).toEqual([]);
    expect(beforeAndAfter(calls, () => callerOf(calls, key)?.kind)).toEqual(['user', undefined]);
    expect(calls.accounts.ownerOfKey(key)).toBeUndefined();
  });

  test('that was made inactive signs until then', () => {
    const calls = setUp('off');
    const key = newKey(calls);
    calls.account.propagation.set('4s');
    calls.run(UpdateAccessKeyCommand, { UserName, AccessKeyId: key, Status: 'Inactive' });
    expect(beforeAndAfter(calls, () => callerOf(calls, key)?.kind)).toEqual(['user', undefined]);
  });

  test('of a deleted user signs until then; who reads about itself finds nothing', () => {
    const calls = setUp('off');
    const key = newKey(calls);
    calls.account.propagation.set('4s');
    calls.run(DeleteAccessKeyCommand, { UserName, AccessKeyId: key });
    calls.run(DeleteUserCommand, { UserName });
    const caller = callerOf(calls, key) ?? { kind: 'anonymous' };
    expect(() => calls.as(caller).run(GetUserCommand, {})).toThrow('The user with name alice cannot be found.');
    expect(beforeAndAfter(calls, () => callerOf(calls, key)?.kind)).toEqual(['user', undefined]);
  });
});

describe('a permission', () => {
  test.each<[string, (calls: IamCalls) => unknown]>([
    ['an inline policy', ({ run }) => run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST })],
    ['an attachment', ({ run }) => run(AttachUserPolicyCommand, { UserName, PolicyArn: POLICY })],
    [
      'a group, its policy and its member',
      ({ run }) => {
        run(CreateGroupCommand, { GroupName: 'listers' });
        run(PutGroupPolicyCommand, { GroupName: 'listers', PolicyName: 'list', PolicyDocument: ALLOW_LIST });
        run(AddUserToGroupCommand, { GroupName: 'listers', UserName });
      },
    ],
  ])('by %s counts after the delay', (_, give) => {
    const calls = setUp();
    give(calls);
    expect(aliceMayList(calls)).toBe(false);
    expect(beforeAndAfter(calls, () => aliceMayList(calls))).toEqual(LATE);
  });

  test.each<[string, (calls: IamCalls) => unknown, (calls: IamCalls) => unknown]>([
    [
      'a deleted inline policy',
      ({ run }) => run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST }),
      ({ run }) => run(DeleteUserPolicyCommand, LIST),
    ],
    [
      'a membership that ended',
      ({ run }) => {
        run(CreateGroupCommand, { GroupName: 'listers' });
        run(PutGroupPolicyCommand, { GroupName: 'listers', PolicyName: 'list', PolicyDocument: ALLOW_LIST });
        run(AddUserToGroupCommand, { GroupName: 'listers', UserName });
      },
      ({ run }) => run(RemoveUserFromGroupCommand, { GroupName: 'listers', UserName }),
    ],
    [
      'a new default version',
      ({ run }) => run(AttachUserPolicyCommand, { UserName, PolicyArn: POLICY }),
      ({ run }) =>
        run(CreatePolicyVersionCommand, {
          PolicyArn: POLICY,
          PolicyDocument: ALLOW_LIST.replace('Allow', 'Deny'),
          SetAsDefault: true,
        }),
    ],
    [
      'a boundary without it',
      ({ run }) => {
        run(AttachUserPolicyCommand, { UserName, PolicyArn: POLICY });
        run(CreatePolicyCommand, { PolicyName: 'bound', PolicyDocument: ALLOW_LIST.replace('s3:List', 's3:Get') });
      },
      ({ run }) =>
        run(PutUserPermissionsBoundaryCommand, { UserName, PermissionsBoundary: POLICY.replace('list', 'bound') }),
    ],
  ])('goes with %s after the delay', (_, give, take) => {
    const calls = setUp('off');
    give(calls);
    calls.account.propagation.set('4s');
    take(calls);
    expect(aliceMayList(calls)).toBe(true);
    expect(beforeAndAfter(calls, () => aliceMayList(calls))).toEqual(LATE_NO_MORE);
  });

  test('is read as it was written, at once', () => {
    const calls = setUp();
    calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
    expect(calls.run(GetUserPolicyCommand, LIST).PolicyName).toBe('list');
    expect(calls.run(GetUserCommand, { UserName }).User?.UserName).toBe(UserName);
  });

  test('by a tag counts after the delay', () => {
    const calls = setUp();
    calls.run(TagUserCommand, { UserName, Tags: [{ Key: 'team', Value: 'a' }] });
    const tags = () => calls.needs(GetUserCommand, { UserName })[0]?.resourceTags?.length;
    expect(beforeAndAfter(calls, tags)).toEqual([0, 1]);
  });
});

describe('a principal', () => {
  const bob = { RoleName: 'bob', AssumeRolePolicyDocument: trusting(`arn:aws:iam::${ACCOUNT}:user/bob`) };

  test('that is new is invalid in a trust policy until the delay is over', () => {
    const calls = setUp();
    calls.run(CreateUserCommand, { UserName: 'bob' });
    const invalid = `Invalid principal in policy: "AWS":"arn:aws:iam::${ACCOUNT}:user/bob"`;
    expect(() => calls.run(CreateRoleCommand, bob)).toThrow(invalid);
    calls.account.clock.advance('4s');
    expect(calls.run(CreateRoleCommand, bob).Role?.RoleName).toBe('bob');
  });

  test('that was deleted is valid until then', () => {
    const calls = setUp();
    calls.run(DeleteUserCommand, { UserName });
    calls.run(CreateRoleCommand, { RoleName: 'trusting', AssumeRolePolicyDocument: trusting(ALICE) });
    calls.account.clock.advance('4s');
    const again = { RoleName: 'trusting-2', AssumeRolePolicyDocument: trusting(ALICE) };
    expect(() => calls.run(CreateRoleCommand, again)).toThrow('Invalid principal in policy');
  });

  test('has the name under which it is seen', () => {
    const calls = setUp();
    calls.run(UpdateUserCommand, { UserName, NewUserName: 'eve' });
    const seen = () => [UserName, 'EVE'].map((name) => calls.account.visible.users.named(name)?.name);
    expect(beforeAndAfter(calls, seen)).toEqual([
      ['alice', undefined],
      [undefined, 'eve'],
    ]);
  });

  test('is another one once it was made again', () => {
    const calls = setUp();
    const old = calls.account.users.named(UserName)?.id;
    calls.run(DeleteUserCommand, { UserName });
    calls.run(CreateUserCommand, { UserName });
    const present = calls.account.users.named(UserName)?.id;
    expect(beforeAndAfter(calls, () => calls.accounts.principalId(ALICE))).toEqual([old, present]);
  });
});

test('a role is not there for who assumes it, and its new trust counts, after the delay', () => {
  const calls = setUp();
  calls.run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  const seen = () => calls.account.visible.roles.named('ci')?.trust.document;
  expect(beforeAndAfter(calls, seen)).toEqual([undefined, trusting(ACCOUNT)]);
  calls.run(UpdateAssumeRolePolicyCommand, { RoleName: 'ci', PolicyDocument: trusting(ALICE) });
  expect(beforeAndAfter(calls, seen)).toEqual([trusting(ACCOUNT), trusting(ALICE)]);
  calls.run(DeleteRoleCommand, { RoleName: 'ci' });
  expect(beforeAndAfter(calls, seen)).toEqual([trusting(ALICE), undefined]);
});

describe('eventual reads', () => {
  const eventual = { min: '4s', max: '4s', reads: 'eventual' } as const;

  test('find no entity before it is visible, whether it is read or changed', () => {
    const calls = setUp(eventual);
    calls.run(CreateUserCommand, { UserName: 'bob' });
    const missing = 'The user with name bob cannot be found.';
    expect(() => calls.run(GetUserCommand, { UserName: 'bob' })).toThrow(missing);
    expect(() => calls.run(CreateAccessKeyCommand, { UserName: 'bob' })).toThrow(missing);
    expect(() => calls.run(CreateUserCommand, { UserName: 'bob' })).toThrow('User with name bob already exists.');
    calls.run(CreatePolicyCommand, { PolicyName: 'new', PolicyDocument: ALLOW_LIST });
    const attach = () => calls.run(AttachUserPolicyCommand, { UserName, PolicyArn: POLICY.replace('list', 'new') });
    expect(attach).toThrow('does not exist or is not attachable.');
    calls.account.clock.advance('4s');
    expect(attach()).toEqual({}); // nothing else was looked up since
    expect(calls.run(GetUserCommand, { UserName: 'bob' }).User?.UserName).toBe('bob');
  });

  test('show a principal that is seen no more by its unique id', () => {
    const calls = setUp('off');
    calls.run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ALICE) });
    calls.account.propagation.set(eventual);
    calls.run(UpdateUserCommand, { UserName, NewUserName: 'eve' });
    expect(decodeURIComponent(calls.run(GetRoleCommand, { RoleName: 'ci' }).Role?.AssumeRolePolicyDocument ?? '')).toBe(
      trusting(ALICE.replace('alice', 'eve')),
    );
  });
});
