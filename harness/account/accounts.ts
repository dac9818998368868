import { createPolicyCache } from '../engine/index.js';
import { type Account, type AccountPast, createAccount } from './account.js';
import { type Buckets, createBuckets } from './buckets.js';
import type { Caller } from './caller.js';
import { wholeSeconds } from './clock.js';
import { type AccountCredential, rootCredential, sessionCredential, userCredential } from './credentials.js';
import type { AwsPolicies } from './managed-policies.js';
import { createIssuerKeys, type IssuerKeys, type KeySet } from './oidc-keys.js';
import type { Membership, Memberships } from './organization.js';
import { createTokenKeys, type TokenKeys } from './outbound-keys.js';
import { type PropagationDelay, propagationSettings } from './propagation-delay.js';
import { type Quotas, raisedQuotas } from './quotas.js';
import { createRoleTemplates, type RoleTemplates, type RoleTemplateVersion } from './role-templates.js';
import type { Role } from './roles.js';
import type { PrincipalLookup } from './trust.js';
import type { User } from './users.js';
import { createVpcEndpoints, type VpcEndpoint, type VpcEndpoints } from './vpc-endpoints.js';

/** All the accounts of one emulator. */
export interface Accounts extends PrincipalLookup, Iterable<Account> {
  /** The account of this number; opened when it is first asked for. Throws {@link InvalidAccountId}. */
  get(accountId: string): Account;
  /** The account of this number, if anything asked for it before. */
  find(accountId: string): Account | undefined;
  /** Opens an account that has a past; in the place of the one with this number, if there is one. */
  open(accountId: string, past?: AccountPast): Account;
  /** Empties an account and removes its buckets; its ids go on, so that none comes twice. */
  reset(accountId: string): void;
  /** Has other accounts and buckets built, and puts them in the place of all once that is done: if it throws, nothing is changed. */
  rebuild(build: (fresh: Accounts) => void): void;
  /** What an account's organization means for it; undefined for an account that is in none. */
  membership(accountId: string): Membership | undefined;
  readonly roleTemplates: RoleTemplates;
  /** Buckets share one namespace over all accounts. */
  readonly buckets: Buckets;
  readonly vpcEndpoints: VpcEndpoints;
  /** The catalogue that every account starts with. */
  readonly awsPolicies: AwsPolicies;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** The keys of OIDC issuers, as far as the emulator was told them. */
  readonly issuerKeys: IssuerKeys;
  /** What the tokens of GetWebIdentityToken are signed with. */
  readonly tokenKeys: TokenKeys;
  /** The key pair of an access key id that may be used, and who signs with it. */
  credential(accessKeyId: string): AccountCredential | undefined;
  /** The account that an access key id was given out in, whether the key may be used or not; undefined for a deleted key. */
  ownerOfKey(accessKeyId: string): Account | undefined;
  /** Remembers when and where a caller's key, or role, was last used. */
  recordUse(caller: Caller, use: { readonly region: string; readonly serviceName: string }): void;
}

export interface AccountsOptions {
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** The same seed gives the same ids and secrets. */
  readonly seed: string;
  readonly awsPolicies: AwsPolicies;
  /** The members of an organization, if there is one. */
  readonly memberships?: Memberships;
  /** Throws {@link InvalidVpcEndpoint} for one that could not be AWS's. */
  readonly vpcEndpoints?: readonly VpcEndpoint[];
  /** Quotas that are higher than AWS's defaults, in every account. Throws {@link InvalidQuota}. */
  readonly quotas?: Partial<Quotas> | undefined;
  /** Throws {@link InvalidRoleTemplate}. */
  readonly roleTemplates?: readonly RoleTemplateVersion[] | undefined;
  /** By issuer. Throws {@link InvalidWebIdentityKeys}. */
  readonly webIdentityKeys?: Readonly<Record<string, KeySet>> | undefined;
  /** How long changes take to become visible in every account, until it is set otherwise for one; no time unless given. */
  readonly propagation?: PropagationDelay | 'off' | undefined;
}

/** An account id has twelve digits. */
export class InvalidAccountId extends Error {
  override readonly name = 'InvalidAccountId';
  readonly accountId: string;

  constructor(accountId: string) {
    super(`\`${accountId}\` is no account id: pass twelve digits, e.g. \`123456789012\``);
    this.accountId = accountId;
  }
}

const ACCOUNT_ID = /^\d{12}$/;
const ROOT_SECRET = 'test';
/** What users of other emulators sign with: `test`/`test`. */
const DEFAULT_KEY = 'test';
const DEFAULT_ACCOUNT = '000000000000';

/** What a snapshot replaces as a whole. */
interface State {
  readonly accounts: Map<string, Account>;
  /** By access key id. */
  readonly keyOwners: Map<string, Account>;
  readonly buckets: Buckets;
  readonly vpcEndpoints: VpcEndpoints;
}

