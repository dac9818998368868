import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { isServiceLinked, type Role } from '../account/roles.js';
import type { RoleSession } from '../account/sessions.js';
import type { ContextValue, Principal, PrincipalElement } from '../engine/index.js';

/** Someone who may be trusted by a role. */
export interface AssumeCandidate {
  readonly caller: Caller;
  readonly action: 'sts:AssumeRole' | 'sts:AssumeRoleWithSAML' | 'sts:AssumeRoleWithWebIdentity';
  /** Where that is not the caller: an identity provider, or an account of which nothing is known here. */
  readonly principal?: Principal;
  readonly keys?: Readonly<Record<string, ContextValue | undefined>>;
  /** Whether only a request brings this condition key, in lower case. */
  isOpen(key: string): boolean;
}

/** Who may be asked about, of one set of accounts; nobody is listed twice. */
export interface AssumeCandidates {
  /** The users and roles of an account. Root is none: it may not assume roles. */
  of(account: Account): readonly AssumeCandidate[];
  /** Who is from elsewhere and may assume a role of this account: the account's identity providers, and whom the trust policy names. */
  outsiders(role: Role, account: Account): readonly AssumeCandidate[];
}

export function createAssumeCandidates(accounts: Accounts): AssumeCandidates {
  const known = new Map<string, readonly AssumeCandidate[]>();
  const of = (account: Account): readonly AssumeCandidate[] => {
    const found = known.get(account.id) ?? ownCandidates(account);
    known.set(account.id, found);
    return found;
  };
  const named = (name: string, home: Account, ids: ReadonlyMap<string, string>): readonly AssumeCandidate[] => {
    if (name === '*') return [outside('*', {})];
    const account = ACCOUNT.exec(name)?.[1] ?? (/^\d{12}$/.test(name) ? name : undefined);
    if (account === home.id) return [];
    if (account !== undefined) return trustedAccount(account, accounts, of);
    const session = SESSION.exec(name);
    if (session) return namedSession(session, accounts);
    const id = ids.get(name);
    const arn = accounts.principalArn(id ?? name);
    const owner = arn === undefined ? undefined : accounts.find(arn.split(':')[4] ?? '');
    if (owner === undefined || owner === home) return [];
    return of(owner).filter(({ caller }) => idOf(caller) === id);
  };
  return {
    of,
    outsiders(role, account) {
      const { policies } = account.permissions.trust(role);
      const statements = policies.flatMap(({ policy }) => policy.statements).filter(({ effect }) => effect === 'Allow');
      const principals = statements.flatMap(({ element }) =>
        element.principal === undefined ? [] : [element.principal],
      );
      const names = (type: string) => [...new Set(principals.flatMap((element) => namesOf(element, type)))];
      return [
        ...names('AWS').flatMap((name) => named(name, account, role.trust.principalIds)),
        ...names('Service').map((service) => serviceCandidate(service, account)),
        ...providersOf(account, names('Federated')).map(providerCandidate),
      ];
    },
  };
}

const ACCOUNT = /^arn:[\w-]+:iam::(\d{12}):root$/;
const SESSION = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;

function namesOf(element: PrincipalElement, type: string): readonly string[] {
  if (element === '*') return type === 'AWS' ? ['*'] : [];
  return element.get(type) ?? [];
}

function ownCandidates(account: Account): readonly AssumeCandidate[] {
  const { users, roles } = account.visible;
  return [
    ...account.users.sorted().flatMap(({ id }) => {
      const user = users.withId(id);
      return user === undefined ? [] : [userCandidate({ kind: 'user', account, user, accessKeyId: '' })];
    }),
    ...account.roles
      .sorted()
      .flatMap(({ id }) => roles.withId(id) ?? [])
      .map((role) => roleCandidate(role, account)),
  ];
}

/** What the state of the accounts tells, as far as it is the same for everyone. A request of STS comes over TLS. */
const SETTLED =
  /^(aws:(currenttime|epochtime|securetransport|viaawsservice|calledvia\w*|assumedroot|resource.*)|iam:resourcetag\/.*)$/;
const OF_THE_CALLER = /^aws:(principal.*|userid|username)$/;
const OF_AN_ACCOUNT = /^aws:(principalaccount|principalorgid|principalorgpaths)$/;

function userCandidate(caller: Caller): AssumeCandidate {
  return { caller, action: 'sts:AssumeRole', isOpen: (key) => !SETTLED.test(key) && !OF_THE_CALLER.test(key) };
}

