import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { callerArn, userIdOf } from '../account/callers.js';
import type { Membership } from '../account/organization.js';
import type { RoleSession, Session } from '../account/sessions.js';
import type { RequestFacts } from '../aws/application.js';
import type { Context, ContextValue } from '../engine/index.js';
import type { Need, Tag } from './operation.js';

/** What condition keys are made from. */
export interface ContextSource {
  readonly caller: Caller;
  readonly facts: RequestFacts;
  readonly need: Need;
  readonly resourceAccount: string;
  readonly accounts: Pick<Accounts, 'membership'>;
  /** Milliseconds since the epoch on the clock of the caller's account. */
  readonly now: number;
}

type Key = (source: ContextSource) => ContextValue | undefined;

/**
 * The condition keys that a request has whatever the operation, by lower-case name. What is not there is absent, as AWS has it:
 * `aws:username` for a role, `aws:MultiFactorAuthPresent` for long-term keys.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const KEYS: Readonly<Record<string, Key>> = {
  'aws:currenttime': ({ now }) => isoSeconds(now),
  'aws:epochtime': ({ now }) => String(Math.floor(now / 1000)),
  'aws:sourceip': ({ facts }) => facts.origin.sourceIp,
  'aws:securetransport': ({ facts }) => String(facts.origin.secureTransport),
  'aws:useragent': ({ facts }) => facts.userAgent,
  'aws:referer': ({ facts }) => facts.referer,
  'aws:requestedregion': ({ facts }) => facts.region,
  'aws:resourceaccount': ({ resourceAccount }) => resourceAccount,
  'aws:resourceorgid': (source) => resourceMembership(source)?.organizationId,
  'aws:resourceorgpaths': (source) => listOf(resourceMembership(source)?.path),
  'aws:principalorgid': (source) => principalMembership(source)?.organizationId,
  'aws:principalorgpaths': (source) => listOf(principalMembership(source)?.path),
  'aws:viaawsservice': () => 'false',
  'aws:principalisawsservice': () => 'false',
  'aws:principaltype': ({ caller }) => PRINCIPAL_TYPE[caller.kind],
  'aws:principalaccount': ({ caller }) => (caller.kind === 'anonymous' ? undefined : caller.account.id),
  'aws:principalarn': ({ caller }) => principalArn(caller),
  'aws:userid': ({ caller }) => (caller.kind === 'anonymous' ? 'anonymous' : userIdOf(caller)),
  'aws:username': ({ caller }) => (caller.kind === 'user' ? caller.user.name : undefined),
  'aws:tokenissuetime': ({ caller }) => session(caller, ({ issued }) => isoSeconds(issued)),
  'aws:multifactorauthpresent': ({ caller }) => session(caller, (session) => String(mfaAt(session) !== undefined)),
  'aws:multifactorauthage': ({ caller, now }) =>
    session(caller, (session) => {
      const at = mfaAt(session);
      return at === undefined ? undefined : String(Math.floor((now - at) / 1000));
    }),
  'aws:sourceidentity': ({ caller }) => roleSession(caller, ({ sourceIdentity }) => sourceIdentity),
  'aws:federatedprovider': ({ caller }) => roleSession(caller, ({ federatedProvider }) => federatedProvider),
  'aws:tagkeys': ({ need }) => need.tagKeys ?? nonEmpty(need.requestTags?.map(({ Key }) => Key ?? '')),
  's3:authtype': ({ facts }) => facts.signature?.authType,
  's3:signatureversion': ({ facts }) => facts.signature?.signatureVersion,
  's3:signatureage': ({ facts }) => (facts.signature === undefined ? undefined : String(facts.signature.age)),
  's3:x-amz-content-sha256': ({ facts }) => facts.contentSha256,
  's3:resourceaccount': ({ resourceAccount }) => resourceAccount,
};

/** Keys that end with the name of a tag. */
const TAG_KEYS: Readonly<Record<string, (source: ContextSource) => readonly Tag[] | undefined>> = {
  'aws:principaltag/': ({ caller }) => principalTags(caller),
  'aws:requesttag/': ({ need }) => need.requestTags,
  'aws:resourcetag/': ({ need }) => need.resourceTags,
  'iam:resourcetag/': ({ need }) => need.resourceTags,
};

const PRINCIPAL_TYPE = {
  anonymous: 'Anonymous',
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
} as const;

/** The condition keys of a request, each made when a policy asks for it. */
export function requestContext(source: ContextSource): Context {
  let own: ReadonlyMap<string, ContextValue> | undefined;
  const ownKeys = () => {
    own ??= keysOfNeed(source.need);
    return own;
  };
  return {
    get(key) {
      const given = source.need.keys === undefined ? undefined : ownKeys().get(key);
      if (given !== undefined) return given;
      const global = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
      return global === undefined ? tagValue(source, key) : global(source);
    },
    *keys() {
      yield* ownKeys().keys();
      for (const [key, value] of Object.entries(KEYS)) if (value(source) !== undefined) yield key;
      for (const [prefix, tags] of Object.entries(TAG_KEYS))
        for (const { Key } of tags(source) ?? []) yield prefix + (Key ?? '').toLowerCase();
    },
  };
}

function keysOfNeed({ keys = {} }: Need): ReadonlyMap<string, ContextValue> {
  const map = new Map<string, ContextValue>();
  for (const [key, value] of Object.entries(keys)) if (value !== undefined) map.set(key.toLowerCase(), value);
  return map;
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
  const role = caller.account.roles.withId(caller.session.roleId);
  return [...caller.session.tags, ...(role?.tags ?? [])];
}

function principalArn(caller: Caller): string | undefined {
  if (caller.kind === 'anonymous') return undefined;
  return caller.kind === 'assumed-role' ? caller.session.roleArn : callerArn(caller);
}

function principalMembership({ caller, accounts }: ContextSource): Membership | undefined {
  return caller.kind === 'anonymous' ? undefined : accounts.membership(caller.account.id);
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

function session<T>(caller: Caller, read: (session: Session) => T): T | undefined {
  return caller.kind === 'anonymous' || caller.session === undefined ? undefined : read(caller.session);
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
