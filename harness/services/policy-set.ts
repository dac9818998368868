import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { policiesOf } from '../account/callers.js';
import type { RequestFacts } from '../aws/application.js';
import type { PolicySet } from '../engine/index.js';
import { endpointOf } from './network-context.js';

/** Who calls from where, and whose the resource is. */
export interface PolicyContext {
  readonly caller: Caller;
  readonly facts: RequestFacts;
  readonly resourceAccount: string;
  readonly accounts: Accounts;
}

/** The policies that apply to a caller wherever it goes, that of the endpoint it came through, and those of the organizations of both sides. */
export function policySet({ caller, facts, resourceAccount, accounts }: PolicyContext): PolicySet {
  const through = endpointOf({ caller, facts, accounts });
  const endpoint = through && accounts.vpcEndpoints.policyOf(through.id);
  const own = endpoint === undefined ? policiesOf(caller) : { ...policiesOf(caller), endpoint };
  const isOutside = caller.kind === 'anonymous' || caller.kind === 'service';
  const ofCaller = isOutside ? undefined : accounts.membership(caller.account.id);
  const ofResource = accounts.membership(resourceAccount);
  if (ofCaller === undefined && ofResource === undefined) return own;
  const isOneOrganization = ofCaller?.organizationId === ofResource?.organizationId;
  const rcps = isOneOrganization ? ofResource?.rcps : ofResource?.namelessRcps;
  return { ...own, ...(ofCaller?.scps && { scps: ofCaller.scps }), ...(rcps && { rcps }) };
}