/**
 * A session of a role never shows an MFA code: "the temporary credentials returned by AssumeRole do not include MFA information in the
 * context". Its name, and tags that the role itself has not, come with whoever opens it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function roleCandidate(role: Role, account: Account, sessionName = 'session'): AssumeCandidate {
  const tags = new Set(role.tags.map(({ Key }) => `aws:principaltag/${Key.toLowerCase()}`));
  const isOfSession = (key: string) => key === 'aws:userid' || (key.startsWith('aws:principaltag/') && !tags.has(key));
  const { isOpen } = userCandidate({ kind: 'anonymous' });
  return {
    caller: { kind: 'assumed-role', account, session: sessionOf(role, account, sessionName), accessKeyId: '' },
    action: 'sts:AssumeRole',
    isOpen: (key) => isOfSession(key) || (isOpen(key) && !key.startsWith('aws:multifactorauth')),
  };
}

/** As AssumeRole would open it. */
function sessionOf(role: Role, account: Account, sessionName: string): RoleSession {
  const now = account.clock.now();
  return {
    kind: 'assumed-role',
    ...{ accessKeyId: '', secretAccessKey: '', sessionToken: '', packedBytes: 0, scopeDowns: [] },
    ...{ issued: now, expiration: now + role.maxSessionDuration * 1000 },
    ...{ sessionName, roleId: role.id, roleName: role.name, roleArn: role.arn },
    arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${sessionName}`,
    serviceLinked: isServiceLinked(role),
    ...{ sessionPolicies: [], tags: [], transitiveTagKeys: [], contextKeys: {} },
    ...{ sourceIdentity: undefined, federatedProvider: undefined, chained: false, openedBy: undefined },
  };
}

function namedSession([, accountId = '', roleName = '', sessionName = '']: RegExpExecArray, accounts: Accounts) {
  const account = accounts.find(accountId);
  const role = account?.visible.roles.named(roleName);
  return account === undefined || role === undefined ? [] : [roleCandidate(role, account, sessionName)];
}

/** The account's users and roles; an account without any stands for those that it would have. */
function trustedAccount(id: string, accounts: Accounts, of: AssumeCandidates['of']): readonly AssumeCandidate[] {
  const account = accounts.find(id);
  const own = account === undefined ? [] : of(account);
  if (own.length > 0) return own;
  const { organizationId, path } = accounts.membership(id) ?? {};
  return [
    outside(id, {
      'aws:PrincipalAccount': id,
      'aws:PrincipalOrgID': organizationId,
      'aws:PrincipalOrgPaths': path === undefined ? undefined : [path],
    }),
  ];
}

/** Someone of an account of which nothing is known, whose own policies decide too. `*` is any account. */
function outside(account: string, keys: AssumeCandidate['keys']): AssumeCandidate {
  return {
    caller: { kind: 'anonymous' },
    action: 'sts:AssumeRole',
    principal: { type: 'root', account, arn: account === '*' ? '*' : `arn:aws:iam::${account}:root` },
    ...(keys && { keys }),
    isOpen: (key) => !SETTLED.test(key) && (account === '*' || !OF_AN_ACCOUNT.test(key)),
  };
}

function serviceCandidate(service: string, account: Account): AssumeCandidate {
  return userCandidate({ kind: 'service', account, service });
}

/** "These OIDC identity providers are already built-in to AWS", and the two for OAuth 2.0; others have to be registered in the account. */
const BUILT_IN = ['accounts.google.com', 'cognito-identity.amazonaws.com', 'www.amazon.com', 'graph.facebook.com'];

function providersOf(account: Account, named: readonly string[]): readonly string[] {
  return [
    ...account.samlProviders.sorted().map(({ arn }) => arn),
    ...account.oidcProviders.keys(),
    ...BUILT_IN.filter((name) => named.includes(name)),
  ];
}

function providerCandidate(provider: string): AssumeCandidate {
  const isSaml = /:saml-provider\//.test(provider);
  return {
    caller: { kind: 'anonymous' },
    action: isSaml ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity',
    principal: { type: 'federated', provider },
    keys: { 'aws:FederatedProvider': provider },
    isOpen: (key) => !SETTLED.test(key) && key !== 'aws:federatedprovider',
  };
}

function idOf(caller: Caller): string | undefined {
  if (caller.kind === 'user') return caller.user.id;
  return caller.kind === 'assumed-role' ? caller.session.roleId : undefined;
}
