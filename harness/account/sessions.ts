import type { PolicyGroup } from '../engine/index.js';
import type { Clock } from './clock.js';
import { wholeSeconds } from './clock.js';
import type { Tag } from './entities.js';
import type { Ids } from './ids.js';
import { isServiceLinked, type Role } from './roles.js';

/**
 * A session of a role, as AssumeRole opens it. It keeps no permissions of its role: these are looked up at each request, so
 * that a change counts at once, for sessions that are open too.
 */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly sessionName: string;
  readonly roleId: string;
  readonly roleName: string;
  /** With the role's path. */
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`: the path of the role is no part of it. */
  readonly arn: string;
  readonly serviceLinked: boolean;
  /** Milliseconds since the epoch on the account's clock, whole seconds. */
  readonly issued: number;
  readonly expiration: number;
  /** Each narrows what the role may do. */
  readonly sessionPolicies: readonly PolicyGroup[];
  readonly tags: readonly Tag[];
  /** Keys of tags that a session opened by this one inherits. */
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
  /** When the caller showed an MFA code; undefined without one. */
  readonly mfaAuthenticatedAt: number | undefined;
  /** The provider of a web identity or SAML session, as a policy names it under `Federated`. */
  readonly federatedProvider: string | undefined;
  /** Opened by a session: role chaining, limited to one hour. */
  readonly chained: boolean;
  /** The ARN of the service or the caller for which it was opened. */
  readonly openedBy: string | undefined;
}

interface SessionOptions {
  readonly role: Role;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicies?: readonly PolicyGroup[];
  readonly tags?: readonly Tag[];
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string | undefined;
  readonly mfaAuthenticatedAt?: number | undefined;
  readonly federatedProvider?: string | undefined;
  readonly chained?: boolean;
  readonly openedBy?: string | undefined;
}

/** The sessions of an account's roles. */
export interface Sessions extends Iterable<RoleSession> {
  readonly size: number;
  open(options: SessionOptions): RoleSession;
  withAccessKey(accessKeyId: string): RoleSession | undefined;
}

/** A session that expired is kept this long, so that its user is told so and not that the key is unknown. */
const KEPT_AFTER_EXPIRATION = 24 * 60 * 60 * 1000;
const SWEEP_EVERY = 1000;

export interface SessionsOptions {
  readonly accountId: string;
  readonly ids: Ids;
  readonly clock: Clock;
  issued(accessKeyId: string): void;
  dropped(accessKeyId: string): void;
}

export function createSessions(options: SessionsOptions): Sessions {
  const sessions = new Map<string, RoleSession>();
  let opened = 0;
  const sweep = (): void => {
    const limit = options.clock.now() - KEPT_AFTER_EXPIRATION;
    for (const session of sessions.values()) {
      if (session.expiration > limit) continue;
      sessions.delete(session.accessKeyId);
      options.dropped(session.accessKeyId);
    }
  };
  return {
    get size() {
      return sessions.size;
    },
    open(session) {
      if (++opened % SWEEP_EVERY === 0) sweep();
      const record = describeSession(session, options);
      sessions.set(record.accessKeyId, record);
      options.issued(record.accessKeyId);
      return record;
    },
    withAccessKey: (accessKeyId) => sessions.get(accessKeyId),
    [Symbol.iterator]: () => sessions.values(),
  };
}

function describeSession(session: SessionOptions, { accountId, ids, clock }: SessionsOptions): RoleSession {
  const { role, sessionName } = session;
  const issued = wholeSeconds(clock.now());
  return {
    accessKeyId: ids.accessKey('session'),
    secretAccessKey: ids.secret(),
    sessionToken: ids.sessionToken(),
    sessionName,
    roleId: role.id,
    roleName: role.name,
    roleArn: role.arn,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    serviceLinked: isServiceLinked(role),
    issued,
    expiration: issued + session.durationSeconds * 1000,
    sessionPolicies: session.sessionPolicies ?? [],
    tags: session.tags ?? [],
    transitiveTagKeys: session.transitiveTagKeys ?? [],
    sourceIdentity: session.sourceIdentity,
    mfaAuthenticatedAt: session.mfaAuthenticatedAt,
    federatedProvider: session.federatedProvider,
    chained: session.chained ?? false,
    openedBy: session.openedBy,
  };
}
