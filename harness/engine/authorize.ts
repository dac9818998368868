import {
  type AccessRule,
  accessRules,
  actionsWithoutPermission,
  rootBucketPolicyActions,
  type Situation,
} from './access-rules.js';
import type { Decision, DecidingStatement, Layer } from './decision.js';
import type { AttachedStatement, PolicyGroup } from './gather.js';
import { kindsInOrder, type PolicyKindRule, policyKinds } from './kinds.js';
import type { PolicySet } from './policies.js';
import { type GrantStrength, grantStrength } from './principals.js';
import type { AuthorizationRequest } from './request.js';
import { conditionsHold, principalMatches, resourceMatches } from './statement.js';

/**
 * Decides one request: an explicit Deny of any policy settles it, else every kind of policy that the situation requires
 * must allow. The same arguments always give the same decision.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(request: AuthorizationRequest, policies: PolicySet): Decision {
  if (actionsWithoutPermission.has(request.action)) {
    return { outcome: 'allowed', because: 'no-permission-needed', layer: undefined, deciding: [], request, policies };
  }
  return explicitDeny(request, policies) ?? decideByAllows(request, policies);
}

function explicitDeny(request: AuthorizationRequest, policies: PolicySet): Decision | undefined {
  for (const kind of kindsInOrder) {
    const groups = kind.groups(policies);
    if (!groups || !kind.binds(request) || isBeyondPolicy(kind, request)) continue;
    for (const group of groups) {
      const deny = firstMatch(group.candidates(request.action).denies, request, policies);
      if (deny) return denied('explicit-deny', kind.layer, deny.deciding, request, policies);
    }
  }
  return undefined;
}

/** The owner's root user can always repair a bucket policy. */
function isBeyondPolicy({ layer }: PolicyKindRule, { principal, action, resourceAccount }: AuthorizationRequest): boolean {
  if (layer !== 'resource' || principal.type !== 'root' || principal.account !== resourceAccount) return false;
  return rootBucketPolicyActions.has(action);
}

function decideByAllows(request: AuthorizationRequest, policies: PolicySet): Decision {
  for (const kind of kindsInOrder) {
    if (kind.guards !== 'always') continue;
    if (!allows(kind, request, policies)) return denied('implicit-deny', kind.layer, [], request, policies);
  }
  const { principal } = request;
  const hasTrust = policies.trust !== undefined;
  const grant = strongestGrant(policies.trust ?? policies.resource, request, policies);
  const sameAccount = 'account' in principal && principal.account === request.resourceAccount;
  const rule = ruleFor({ principal, sameAccount, strength: grant?.strength ?? grantStrength.none, hasTrust });
  return decideByRule(rule, grant, request, policies);
}

function ruleFor(situation: Situation): AccessRule | undefined {
  for (const rule of accessRules) {
    if (rule.applies(situation)) return rule;
  }
  return undefined;
}

interface Grant {
  readonly strength: GrantStrength;
  readonly statement: AttachedStatement;
}

function decideByRule(
  rule: AccessRule | undefined,
  grant: Grant | undefined,
  request: AuthorizationRequest,
  policies: PolicySet,
): Decision {
  let deciding: readonly DecidingStatement[] = [];
  for (const layer of rule?.requires ?? ['identity' as const]) {
    const kind = policyKinds[layer];
    const statement = grantsOfResource(layer) ? grant?.statement : firstAllow(kind, request, policies);
    if (!statement && !passesWithout(kind, request, policies)) {
      return denied('implicit-deny', layer, [], request, policies);
    }
    if (statement && kind.grants) deciding = joined(deciding, statement.deciding);
  }
  if (rule?.grantedBy === undefined) {
    return { outcome: 'allowed', because: 'root-of-the-account', layer: undefined, deciding, request, policies };
  }
  return { outcome: 'allowed', because: 'allowed', layer: rule.grantedBy, deciding, request, policies };
}
