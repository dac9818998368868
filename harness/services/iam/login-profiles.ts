import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import { hasPassword, type LoginProfile, passwordDigest, withPassword } from '../../account/login-profiles.js';
import { conforms } from '../../account/password-policy.js';
import type { User } from '../../account/users.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';
import { userOrSelf } from './own-user.js';
import { ownerOf } from './owned.js';
import { users } from './targets.js';

const createLoginProfile = operation(CreateLoginProfileCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const { account, input, now } = call;
    const user = ownerOf(call);
    if (account.loginProfiles.withId(user.id))
      throw new AwsError('EntityAlreadyExists', `Login Profile for user ${user.name} already exists.`);
    const password = given(input.Password);
    checkPassword(account, user, password);
    const date = wholeSeconds(now);
    const profile: LoginProfile = {
      id: user.id,
      userId: user.id,
      digests: [passwordDigest(password, user.id)],
      passwordResetRequired: input.PasswordResetRequired ?? false,
      createDate: date,
      passwordDate: date,
    };
    account.loginProfiles.put(profile);
    return { LoginProfile: profileAnswer(profile, user) };
  },
});

const getLoginProfile = operation(GetLoginProfileCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const user = ownerOf(call);
    return { LoginProfile: profileAnswer(profileOf(call.account, user), user) };
  },
});

const updateLoginProfile = operation(UpdateLoginProfileCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run({ account, input, now }) {
    const user = users.find(account, input.UserName);
    const profile = profileOf(account, user);
    const { Password: password, PasswordResetRequired: passwordResetRequired = profile.passwordResetRequired } = input;
    if (password !== undefined) checkPassword(account, user, password, profile);
    const changed = password === undefined ? profile : withPassword(profile, password, wholeSeconds(now));
    account.loginProfiles.put({ ...changed, passwordResetRequired });
    return {};
  },
});

const deleteLoginProfile = operation(DeleteLoginProfileCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const user = ownerOf(call);
    call.account.loginProfiles.remove(profileOf(call.account, user).id);
    return {};
  },
});

/**
 * The password policy's "Allow users to change their own password" grants iam:ChangePassword in the console; an API call is
 * authorized like any other.
 *
 * Words of the two refusals: inferred from https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
 */
const changePassword = operation(ChangePasswordCommand, {
  needs: (call) => userOrSelf({ ...call, input: {} }),
  run({ account, caller, input, now }) {
    if (caller.kind !== 'user') throw new AwsError('InvalidUserType', 'Only IAM Users can change their own password.');
    const profile = profileOf(account, caller.user);
    if (!hasPassword(profile, input.OldPassword)) throw new AwsError('AccessDenied', 'The old password was incorrect.');
    checkPassword(account, caller.user, input.NewPassword, profile);
    const changed = withPassword(profile, input.NewPassword, wholeSeconds(now));
    account.loginProfiles.put({ ...changed, passwordResetRequired: false });
    return {};
  },
});

function profileOf(account: Account, user: User): LoginProfile {
  const profile = account.loginProfiles.withId(user.id);
  if (!profile) throw noSuch.loginProfile(user.name);
  return profile;
}

/** A profile without a password is made for root only, in a session of AssumeRoot. */
function given(password: string | undefined): string {
  if (password !== undefined) return password;
  throw new AwsError(
    'ValidationError',
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
  );
}

function checkPassword(account: Account, user: User, password: string, profile?: LoginProfile): void {
  const { passwordPolicy } = account.settings;
  const former = profile?.digests.slice(0, passwordPolicy?.passwordReusePrevention ?? 0) ?? [];
  const isUsersName = password.toLowerCase() === user.name.toLowerCase();
  if (isUsersName || !conforms(password, passwordPolicy) || former.includes(passwordDigest(password, user.id)))
    throw new AwsError('PasswordPolicyViolation', 'Password does not conform to the account password policy.');
}

function profileAnswer(profile: LoginProfile, user: User) {
  const { createDate, passwordResetRequired: PasswordResetRequired } = profile;
  return { UserName: user.name, CreateDate: new Date(createDate), PasswordResetRequired };
}

export const loginProfileOperations: readonly Operation[] = [
  createLoginProfile,
  getLoginProfile,
  updateLoginProfile,
  deleteLoginProfile,
  changePassword,
];
