import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccountPasswordPolicyCommand,
  GetLoginProfileCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const UserName = 'alice';
const Password = 'correct-Horse1';
const VIOLATION = ['PasswordPolicyViolation', 'Password does not conform to the account password policy.'];

function withUser() {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName });
  const user = calls.account.users.named(UserName);
  if (!user) throw new TypeError('`alice` was not made: see `CreateUser`');
  const alice = () => calls.as({ kind: 'user', account: calls.account, user, accessKeyId: 'AKIA1' });
  return { ...calls, alice };
}

test('a login profile is made, read and deleted', () => {
  const { run } = withUser();
  const LoginProfile = { UserName, CreateDate: NOW_IN_SECONDS, PasswordResetRequired: false };
  expect(run(CreateLoginProfileCommand, { UserName, Password })).toEqual({ LoginProfile });
  expect(run(GetLoginProfileCommand, { UserName })).toEqual({ LoginProfile });
  expect(refusal(() => run(CreateLoginProfileCommand, { UserName, Password }))).toEqual([
    'EntityAlreadyExists',
    'Login Profile for user alice already exists.',
  ]);
  expect(refusal(() => run(DeleteUserCommand, { UserName }))).toEqual([
    'DeleteConflict',
    'Cannot delete entity, must delete login profile first.',
  ]);
  run(DeleteLoginProfileCommand, { UserName });
  expect(refusal(() => run(GetLoginProfileCommand, { UserName }))).toEqual([
    'NoSuchEntity',
    'Login Profile for User alice cannot be found.',
  ]);
});

test.each(['Ab1!', 'abcdefgh1', 'ALICE', 'onlyletters'])('without a policy %j is no password', (password) => {
  const { run } = withUser();
  expect(refusal(() => run(CreateLoginProfileCommand, { UserName, Password: password }))).toEqual(VIOLATION);
});

test('the policy of the account binds new passwords, and former ones may not come again', () => {
  const { run } = withUser();
  run(UpdateAccountPasswordPolicyCommand, { MinimumPasswordLength: 6, PasswordReusePrevention: 2 });
  run(CreateLoginProfileCommand, { UserName, Password: 'secret' });
  expect(refusal(() => run(UpdateLoginProfileCommand, { UserName, Password: 'five5' }))).toEqual(VIOLATION);
  run(UpdateLoginProfileCommand, { UserName, Password: 'secret2' });
  expect(refusal(() => run(UpdateLoginProfileCommand, { UserName, Password: 'secret' }))).toEqual(VIOLATION);
  run(UpdateLoginProfileCommand, { UserName, Password: 'secret3' });
  run(UpdateLoginProfileCommand, { UserName, Password: 'secret' });
});

test('a user changes the password that must be changed', () => {
  const { run, alice } = withUser();
  run(CreateLoginProfileCommand, { UserName, Password, PasswordResetRequired: true });
  const NewPassword = 'another-Horse2';
  expect(refusal(() => alice().run(ChangePasswordCommand, { OldPassword: 'x', NewPassword }))?.[0]).toBe(
    'AccessDenied',
  );
  alice().run(ChangePasswordCommand, { OldPassword: Password, NewPassword });
  expect(run(GetLoginProfileCommand, { UserName }).LoginProfile?.PasswordResetRequired).toBe(false);
  const [need] = alice().needs(ChangePasswordCommand, { OldPassword: 'x', NewPassword });
  expect(need?.resource).toBe(`arn:aws:iam::${ACCOUNT}:user/alice`);
});

test('root has no password that it could change so', () => {
  const { run } = withUser();
  const change = { OldPassword: 'x', NewPassword: 'y' };
  expect(refusal(() => run(ChangePasswordCommand, change))?.[0]).toBe('InvalidUserType');
});

test('the password policy starts with AWS defaults, and is not there until it is set', () => {
  const { run } = withUser();
  expect(refusal(() => run(GetAccountPasswordPolicyCommand, {}))).toEqual([
    'NoSuchEntity',
    `The Password Policy with domain name ${ACCOUNT} cannot be found.`,
  ]);
  run(UpdateAccountPasswordPolicyCommand, { MaxPasswordAge: 90 });
  expect(run(GetAccountPasswordPolicyCommand, {}).PasswordPolicy).toEqual({
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: true,
    MaxPasswordAge: 90,
  });
  run(DeleteAccountPasswordPolicyCommand, {});
  expect(refusal(() => run(DeleteAccountPasswordPolicyCommand, {}))).toEqual([
    'NoSuchEntity',
    'The account policy with name PasswordPolicy cannot be found.',
  ]);
});
