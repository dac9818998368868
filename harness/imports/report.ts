import type { Place } from './json-node.js';

/** What an import came upon that is no reason to refuse it. */
export interface Finding extends Place {
  /**
   * `unknown`: something that is referred to and not there (only where the import is lenient); `incomplete`: a policy that is attached to more
   * than the file holds; `refused-today`: a document that AWS would not take any more; `other-account`: a principal of an account that is not
   * imported; `other-version`: an AWS managed policy in another version than the catalogue's; `ignored`: a member that is not read.
   */
  readonly kind: 'unknown' | 'incomplete' | 'refused-today' | 'other-account' | 'other-version' | 'ignored';
  readonly message: string;
}

/** A value that the file does not tell, and what was taken in its place. */
export interface Assumption {
  readonly what: string;
  readonly value: string;
  readonly count: number;
}

/** One account that was loaded. */
export interface LoadedAccount {
  /** Twelve digits. */
  readonly id: string;
  /** The key of the account's root user, who may do everything in it but assume roles. */
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  readonly instanceProfiles: number;
  readonly policies: number;
  /** The AWS managed policies that the file tells. */
  readonly awsPolicies: number;
}

/** What came of an import. */
export interface ImportReport {
  readonly accounts: readonly LoadedAccount[];
  readonly findings: readonly Finding[];
  readonly assumed: readonly Assumption[];
  /** What the format cannot tell, whatever the account holds. */
  readonly unknowable: readonly string[];
}

/**
 * What GetAccountAuthorizationDetails says nothing of.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const UNKNOWABLE: readonly string[] = [
  'access keys, passwords, MFA devices, certificates and SSH keys: make new ones with the root key',
  'descriptions of roles, and how long their sessions may last',
  'tags of managed policies',
  'instance profiles without a role',
  'which service a role was last used for; when users signed in',
  'OIDC and SAML providers, the password policy, the account alias',
  'policies of buckets, keys and queues; service and resource control policies',
];

/** The report for a person, one line for each thing. */
export function importText({ accounts, findings, assumed, unknowable }: ImportReport): string {
  const lines = [
    ...accounts.map(accountLine),
    ...findings.map(({ kind, message, ...place }) => `${kind}: ${placeText(place)}: ${message}`),
    ...assumed.map(({ what, value, count }) => `assumed: ${what} is ${value} (${counted(count, 'time')})`),
    ...unknowable.map((what) => `not in the file: ${what}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

export function placeText({ file, path }: Place): string {
  return path === '' ? `\`${file}\`` : `\`${file}\`, \`${path}\``;
}

function accountLine({ id, users, groups, roles, instanceProfiles, policies, awsPolicies }: LoadedAccount): string {
  const counts = [
    counted(users, 'user'),
    counted(groups, 'group'),
    counted(roles, 'role'),
    counted(instanceProfiles, 'instance profile'),
    counted(policies, 'policy', 'policies'),
    counted(awsPolicies, 'AWS managed policy', 'AWS managed policies'),
  ];
  return `account ${id}: ${counts.join(', ')}`;
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
