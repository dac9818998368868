import type { Account } from '../../account/account.js';
import type { Belonging, Belongings } from '../../account/belongings.js';
import type { Caller } from '../../account/caller.js';
import type { User } from '../../account/users.js';
import type { AwsError } from '../../aws/errors.js';
import { ownUser } from './own-user.js';
import { users } from './targets.js';

/** A call whose UserName may be left out by a user, who then means himself. */
export interface OwnerCall {
  readonly account: Account;
  readonly caller: Caller;
  readonly input: { readonly UserName?: string | undefined };
}

/** Throws NoSuchEntity, or ValidationError for a caller who is no user and names none. */
export function ownerOf({ account, caller, input }: OwnerCall): User {
  return input.UserName === undefined ? ownUser(caller) : users.find(account, input.UserName);
}

/** What the call's user has by this id. Throws NoSuchEntity, also for what another user has. */
export function ownedBy<T extends Belonging>(
  call: OwnerCall,
  kept: Belongings<T>,
  id: string,
  missing: (id: string) => AwsError,
): T {
  const owner = ownerOf(call);
  const found = kept.withId(id);
  if (found?.userId !== owner.id) throw missing(id);
  return found;
}
