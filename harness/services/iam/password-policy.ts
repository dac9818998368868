import {
  DeleteAccountPasswordPolicyCommand,
  GetAccountPasswordPolicyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import type { PasswordPolicy } from '../../account/password-policy.js';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';

const DEFAULT_LENGTH = 6;

const getAccountPasswordPolicy = operation(GetAccountPasswordPolicyCommand, {
  needs: () => ({ resource: '*' }),
  run({ account }) {
    const { passwordPolicy } = account.settings;
    if (!passwordPolicy) throw noSuch.passwordPolicy(account.id);
    return { PasswordPolicy: policyAnswer(passwordPolicy) };
  },
});

/** "This operation does not support partial updates. No parameters are required, but if you do not specify a parameter, that parameter's value reverts to its default value." */
const updateAccountPasswordPolicy = operation(UpdateAccountPasswordPolicyCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, input }) {
    account.set({
      passwordPolicy: {
        minimumPasswordLength: input.MinimumPasswordLength ?? DEFAULT_LENGTH,
        requireSymbols: input.RequireSymbols ?? false,
        requireNumbers: input.RequireNumbers ?? false,
        requireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        requireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        allowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        maxPasswordAge: input.MaxPasswordAge || undefined,
        passwordReusePrevention: input.PasswordReusePrevention || undefined,
        hardExpiry: input.HardExpiry,
      },
    });
    return {};
  },
});

const deleteAccountPasswordPolicy = operation(DeleteAccountPasswordPolicyCommand, {
  needs: () => ({ resource: '*' }),
  run({ account }) {
    if (!account.settings.passwordPolicy) throw noSuch.deletablePasswordPolicy();
    account.set({ passwordPolicy: undefined });
    return {};
  },
});

function policyAnswer(policy: PasswordPolicy) {
  const { maxPasswordAge, passwordReusePrevention, hardExpiry } = policy;
  return {
    MinimumPasswordLength: policy.minimumPasswordLength,
    RequireSymbols: policy.requireSymbols,
    RequireNumbers: policy.requireNumbers,
    RequireUppercaseCharacters: policy.requireUppercaseCharacters,
    RequireLowercaseCharacters: policy.requireLowercaseCharacters,
    AllowUsersToChangePassword: policy.allowUsersToChangePassword,
    ExpirePasswords: maxPasswordAge !== undefined,
    ...(maxPasswordAge === undefined ? {} : { MaxPasswordAge: maxPasswordAge }),
    ...(passwordReusePrevention === undefined ? {} : { PasswordReusePrevention: passwordReusePrevention }),
    ...(hardExpiry === undefined ? {} : { HardExpiry: hardExpiry }),
  };
}

export const passwordPolicyOperations: readonly Operation[] = [
  getAccountPasswordPolicy,
  updateAccountPasswordPolicy,
  deleteAccountPasswordPolicy,
];
