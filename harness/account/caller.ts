import type { Account } from './account.js';
import type { RoleSession } from './sessions.js';
import type { User } from './users.js';

/** Who signed a request. Root, users and sessions belong to an account; an unsigned request has no one behind it. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'root'; readonly account: Account }
  | { readonly kind: 'user'; readonly account: Account; readonly user: User; readonly accessKeyId: string }
  | {
      readonly kind: 'assumed-role';
      readonly account: Account;
      readonly session: RoleSession;
      readonly accessKeyId: string;
    };
