import type { Account } from './account.js';
import type { FederatedSession, RoleSession, RootSession, UserSession } from './sessions.js';
import type { User } from './users.js';

/**
 * Who signed a request. Root, users and sessions belong to an account; an unsigned request has no one behind it. Root and users sign
 * with a key of their own, or with that of a `session` of theirs. A service belongs to no account: its `account` is the one in whose name
 * it was rehearsed, whose clock it follows.
 */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'service';
      readonly account: Account;
      /** `lambda.amazonaws.com` */
      readonly service: string;
      readonly session?: undefined;
    }
  | { readonly kind: 'root'; readonly account: Account; readonly session?: UserSession | RootSession }
  | {
      readonly kind: 'user';
      readonly account: Account;
      readonly user: User;
      readonly accessKeyId: string;
      readonly session?: UserSession;
    }
  | {
      readonly kind: 'assumed-role';
      readonly account: Account;
      readonly session: RoleSession;
      readonly accessKeyId: string;
    }
  | {
      readonly kind: 'federated-user';
      readonly account: Account;
      /** Whose permissions the session narrows; undefined for those of the root user. */
      readonly user: User | undefined;
      readonly session: FederatedSession;
      readonly accessKeyId: string;
    };
