import type { PrincipalElement } from './document.js';
import type { Principal } from './request.js';

/**
 * How directly a Principal element names the caller. AWS lets implicit denies of other policies count or not by it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const grantStrength = {
  /** Not named. */
  none: 0,
  /** The account is named: authority is delegated to its administrators, who must allow too. */
  account: 1,
  /** The role of a session, or the user behind a federated user: their boundary and session policies still limit. */
  role: 2,
  /** The very caller: user, session, service, or everyone. */
  caller: 3,
} as const;
export type GrantStrength = (typeof grantStrength)[keyof typeof grantStrength];

/** A Principal or NotPrincipal element, with every name in the set that it is looked up in. */
export interface PrincipalTest {
  /** `"*"`: everyone. `{ "AWS": "*" }`: everyone but services and callers known only to an identity provider. */
  readonly everyone: 'all' | 'aws' | undefined;
  readonly accounts: ReadonlySet<string>;
  /** Users, roles and sessions by ARN or unique id. */
  readonly names: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
  readonly canonicalUsers: ReadonlySet<string>;
}

const ACCOUNT = /^(?:\d{12}|arn:[\w-]+:iam::(\d{12}):root)$/;

/** Names that the account resolved to unique ids are known by these alone. */
export function compilePrincipal(
  element: PrincipalElement,
  principalIds: ReadonlyMap<string, string> = new Map(),
): PrincipalTest {
  const names = element === '*' ? new Map<string, readonly string[]>() : element;
  const aws = names.get('AWS') ?? [];
  const accounts = aws.flatMap((name) => accountOf(name) ?? []);
  const entities = aws.filter((name) => accountOf(name) === undefined).map((name) => principalIds.get(name) ?? name);
  return {
    everyone: element === '*' ? 'all' : aws.includes('*') ? 'aws' : undefined,
    accounts: new Set(accounts),
    names: new Set(entities),
    services: new Set(names.get('Service') ?? []),
    providers: new Set(names.get('Federated') ?? []),
    canonicalUsers: new Set(names.get('CanonicalUser') ?? []),
  };
}

/** The account that a name stands for: `123456789012` or `arn:aws:iam::123456789012:root`. */
export function accountOf(name: string): string | undefined {
  const match = ACCOUNT.exec(name);
  return match ? (match[1] ?? name) : undefined;
}

export function principalStrength(test: PrincipalTest, principal: Principal): GrantStrength {
  if (test.everyone === 'all') return grantStrength.caller;
  switch (principal.type) {
    case 'anonymous':
      return direct(test.everyone === 'aws');
    case 'service':
      return direct(test.services.has(principal.service) || test.services.has('*'));
    case 'federated':
      return direct(test.providers.has(principal.provider) || test.providers.has('*'));
    default:
      return test.everyone === 'aws' ? grantStrength.caller : accountPrincipalStrength(test, principal);
  }
}

type AccountPrincipal = Extract<Principal, { readonly account: string }>;

function accountPrincipalStrength(test: PrincipalTest, principal: AccountPrincipal): GrantStrength {
  const { names } = test;
  if (names.has(principal.arn)) return grantStrength.caller;
  if (principal.type === 'user' && names.has(principal.uniqueId)) return grantStrength.caller;
  if (principal.type === 'assumed-role' && namesRole(test, principal)) return grantStrength.role;
  if (principal.type === 'federated-user' && namesUser(test, principal)) return grantStrength.role;
  const { canonicalUserId } = principal;
  const byAccount =
    test.accounts.has(principal.account) || (canonicalUserId !== undefined && test.canonicalUsers.has(canonicalUserId));
  if (!byAccount) return grantStrength.none;
  return principal.type === 'root' ? grantStrength.caller : grantStrength.account;
}

function namesRole(test: PrincipalTest, role: Extract<Principal, { type: 'assumed-role' }>): boolean {
  const { names, providers } = test;
  const { federatedProvider } = role;
  return (
    names.has(role.roleArn) ||
    names.has(role.roleId) ||
    (federatedProvider !== undefined && providers.has(federatedProvider))
  );
}

function namesUser({ names }: PrincipalTest, user: Extract<Principal, { type: 'federated-user' }>): boolean {
  const { userArn, userId } = user;
  return (userArn !== undefined && names.has(userArn)) || (userId !== undefined && names.has(userId));
}

/**
 * Whether NotPrincipal leaves the caller out. Its whole line must be listed: the account, for a session also the role, and
 * the caller itself; whoever is not listed with the account is denied.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isSpared(test: PrincipalTest, principal: Principal): boolean {
  if (!('account' in principal) || test.everyone) return principalStrength(test, principal) !== grantStrength.none;
  const { accounts, names } = test;
  if (!accounts.has(principal.account)) return false;
  switch (principal.type) {
    case 'root':
      return true;
    case 'user':
      return names.has(principal.arn) || names.has(principal.uniqueId);
    case 'assumed-role':
      return names.has(principal.arn) && (names.has(principal.roleArn) || names.has(principal.roleId));
    case 'federated-user':
      return names.has(principal.arn);
    default:
      return principal satisfies never;
  }
}

function direct(named: boolean): GrantStrength {
  return named ? grantStrength.caller : grantStrength.none;
}
