import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { policiesOf } from '../account/callers.js';
import type { PolicySet } from '../engine/index.js';

/** The policies that apply to a caller wherever it goes, and those of the organizations of both sides. */
export function policySet(caller: Caller, resourceAccount: string, accounts: Accounts): PolicySet {
  const own = policiesOf(caller);
  const ofCaller = caller.kind === 'anonymous' ? undefined : accounts.membership(caller.account.id);
  const ofResource = accounts.membership(resourceAccount);
  if (ofCaller === undefined && ofResource === undefined) return own;
  const isOneOrganization = ofCaller?.organizationId === ofResource?.organizationId;
  const rcps = isOneOrganization ? ofResource?.rcps : ofResource?.namelessRcps;
  return { ...own, ...(ofCaller?.scps && { scps: ofCaller.scps }), ...(rcps && { rcps }) };
}
