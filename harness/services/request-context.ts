import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { callerArn, userIdOf } from '../account/callers.js';
import type { Membership } from '../account/organization.js';
import type { RoleSession, Session } from '../account/sessions.js';
import type { RequestFacts } from '../aws/application.js';
import type { Context, ContextValue } from '../engine/index.js';
import { isForwarded, NETWORK_KEYS } from './network-context.js';
import type { Need, Tag } from './operation.js';
import { SERVICE_KEYS } from './service-context.js';
import { SERVICE_SESSION_KEYS } from './sts/service-sessions.js';

/** What condition keys are made from. */
export interface ContextSource {
  readonly caller: Caller;
  readonly facts: RequestFacts;
  readonly need: Need;
  /** `s3:GetObject` */
  readonly action: string;
  readonly resourceAccount: string;
  readonly accounts: Pick<Accounts, 'membership' | 'vpcEndpoints'>;
  /** Milliseconds since the epoch on the clock of the caller's account. */
  readonly now: number;
}

export type Key = (source: ContextSource) => ContextValue | undefined;

/**
 * The condition keys that a request has whatever the operation, by lower-case name. What is not there is absent, as AWS has it:
 * `aws:username` for a role, `aws:MultiFactorAuthPresent` for long-term keys.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const KEYS: Readonly<Record<string, Key>> = {
  ...NETWORK_KEYS,
  ...SERVICE_KEYS,
  ...Object.fromEntries(SERVICE_SESSION_KEYS.map((key) => [key, keyOfSession(key)])),
  'identitystore:userid': keyOfSession('identitystore:userid'),
  'aws:currenttime': ({ now }) => isoSeconds(now),
  'aws:epochtime': ({ now }) => String(Math.floor(now / 1000)),
  'aws:securetransport': ({ facts }) => String(facts.origin.secureTransport),
  'aws:useragent': ({ facts }) => facts.userAgent,
  'aws:referer': ({ facts }) => facts.referer,
  // IAM has one endpoint: "IAM calls are always made to the us-east-1 Region".
  'aws:requestedregion': ({ action, facts }) => (action.startsWith('iam:') ? 'us-east-1' : facts.region),
  'aws:resourceaccount': ({ resourceAccount }) => resourceAccount,
  'aws:resourceorgid': (source) => resourceMembership(source)?.organizationId,
  'aws:resourceorgpaths': (source) => listOf(resourceMembership(source)?.path),
  'aws:principalorgid': (source) => principalMembership(source)?.organizationId,
  'aws:principalorgpaths': (source) => listOf(principalMembership(source)?.path),
  'aws:principaltype': ({ caller }) => PRINCIPAL_TYPE[caller.kind],
  'aws:principalaccount': ({ caller }) => (caller.kind === 'anonymous' ? 'anonymous' : ownAccount(caller)),
  'aws:principalarn': ({ caller }) => principalArn(caller),
  'aws:userid': ({ caller }) => (caller.kind === 'anonymous' ? 'anonymous' : idOf(caller)),
  'aws:username': ({ caller }) => (caller.kind === 'user' ? caller.user.name : undefined),
  'aws:tokenissuetime': ({ caller }) => session(caller, ({ issued }) => isoSeconds(issued)),
  'aws:multifactorauthpresent': (source) => {
    const age = mfaAge(source);
    return age === undefined ? undefined : String(age !== 'none');
  },
  'aws:multifactorauthage': (source) => {
    const age = mfaAge(source);
    return age === undefined || age === 'none' ? undefined : String(age);
  },
  'aws:sourceidentity': ({ caller }) =>
    session(caller, (opened) => ('sourceIdentity' in opened ? opened.sourceIdentity : undefined)),
  'aws:assumedroot': ({ caller }) => session(caller, ({ kind }) => (kind === 'assumed-root' ? 'true' : undefined)),
  'aws:federatedprovider': ({ caller }) => roleSession(caller, ({ federatedProvider }) => federatedProvider),
  'aws:tagkeys': ({ need }) => need.tagKeys ?? nonEmpty(need.requestTags?.map(({ Key }) => Key ?? '')),
  's3:authtype': ({ facts }) => facts.signature?.authType,
  's3:signatureversion': ({ facts }) => facts.signature?.signatureVersion,
  's3:signatureage': ({ facts }) => facts.signature?.age?.toString(),
  // A test tells whether a request counts as TLS, not of which version: it is the one that SDKs and S3 agree on.
  's3:tlsversion': ({ facts }) => (facts.origin.secureTransport ? '1.3' : undefined),
  's3:x-amz-content-sha256': ({ facts }) => facts.contentSha256,
  's3:resourceaccount': ({ resourceAccount }) => resourceAccount,
};

const ALL_KEYS = Object.entries(KEYS);

/** Keys that end with the name of a tag. */
const TAG_KEYS: Readonly<Record<string, (source: ContextSource) => readonly Tag[] | undefined>> = {
  'aws:principaltag/': ({ caller }) => principalTags(caller),
  'aws:requesttag/': ({ need }) => need.requestTags,
  'aws:resourcetag/': ({ need }) => need.resourceTags,
  'iam:resourcetag/': ({ need }) => need.resourceTags,
};

/** The names that a request can have a value for; those of tags end with a slash. */
export const filledKeys: readonly string[] = [...Object.keys(KEYS), ...Object.keys(TAG_KEYS)];

/** AWS documents none for a service. */
const PRINCIPAL_TYPE = {
  anonymous: 'Anonymous',
  service: undefined,
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
} as const;