function createState(vpcEndpoints?: readonly VpcEndpoint[]): State {
  return {
    accounts: new Map(),
    keyOwners: new Map(),
    buckets: createBuckets(),
    vpcEndpoints: createVpcEndpoints(vpcEndpoints),
  };
}

export function createAccounts(options: AccountsOptions): Accounts {
  return accountsOf(createState(options.vpcEndpoints), options);
}

function accountsOf(initial: State, options: AccountsOptions): Accounts {
  let state = initial;
  const compiled = createPolicyCache();
  const quotas = raisedQuotas(options.quotas);
  let tokenKeys = createTokenKeys();
  const propagation = propagationSettings(options.propagation ?? 'off');

  const open = (id: string, past?: AccountPast): Account => {
    if (!ACCOUNT_ID.test(id)) throw new InvalidAccountId(id);
    const { accounts, keyOwners } = state;
    const account: Account = createAccount({
      ...options,
      id,
      compiled,
      quotas,
      propagation,
      past,
      issued: (accessKeyId) => keyOwners.set(accessKeyId, account),
      dropped: (accessKeyId) => keyOwners.delete(accessKeyId),
    });
    accounts.set(id, account);
    return account;
  };
  const get = (accountId: string) => state.accounts.get(accountId) ?? open(accountId);

  return {
    get buckets() {
      return state.buckets;
    },
    get vpcEndpoints() {
      return state.vpcEndpoints;
    },
    roleTemplates: createRoleTemplates(options.roleTemplates),
    awsPolicies: options.awsPolicies,
    wallClock: options.wallClock,
    issuerKeys: createIssuerKeys(options.webIdentityKeys),
    get tokenKeys() {
      return tokenKeys;
    },
    get,
    find: (accountId) => state.accounts.get(accountId),
    open,
    reset(accountId) {
      const account = get(accountId);
      for (const { name } of state.buckets.ownedBy(accountId)) state.buckets.remove(name);
      for (const [accessKeyId, owner] of state.keyOwners) if (owner === account) state.keyOwners.delete(accessKeyId);
      open(accountId, { ids: account.ids.state() });
    },
    rebuild(build) {
      const fresh = createState();
      const rebuilt = accountsOf(fresh, options);
      build(rebuilt);
      state = fresh;
      tokenKeys = rebuilt.tokenKeys;
    },
    membership: (accountId) => options.memberships?.get(accountId),
    credential(accessKeyId) {
      const owner = state.keyOwners.get(accessKeyId);
      if (owner) return sessionCredential(owner, accessKeyId) ?? userCredential(owner, accessKeyId);
      const rootOf = accessKeyId === DEFAULT_KEY ? DEFAULT_ACCOUNT : accessKeyId;
      return ACCOUNT_ID.test(rootOf) ? rootCredential(get(rootOf), accessKeyId, ROOT_SECRET) : undefined;
    },
    ownerOfKey: (accessKeyId) => state.keyOwners.get(accessKeyId),
    recordUse,
    principalId: (principal) => principalId(principal, state.accounts),
    principalArn: (uniqueId) => principalArn(uniqueId, state.accounts),
    [Symbol.iterator]: () => state.accounts.values(),
  };
}

function recordUse(caller: Caller, use: { readonly region: string; readonly serviceName: string }): void {
  if (caller.kind !== 'user' && caller.kind !== 'assumed-role') return;
  if (caller.kind === 'user' && caller.session !== undefined) return;
  const used = caller.kind === 'user' ? caller.accessKeyId : caller.session.roleId;
  caller.account.lastUses.set(used, { date: wholeSeconds(caller.account.clock.now()), ...use });
}

const PRINCIPAL_ARN = /^arn:aws:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/;

function principalId(principal: string, accounts: ReadonlyMap<string, Account>): string | undefined {
  const [, accountId = '', kind, name = ''] = PRINCIPAL_ARN.exec(principal) ?? [];
  if (kind === undefined) return withId(principal, accounts, ({ visible }) => visible)?.id;
  const visible = accounts.get(accountId)?.visible;
  const entity = kind === 'user' ? visible?.users.named(name) : visible?.roles.named(name);
  return entity?.arn === principal ? entity.id : undefined;
}

/** With eventual reads a fresh ARN "may read back as a bare unique id". */
function principalArn(uniqueId: string, accounts: ReadonlyMap<string, Account>): string | undefined {
  return withId(uniqueId, accounts, (account) => {
    const { hides } = account.propagation;
    return hides('users', uniqueId) || hides('roles', uniqueId) ? account.visible : account;
  })?.arn;
}

function withId(
  uniqueId: string,
  accounts: ReadonlyMap<string, Account>,
  side: (account: Account) => Pick<Account['visible'], 'users' | 'roles'>,
): User | Role | undefined {
  for (const account of accounts.values()) {
    const { users, roles } = side(account);
    const entity = users.withId(uniqueId) ?? roles.withId(uniqueId);
    if (entity) return entity;
  }
  return undefined;
}
