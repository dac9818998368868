import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import type { Entity } from './entities.js';
import { policyText } from './managed-policies.js';
import type { SnapshotFault } from './snapshot-error.js';

/**
 * What refers to something that is not there: no account that operations made holds such a thing. A boundary that is missing is none of
 * these, since it lets nothing through, and a lenient import leaves one; nor are sessions, which outlive their roles.
 */
export function danglingReferences(accounts: Accounts): readonly SnapshotFault[] {
  const inAccounts = [...accounts].flatMap((account, index) => inAccount(account, `accounts[${index}]`));
  const inBuckets = [...accounts.buckets].flatMap(({ name, owner }, index) =>
    accounts.find(owner) === undefined
      ? [{ at: `buckets[${index}].owner`, fault: `of \`${name}\` is \`${owner}\`, an account that is not there` }]
      : [],
  );
  return [...inAccounts, ...inBuckets];
}

function inAccount(account: Account, at: string): readonly SnapshotFault[] {
  const { users, groups, roles, instanceProfiles } = account;
  const memberships = [...users].flatMap(({ groupIds }, index) =>
    groupIds.flatMap((id, place) =>
      unknown(groups.withId(id), `${at}.users[${index}].groupIds[${place}]`, 'group', id),
    ),
  );
  const profiles = [...instanceProfiles].flatMap(({ roleId }, index) =>
    roleId === undefined
      ? []
      : unknown(roles.withId(roleId), `${at}.instanceProfiles[${index}].roleId`, 'role', roleId),
  );
  return [
    ...attachments(account, [...users], `${at}.users`),
    ...attachments(account, [...groups], `${at}.groups`),
    ...attachments(account, [...roles], `${at}.roles`),
    ...memberships,
    ...profiles,
    ...ownersOfBelongings(account, at),
  ];
}

function attachments({ policies, awsPolicies }: Account, entities: readonly Entity[], at: string) {
  return entities.flatMap(({ attachedPolicies }, index) =>
    attachedPolicies.flatMap((arn, place) =>
      unknown(policyText(arn, policies, awsPolicies), `${at}[${index}].attachedPolicies[${place}]`, 'policy', arn),
    ),
  );
}

const BELONGINGS = [
  'accessKeys',
  'loginProfiles',
  'mfaDevices',
  'sshPublicKeys',
  'signingCertificates',
  'serviceCredentials',
] as const satisfies readonly (keyof Account)[];

/** The account's own number stands for its root user. */
function ownersOfBelongings(account: Account, at: string): readonly SnapshotFault[] {
  return BELONGINGS.flatMap((kind) =>
    [...(account[kind] as Iterable<{ readonly userId: string | undefined }>)].flatMap(({ userId }, index) =>
      userId === undefined || userId === account.id
        ? []
        : unknown(account.users.withId(userId), `${at}.${kind}[${index}].userId`, 'user', userId),
    ),
  );
}

function unknown(found: object | undefined, at: string, kind: string, name: string): readonly SnapshotFault[] {
  return found === undefined ? [{ at, fault: `is \`${name}\`, a ${kind} that is not there` }] : [];
}
