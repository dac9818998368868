import type { PolicyGroup } from '../engine/index.js';
import type { Clock } from './clock.js';
import type { Tag } from './entities.js';
import type { Ids } from './ids.js';
import { isServiceLinked, type Role } from './roles.js';
import { type TemporaryCredentials, type TokenSize, temporaryCredentials } from './session-credentials.js';

/** What GetSessionToken opens: whoever signs with it is still the user, or the root user. */
export interface UserSession extends TemporaryCredentials {
  readonly kind: 'user';
  /** The account's number for the root user. */
  readonly userId: string;
  /** When the user showed an MFA code; undefined without one. */
  readonly mfaAuthenticatedAt: number | undefined;
}

/**
 * A session of a role, as AssumeRole opens it. It keeps no permissions of its role: these are looked up at each request, so
 * that a change counts at once, for sessions that are open too.
 */
export interface RoleSession extends TemporaryCredentials {
  readonly kind: 'assumed-role';
  readonly sessionName: string;
  readonly roleId: string;
  readonly roleName: string;
  /** With the role's path. */
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`: the path of the role is no part of it. */
  readonly arn: string;
  readonly serviceLinked: boolean;
  /** Each narrows what the role may do. */
  readonly sessionPolicies: readonly PolicyGroup[];
  readonly tags: readonly Tag[];
  /** Keys of tags that a session opened by this one inherits. */
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
  /** The provider of a web identity or SAML session, as a policy names it under `Federated`. */
  readonly federatedProvider: string | undefined;
  /** Opened by a session: role chaining, limited to one hour. */
  readonly chained: boolean;
  /** The ARN of the service or the caller for which it was opened. */
  readonly openedBy: string | undefined;
  /** The condition keys that the service which opened it puts into each of its requests, by lower-case name. */
  readonly contextKeys: Readonly<Record<string, string>>;
}

/** What GetFederationToken opens: someone without a user of their own, with part of a user's permissions. */
export interface FederatedSession extends TemporaryCredentials {
  readonly kind: 'federated-user';
  readonly name: string;
  /** `arn:aws:sts::ACCOUNT:federated-user/NAME` */
  readonly arn: string;
  /** The user who opened it; the account's number for the root user. */
  readonly userId: string;
  /** Without any, only a resource's policy gives it something. */
  readonly sessionPolicies: readonly PolicyGroup[];
  readonly tags: readonly Tag[];
}

/** What AssumeRoot opens: the root user of a member account, for one task. */
export interface RootSession extends TemporaryCredentials {
  readonly kind: 'assumed-root';
  /** The AWS managed policy that names the task. */
  readonly taskPolicyArn: string;
  readonly sourceIdentity: string | undefined;
}

interface SessionOptions extends TokenSize {
  readonly role: Role;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicies?: readonly PolicyGroup[];
  readonly tags?: readonly Tag[];
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string | undefined;
  readonly federatedProvider?: string | undefined;
  readonly chained?: boolean;
  readonly openedBy?: string | undefined;
  readonly contextKeys?: Readonly<Record<string, string>>;
}

interface UserSessionOptions extends TokenSize {
  readonly userId: string;
  readonly durationSeconds: number;
  readonly withMfa: boolean;
}

interface FederatedSessionOptions extends TokenSize {
  readonly name: string;
  readonly userId: string;
  readonly durationSeconds: number;
  readonly sessionPolicies: readonly PolicyGroup[];
  readonly tags: readonly Tag[];
}

interface RootSessionOptions extends TokenSize {
  readonly taskPolicyArn: string;
  readonly sourceIdentity: string | undefined;
  readonly durationSeconds: number;
}

interface ScopedSessionOptions extends TokenSize {
  readonly durationSeconds: number;
  readonly policy: string | undefined;
}

export type Session = RoleSession | UserSession | FederatedSession | RootSession;

/** The sessions of an account's roles and users. */
export interface Sessions extends Iterable<Session> {
  readonly size: number;
  open(options: SessionOptions): RoleSession;
  openForUser(options: UserSessionOptions): UserSession;
  openFederated(options: FederatedSessionOptions): FederatedSession;
  openForRoot(options: RootSessionOptions): RootSession;
  /** Further credentials of a session, with a policy that narrows them. */
  scope(session: Session, options: ScopedSessionOptions): Session;
  withAccessKey(accessKeyId: string): Session | undefined;
  /** Keeps a session that was opened before. */
  put(session: Session): void;
}

/** This many sessions are kept after they expired, the latest, so that their users are told so and not that the key is unknown. */
const EXPIRED_KEPT = 1000;
const SWEEP_EVERY = 1000;

export interface SessionsOptions {
  readonly accountId: string;
  readonly ids: Ids;
  readonly clock: Clock;
  issued(accessKeyId: string): void;
  dropped(accessKeyId: string): void;
}

export function createSessions(options: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();
  let opened = 0;
  let nextExpiration = Number.POSITIVE_INFINITY;
  const sweep = (): void => {
    const now = options.clock.now();
    if (nextExpiration > now) return;
    const expired: Session[] = [];
    for (const session of sessions.values()) if (session.expiration <= now) expired.push(session);
    for (const session of expired.slice(0, -EXPIRED_KEPT)) {
      sessions.delete(session.accessKeyId);
      options.dropped(session.accessKeyId);
    }
    nextExpiration = Number.POSITIVE_INFINITY;
    for (const { expiration } of sessions.values()) nextExpiration = Math.min(nextExpiration, expiration);
  };
  const put = (session: Session): void => {
    sessions.set(session.accessKeyId, session);
    nextExpiration = Math.min(nextExpiration, session.expiration);
    options.issued(session.accessKeyId);
  };
  const keep = <S extends Session>(session: S): S => {
    if (++opened % SWEEP_EVERY === 0) sweep();
    put(session);
    return session;
  };
  return {
    get size() {
      return sessions.size;
    },
    open: (session) => keep(roleSession(session, options)),
    openForUser: (session) => keep(userSession(session, options)),
    openFederated: (session) => keep(federatedSession(session, options)),
    openForRoot: ({ taskPolicyArn, sourceIdentity, ...credentials }) =>
      keep({ kind: 'assumed-root', ...temporaryCredentials(credentials, options), taskPolicyArn, sourceIdentity }),
    scope: (session, { policy, ...credentials }) =>
      keep({
        ...session,
        ...temporaryCredentials(credentials, options),
        scopeDowns: policy === undefined ? session.scopeDowns : [...session.scopeDowns, policy],
      }),
    withAccessKey: (accessKeyId) => sessions.get(accessKeyId),
    put,
    [Symbol.iterator]: () => sessions.values(),
  };
}

function userSession({ userId, withMfa, ...size }: UserSessionOptions, options: SessionsOptions): UserSession {
  const credentials = temporaryCredentials(size, options);
  return { kind: 'user', ...credentials, userId, mfaAuthenticatedAt: withMfa ? credentials.issued : undefined };
}

function federatedSession(session: FederatedSessionOptions, options: SessionsOptions): FederatedSession {
  const { name, userId, sessionPolicies, tags } = session;
  const arn = `arn:aws:sts::${options.accountId}:federated-user/${name}`;
  const credentials = temporaryCredentials(session, options);
  return { kind: 'federated-user', ...credentials, name, arn, userId, sessionPolicies, tags };
}

function roleSession(session: SessionOptions, options: SessionsOptions): RoleSession {
  const { role, sessionName } = session;
  const credentials = temporaryCredentials(session, options);
  // Written out: records are kept for as long as their sessions last, and a spread one takes more room.
  return {
    kind: 'assumed-role',
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
    issued: credentials.issued,
    expiration: credentials.expiration,
    packedBytes: credentials.packedBytes,
    scopeDowns: credentials.scopeDowns,
    sessionName,
    roleId: role.id,
    roleName: role.name,
    roleArn: role.arn,
    arn: `arn:aws:sts::${options.accountId}:assumed-role/${role.name}/${sessionName}`,
    serviceLinked: isServiceLinked(role),
    sessionPolicies: someOf(session.sessionPolicies),
    tags: someOf(session.tags),
    transitiveTagKeys: someOf(session.transitiveTagKeys),
    sourceIdentity: session.sourceIdentity,
    federatedProvider: session.federatedProvider,
    chained: session.chained ?? false,
    openedBy: session.openedBy,
    contextKeys: anyOf(session.contextKeys),
  };
}

const NONE: readonly never[] = [];
const NO_KEYS: Readonly<Record<string, string>> = {};

/** One empty list for all: most sessions have neither policies nor tags. */
function someOf<T>(list: readonly T[] = NONE): readonly T[] {
  return list.length === 0 ? NONE : list;
}

function anyOf(keys: Readonly<Record<string, string>> = NO_KEYS): Readonly<Record<string, string>> {
  return Object.keys(keys).length === 0 ? NO_KEYS : keys;
}
