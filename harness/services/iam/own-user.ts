import type { Account } from '../../account/account.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import type { User } from '../../account/users.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { noSuch } from './failures.js';
import { users } from './targets.js';

interface UserCall {
  readonly account: Account;
  readonly caller: Caller;
  readonly input: { readonly UserName?: string | undefined };
}

/**
 * The permission for an operation whose UserName may be left out: then it is about the caller. A role session is authorized
 * as if it was a user of the session's name, and only then told to give a name (AWS's refusals show it).
 */
export function userOrSelf({ account, caller, input }: UserCall): Need {
  if (input.UserName !== undefined) return users.need(account, input.UserName);
  switch (caller.kind) {
    case 'user':
      return users.need(account, caller.user.name);
    case 'assumed-role':
      return users.need(account, caller.session.sessionName);
    case 'federated-user':
      return users.need(account, caller.session.name);
    case 'root':
      return { resource: callerArn(caller) };
    case 'service':
    case 'anonymous':
      return { resource: '*' };
    default:
      return caller satisfies never;
  }
}

/** The user who calls, as it is now: it was authenticated as it is seen. Throws ValidationError for anyone else. */
export function ownUser(caller: Caller): User {
  if (caller.kind === 'user') {
    const user = caller.account.users.withId(caller.user.id);
    if (user) return user;
    throw noSuch.user(caller.user.name);
  }
  throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
}
