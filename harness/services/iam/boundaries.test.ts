import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetRoleCommand,
  GetUserCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const NO_POLICY = `arn:aws:iam::${ACCOUNT}:not_a_policy/invalid`;
const MISSING = `arn:aws:iam::${ACCOUNT}:policy/missing`;
const SERVICE_ROLE = 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy';
const TRUST = trusting(ACCOUNT);

test('the boundary of a user is set and removed', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary: ADMINISTRATOR });
  const boundary = () => run(GetUserCommand, { UserName: 'alice' }).User?.PermissionsBoundary;
  expect(boundary()).toEqual({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: ADMINISTRATOR });
  run(DeleteUserPermissionsBoundaryCommand, { UserName: 'alice' });
  expect(boundary()).toBeUndefined();
});

test('the boundary of a role is set and removed', () => {
  const { run } = createIamCalls();
  run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: TRUST });
  run(PutRolePermissionsBoundaryCommand, { RoleName: 'ci', PermissionsBoundary: ADMINISTRATOR });
  const boundary = () => run(GetRoleCommand, { RoleName: 'ci' }).Role?.PermissionsBoundary;
  expect(boundary()).toEqual({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: ADMINISTRATOR });
  run(DeleteRolePermissionsBoundaryCommand, { RoleName: 'ci' });
  expect(boundary()).toBeUndefined();
});

test('a boundary must be a policy, and one that exists', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  run(CreateRoleCommand, { RoleName: 'ci', AssumeRolePolicyDocument: TRUST });
  const ways = [
    (PermissionsBoundary: string) => run(CreateUserCommand, { UserName: 'bob', PermissionsBoundary }),
    (PermissionsBoundary: string) => run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary }),
    (PermissionsBoundary: string) => run(PutRolePermissionsBoundaryCommand, { RoleName: 'ci', PermissionsBoundary }),
    (PermissionsBoundary: string) =>
      run(CreateRoleCommand, { RoleName: 'cd', AssumeRolePolicyDocument: TRUST, PermissionsBoundary }),
  ];
  for (const set of ways) {
    expect(refusal(() => set(NO_POLICY))).toEqual(['InvalidInput', `ARN ${NO_POLICY} is not valid.`]);
    expect(refusal(() => set(MISSING))).toEqual([
      'NoSuchEntity',
      `Scope ARN: ${MISSING} does not exist or is not attachable.`,
    ]);
  }
});

test('the policy of a service-linked role is no boundary', () => {
  const { run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice' });
  const put = { UserName: 'alice', PermissionsBoundary: SERVICE_ROLE };
  expect(refusal(() => run(PutUserPermissionsBoundaryCommand, put))?.[0]).toBe('PolicyNotAttachable');
  expect(refusal(() => run(CreateUserCommand, { ...put, UserName: 'bob' }))?.[0]).toBe('NoSuchEntity');
});

test('the given boundary is the condition key where one is set, the present one where it is removed', () => {
  const { needs, run } = createIamCalls();
  run(CreateUserCommand, { UserName: 'alice', PermissionsBoundary: ADMINISTRATOR });
  const put = { UserName: 'alice', PermissionsBoundary: MISSING };
  expect(needs(PutUserPermissionsBoundaryCommand, put)[0]?.keys).toEqual({ 'iam:PermissionsBoundary': MISSING });
  expect(needs(DeleteUserPermissionsBoundaryCommand, { UserName: 'alice' })[0]?.keys).toEqual({
    'iam:PermissionsBoundary': ADMINISTRATOR,
  });
});

test('a missing user or role is told of first', () => {
  const { run } = createIamCalls();
  const user = { UserName: 'nobody', PermissionsBoundary: MISSING };
  const role = { RoleName: 'none', PermissionsBoundary: MISSING };
  expect(refusal(() => run(PutUserPermissionsBoundaryCommand, user))).toEqual([
    'NoSuchEntity',
    'The user with name nobody cannot be found.',
  ]);
  expect(refusal(() => run(DeleteRolePermissionsBoundaryCommand, role))).toEqual([
    'NoSuchEntity',
    'The role with name none cannot be found.',
  ]);
});
