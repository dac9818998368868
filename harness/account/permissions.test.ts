import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_ALL, ALLOW_LIST, createIamCalls, type IamCalls, trusting } from '../../fixtures/iam-calls.js';
import { authorize, compile, gather } from '../engine/index.js';
import type { Caller } from './caller.js';
import { policiesOf, principalOf } from './callers.js';

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/list`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const DENY_LIST = ALLOW_LIST.replace('Allow', 'Deny');
const NO_CONTEXT = new Map();

const setUp = () => {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName: 'alice' });
  calls.run(CreatePolicyCommand, { PolicyName: 'list', PolicyDocument: ALLOW_LIST });
  return calls;
};

const userCaller = ({ account }: IamCalls, name = 'alice'): Caller => {
  const user = account.users.named(name);
  if (!user) throw new TypeError(`\`${name}\` was not made`);
  return { kind: 'user', account, user, accessKeyId: 'AKIA1' };
};

const sessionCaller = ({ account }: IamCalls, sessionPolicies: readonly ReturnType<typeof gather>[] = []): Caller => {
  const role = account.roles.named('ci');
  if (!role) throw new TypeError('`ci` was not made');
  const session = account.sessions.open({ role, sessionName: 's', durationSeconds: 900, sessionPolicies });
  return { kind: 'assumed-role', account, session, accessKeyId: session.accessKeyId };
};

const decide = (caller: Caller, action = 's3:ListAllMyBuckets') =>
  authorize(
    { principal: principalOf(caller), action, resource: '*', resourceAccount: ACCOUNT, context: NO_CONTEXT },
    policiesOf(caller),
  );
const outcome = (caller: Caller) => decide(caller).outcome;

test('an attached policy counts at once, and at once no more', () => {
  const calls = setUp();
  const input = { UserName: 'alice', PolicyArn: POLICY };
  expect(outcome(userCaller(calls))).toBe('denied');
  calls.run(AttachUserPolicyCommand, input);
  expect(outcome(userCaller(calls))).toBe('allowed');
  calls.run(DetachUserPolicyCommand, input);
  expect(outcome(userCaller(calls))).toBe('denied');
});

test('what was gathered is kept while nothing changes, and made anew after any change', () => {
  const calls = setUp();
  const first = policiesOf(userCaller(calls));
  expect(policiesOf(userCaller(calls))).toBe(first);
  calls.run(CreateUserCommand, { UserName: 'bob' });
  expect(policiesOf(userCaller(calls))).not.toBe(first);
});

test('the policies of the groups count, as long as the user is a member', () => {
  const calls = setUp();
  const member = { GroupName: 'admins', UserName: 'alice' };
  calls.run(CreateGroupCommand, { GroupName: 'admins' });
  calls.run(PutGroupPolicyCommand, { GroupName: 'admins', PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  calls.run(AddUserToGroupCommand, member);
  expect(outcome(userCaller(calls))).toBe('allowed');
  calls.run(RemoveUserFromGroupCommand, member);
  expect(outcome(userCaller(calls))).toBe('denied');
});

test('a new default version of a managed policy counts, a version that is no default does not', () => {
  const calls = setUp();
  calls.run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: POLICY });
  calls.run(CreatePolicyVersionCommand, { PolicyArn: POLICY, PolicyDocument: DENY_LIST });
  expect(outcome(userCaller(calls))).toBe('allowed');
  calls.run(CreatePolicyVersionCommand, { PolicyArn: POLICY, PolicyDocument: DENY_LIST, SetAsDefault: true });
  expect(outcome(userCaller(calls))).toBe('denied');
});

test('a boundary limits what the policies allow', () => {
  const calls = setUp();
  calls.run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'p', PolicyDocument: ALLOW_ALL });
  calls.run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary: POLICY });
  expect(decide(userCaller(calls)).outcome).toBe('allowed');
  expect(decide(userCaller(calls), 's3:CreateBucket')).toMatchObject({ outcome: 'denied', layer: 'boundary' });
});

test('a boundary whose policy is gone allows nothing', () => {
  const calls = setUp();
  calls.run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'p', PolicyDocument: ALLOW_ALL });
  calls.run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary: POLICY });
  calls.account.policies.remove(calls.account.policies.named('list')?.id ?? '');
  expect(outcome(userCaller(calls))).toBe('denied');
});

test('the deciding policy is named with its ARN, or with its name if it is inline', () => {
  const calls = setUp();
  calls.run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: ADMINISTRATOR });
  const attachedTo = `arn:aws:iam::${ACCOUNT}:user/alice`;
  const managed = { name: 'AdministratorAccess', arn: ADMINISTRATOR, attachedTo };
  expect(decide(userCaller(calls)).deciding[0]?.source).toEqual(managed);
  calls.run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'no', PolicyDocument: DENY_LIST });
  expect(decide(userCaller(calls)).deciding[0]?.source).toEqual({ name: 'no', attachedTo });
});

test('a session may do what its role may now, within its session policies', () => {
  const calls = setUp();
  calls.run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  const plain = sessionCaller(calls);
  const policy = compile(DENY_LIST, { kind: 'session' });
  const narrowed = sessionCaller(calls, [gather([{ policy, source: { name: 'session' } }])]);
  expect(outcome(plain)).toBe('denied');
  calls.run(PutRolePolicyCommand, { RoleName: 'ci', PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  expect(outcome(plain)).toBe('allowed');
  expect(decide(narrowed)).toMatchObject({ outcome: 'denied', layer: 'session' });
});

test('a session has nothing of a role that was made again under the name of its own', () => {
  const calls = setUp();
  const input = { RoleName: 'ci', AssumeRolePolicyDocument: trusting(ACCOUNT) };
  calls.run(CreateRoleCommand, input);
  const before = sessionCaller(calls);
  calls.run(DeleteRoleCommand, { RoleName: 'ci' });
  calls.run(CreateRoleCommand, input);
  calls.run(PutRolePolicyCommand, { RoleName: 'ci', PolicyName: 'p', PolicyDocument: ALLOW_LIST });
  expect(outcome(before)).toBe('denied');
  expect(outcome(sessionCaller(calls))).toBe('allowed');
});

test('a namesake of a deleted user is not trusted', () => {
  const calls = setUp();
  const alice = `arn:aws:iam::${ACCOUNT}:user/alice`;
  calls.run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: trusting(alice) });
  const role = calls.account.roles.named('ci');
  if (!role) throw new TypeError('`ci` was not made');
  const assume = (caller: Caller) =>
    authorize(
      {
        principal: principalOf(caller),
        action: 'sts:AssumeRole',
        resource: role.arn,
        resourceAccount: ACCOUNT,
        context: NO_CONTEXT,
      },
      { ...policiesOf(caller), trust: calls.account.permissions.trust(role) },
    ).outcome;
  expect(assume(userCaller(calls))).toBe('allowed');
  calls.run(DeleteUserCommand, { UserName: 'alice' });
  calls.run(CreateUserCommand, { UserName: 'alice' });
  expect(assume(userCaller(calls))).toBe('denied');
});

test('root and anonymous callers have no policies of their own', () => {
  const { account } = createIamCalls();
  expect(policiesOf({ kind: 'root', account })).toEqual({});
  expect(policiesOf({ kind: 'anonymous' })).toEqual({});
});

test('a caller whose record was replaced while its request arrived has the policies of now, and leaves no old ones behind', () => {
  const calls = setUp();
  const authenticated = userCaller(calls);
  calls.run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'list', PolicyDocument: ALLOW_LIST });
  expect(outcome(authenticated)).toBe('allowed');
  expect(outcome(userCaller(calls))).toBe('allowed');
});
