import type { Account } from './account.js';
import type { Caller } from './caller.js';
import type { Session } from './sessions.js';

/** The key pair of an access key id, and who signs with it. */
export interface AccountCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Undefined for a long-term key. */
  readonly sessionToken: string | undefined;
  readonly expired: boolean;
  /** How far the account's clock went ahead of the wall clock since that time. */
  aheadSince(wallTime: number): number;
  readonly caller: Caller;
}

export function rootCredential(account: Account, accessKeyId: string, secretAccessKey: string): AccountCredential {
  const { aheadSince } = account.clock;
  const caller = { kind: 'root' as const, account };
  return { accessKeyId, secretAccessKey, sessionToken: undefined, expired: false, aheadSince, caller };
}

/** A key that is inactive, or whose user is gone, is none. */
export function userCredential(account: Account, accessKeyId: string): AccountCredential | undefined {
  const key = account.visible.accessKeys.withId(accessKeyId);
  if (key?.status !== 'Active') return undefined;
  const { secretAccessKey, userId } = key;
  if (userId === account.id) return rootCredential(account, accessKeyId, secretAccessKey);
  const user = account.visible.users.withId(userId);
  const caller = user && { kind: 'user' as const, account, user, accessKeyId };
  const { aheadSince } = account.clock;
  return caller && { accessKeyId, secretAccessKey, sessionToken: undefined, expired: false, aheadSince, caller };
}

export function sessionCredential(account: Account, accessKeyId: string): AccountCredential | undefined {
  const session = account.sessions.withAccessKey(accessKeyId);
  const caller = session && sessionCaller(account, session);
  if (!session || !caller) return undefined;
  const { secretAccessKey, sessionToken, expiration } = session;
  const { now, aheadSince } = account.clock;
  return { accessKeyId, secretAccessKey, sessionToken, expired: now() >= expiration, aheadSince, caller };
}

/**
 * The sessions of a deleted role or user are of no use, also when one of the same name was made since: AWS answers
 * InvalidClientTokenId (https://github.com/aws/aws-sdk-java-v2/issues/5545).
 */
function sessionCaller(account: Account, session: Session): Caller | undefined {
  const { accessKeyId } = session;
  switch (session.kind) {
    case 'assumed-role':
      return account.visible.roles.withId(session.roleId) && { kind: 'assumed-role', account, session, accessKeyId };
    case 'user': {
      if (session.userId === account.id) return { kind: 'root', account, session };
      const user = account.visible.users.withId(session.userId);
      return user && { kind: 'user', account, user, accessKeyId, session };
    }
    case 'assumed-root':
      return { kind: 'root', account, session };
    case 'federated-user': {
      const user = account.visible.users.withId(session.userId);
      const isAlive = user !== undefined || session.userId === account.id;
      return isAlive ? { kind: 'federated-user', account, user, session, accessKeyId } : undefined;
    }
    default:
      return session satisfies never;
  }
}
