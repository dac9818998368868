import type { Accounts } from '../account/accounts.js';
import { principalOf } from '../account/callers.js';
import type { AuthorizationRequest, PolicySet } from '../engine/index.js';
import type { Need } from './operation.js';
import { policySet } from './policy-set.js';
import { type ContextSource, requestContext } from './request-context.js';

/** A need with all that its decision depends on. */
export interface AskedNeed extends ContextSource {
  readonly accounts: Accounts;
}

/** What the engine is asked about a need, and the policies that decide it: the same for a call and for a question about one. */
export function askedEngine(asked: AskedNeed): {
  readonly request: AuthorizationRequest;
  readonly policies: PolicySet;
} {
  const { caller, facts, need, action, resourceAccount, accounts } = asked;
  return {
    request: {
      principal: need.principal ?? principalOf(caller),
      action,
      resource: need.resource,
      resourceAccount,
      context: requestContext(asked),
    },
    policies: withPoliciesOf(need, policySet({ caller, facts, resourceAccount, accounts })),
  };
}

/** Most needs have none, and the set of the caller's policies is the same from call to call. */
function withPoliciesOf({ resourcePolicy, trustPolicy }: Need, own: PolicySet): PolicySet {
  if (resourcePolicy === undefined && trustPolicy === undefined) return own;
  return { ...own, ...(resourcePolicy && { resource: resourcePolicy }), ...(trustPolicy && { trust: trustPolicy }) };
}