/** The condition keys of a request, each made when a policy asks for it. */
export function requestContext(given: ContextSource): Context {
  const { time } = given.facts.origin;
  return new RequestContext(time === undefined ? given : { ...given, now: time.getTime() });
}

/** A class, since the record of decisions keeps thousands: functions of its own for each would be the better part of them. */
class RequestContext implements Context {
  readonly #source: ContextSource;

  constructor(source: ContextSource) {
    this.#source = source;
  }

  get(key: string): ContextValue | undefined {
    const source = this.#source;
    const given = source.need.keys === undefined ? undefined : ownValue(source.need.keys, key);
    if (given !== undefined) return given;
    const global = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    return global === undefined ? (tagValue(source, key) ?? keyOfSession(key)(source)) : global(source);
  }

  *keys(): Generator<string> {
    const source = this.#source;
    yield* ownNames(source.need);
    for (const [key, value] of ALL_KEYS) if (value(source) !== undefined) yield key;
    for (const key of roleSession(source.caller, sessionKeyNames) ?? []) if (!Object.hasOwn(KEYS, key)) yield key;
    for (const [prefix, tags] of Object.entries(TAG_KEYS))
      for (const { Key } of tags(source) ?? []) yield prefix + (Key ?? '').toLowerCase();
  }
}

/** A need has a handful of keys of its own: to look through them takes less than a table that the record of decisions would keep. */
function ownValue(keys: NonNullable<Need['keys']>, lowerCaseKey: string): ContextValue | undefined {
  let found: ContextValue | undefined;
  for (const name in keys) if (name.toLowerCase() === lowerCaseKey) found = keys[name] ?? found;
  return found;
}

function ownNames({ keys = {} }: Need): ReadonlySet<string> {
  return new Set(Object.keys(keys).flatMap((name) => (keys[name] === undefined ? [] : [name.toLowerCase()])));
}

function tagValue(source: ContextSource, key: string): ContextValue | undefined {
  const slash = key.indexOf('/');
  if (slash === -1) return undefined;
  const prefix = key.slice(0, slash + 1);
  if (!Object.hasOwn(TAG_KEYS, prefix)) return undefined;
  const name = key.slice(slash + 1);
  return TAG_KEYS[prefix]?.(source)?.find(({ Key }) => Key?.toLowerCase() === name)?.Value;
}

/** A session's tags come on top of its role's or user's. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
function principalTags(caller: Caller): readonly Tag[] | undefined {
  if (caller.kind === 'user') return caller.user.tags;
  if (caller.kind === 'federated-user') return [...caller.session.tags, ...(caller.user?.tags ?? [])];
  if (caller.kind !== 'assumed-role') return undefined;
  const role = caller.account.visible.roles.withId(caller.session.roleId);
  return [...caller.session.tags, ...(role?.tags ?? [])];
}

function principalArn(caller: Caller): string | undefined {
  if (caller.kind === 'anonymous' || caller.kind === 'service') return undefined;
  return caller.kind === 'assumed-role' ? caller.session.roleArn : callerArn(caller);
}

function principalMembership({ caller, accounts }: ContextSource): Membership | undefined {
  return caller.kind === 'anonymous' || caller.kind === 'service' ? undefined : accounts.membership(caller.account.id);
}

function resourceMembership({ resourceAccount, accounts }: ContextSource): Membership | undefined {
  return accounts.membership(resourceAccount);
}

function listOf(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

function roleSession<T>(caller: Caller, read: (session: RoleSession) => T): T | undefined {
  return caller.kind === 'assumed-role' ? read(caller.session) : undefined;
}

/** Those that an identity provider gave have its name in them, so that no table knows them. */
function sessionKeyNames({ contextKeys }: RoleSession): readonly string[] {
  return Object.keys(contextKeys);
}

function keyOfSession(key: string): Key {
  return ({ caller }) => roleSession(caller, ({ contextKeys }) => contextKeys[key]);
}

function session<T>(caller: Caller, read: (session: Session) => T): T | undefined {
  return caller.kind === 'anonymous' || caller.session === undefined ? undefined : read(caller.session);
}

type SignedCaller = Exclude<Caller, { kind: 'anonymous' }>;

/** A service belongs to no customer's account. */
function ownAccount(caller: SignedCaller): string | undefined {
  return caller.kind === 'service' ? undefined : caller.account.id;
}

function idOf(caller: SignedCaller): string | undefined {
  return caller.kind === 'service' ? undefined : userIdOf(caller);
}

/**
 * The seconds since an MFA code was shown, `none` where the credentials tell that none was, and undefined where they tell nothing, as those
 * of a long-term key do. A request that a service forwards is made with temporary credentials, also for a user with a long-term key.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
function mfaAge({ caller, facts: { origin }, now }: ContextSource): number | 'none' | undefined {
  if (caller.kind === 'anonymous' || caller.kind === 'service') return undefined;
  const { mfa } = origin;
  if (mfa !== undefined) return mfa === false ? 'none' : Number(mfa === true ? 0 : mfa);
  const at = session(caller, mfaAt);
  if (at !== undefined) return Math.floor((now - at) / 1000);
  return caller.session !== undefined || isForwarded(origin) ? 'none' : undefined;
}

/** Only GetSessionToken keeps what it was shown. */
function mfaAt(session: Session): number | undefined {
  return session.kind === 'user' ? session.mfaAuthenticatedAt : undefined;
}

function nonEmpty(values: readonly string[] | undefined): readonly string[] | undefined {
  return values !== undefined && values.length > 0 ? values : undefined;
}

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
