/** The rules for the passwords of an account's users. */
export interface PasswordPolicy {
  readonly minimumPasswordLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercaseCharacters: boolean;
  readonly requireLowercaseCharacters: boolean;
  readonly allowUsersToChangePassword: boolean;
  /** In days; undefined for passwords that do not expire. */
  readonly maxPasswordAge: number | undefined;
  /** How many former passwords may not come again. */
  readonly passwordReusePrevention: number | undefined;
  /** Undefined if it was never set. */
  readonly hardExpiry: boolean | undefined;
}

type Rule = 'requireSymbols' | 'requireNumbers' | 'requireUppercaseCharacters' | 'requireLowercaseCharacters';

/** "Require at least one non-alphanumeric character ( ! @ # $ % ^ & * ( ) _ + - = [ ] { } | ' )". */
const KINDS: Readonly<Record<Rule, RegExp>> = {
  requireSymbols: /[!@#$%^&*()_+\-=[\]{}|']/,
  requireNumbers: /\d/,
  requireUppercaseCharacters: /[A-Z]/,
  requireLowercaseCharacters: /[a-z]/,
};

/** Without a policy of the account: "minimum password length of 8 characters ...; minimum of three of the following mix of character types". */
const DEFAULT_LENGTH = 8;
const DEFAULT_KINDS = 3;

/**
 * Whether a password keeps to the account's policy, or to AWS's default if the account has none.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export function conforms(password: string, policy: PasswordPolicy | undefined): boolean {
  const kinds = Object.entries(KINDS);
  if (policy === undefined)
    return password.length >= DEFAULT_LENGTH && kinds.filter(([, kind]) => kind.test(password)).length >= DEFAULT_KINDS;
  const keeps = kinds.every(([rule, kind]) => !policy[rule as Rule] || kind.test(password));
  return keeps && password.length >= policy.minimumPasswordLength;
}
