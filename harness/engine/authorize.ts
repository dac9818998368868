import {
  type AccessRule,
  accessRules,
  actionsWithoutPermission,
  identityRule,
  rootBucketPolicyActions,
  type Situation,
} from './access-rules.js';
import type { DecidingStatement, Decision, Layer } from './decision.js';
import type { AttachedStatement, PolicyGroup } from './gather.js';
import { kindsInOrder, type PolicyKindRule, policyKinds } from './kinds.js';
import type { PolicySet } from './policies.js';
import { type GrantStrength, grantStrength } from './principals.js';
import type { AuthorizationRequest } from './request.js';
import { nextNode, type ResourceNode } from './resource-index.js';
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
function isBeyondPolicy(
  { layer }: PolicyKindRule,
  { principal, action, resourceAccount }: AuthorizationRequest,
): boolean {
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

function ruleFor(situation: Situation): AccessRule {
  for (const rule of accessRules) {
    if (rule.applies(situation)) return rule;
  }
  return identityRule;
}

interface Grant {
  readonly strength: GrantStrength;
  readonly statement: AttachedStatement;
}

function decideByRule(
  rule: AccessRule,
  grant: Grant | undefined,
  request: AuthorizationRequest,
  policies: PolicySet,
): Decision {
  let deciding: readonly DecidingStatement[] = [];
  for (const layer of rule.requires) {
    const kind = policyKinds[layer];
    if (!kind.grants) {
      if (!allows(kind, request, policies)) return denied('implicit-deny', layer, [], request, policies);
      continue;
    }
    const statement = layer === 'identity' ? firstAllow(policies.identity, request, policies) : grant?.statement;
    if (!statement && !isIssuedByRoot(layer, request)) return denied('implicit-deny', layer, [], request, policies);
    if (statement) deciding = deciding.length === 0 ? statement.deciding : [...deciding, ...statement.deciding];
  }
  if (rule.grantedBy === undefined) {
    return { outcome: 'allowed', because: 'root-of-the-account', layer: undefined, deciding, request, policies };
  }
  return { outcome: 'allowed', because: 'allowed', layer: rule.grantedBy, deciding, request, policies };
}

/** A federated user of the root user has no identity policies, only what its session policies let through of root's powers. */
function isIssuedByRoot(layer: Layer, { principal }: AuthorizationRequest): boolean {
  return layer === 'identity' && principal.type === 'federated-user' && principal.userArn === undefined;
}

/** Whether each group has an Allow. A federated user without session policies is allowed nothing by them. */
function allows(kind: PolicyKindRule, request: AuthorizationRequest, policies: PolicySet): boolean {
  const groups = kind.groups(policies);
  const isMissing = groups === undefined || groups.length === 0;
  if (isMissing) return kind.layer !== 'session' || request.principal.type !== 'federated-user';
  if (!kind.binds(request)) return true;
  for (const group of groups) {
    if (!firstAllow(group, request, policies)) return false;
  }
  return true;
}

function firstAllow(group: PolicyGroup | undefined, request: AuthorizationRequest, policies: PolicySet) {
  return group && firstMatch(group.candidates(request.action).allows, request, policies);
}

function firstMatch(
  root: ResourceNode<AttachedStatement>,
  request: AuthorizationRequest,
  policies: PolicySet,
): AttachedStatement | undefined {
  let at = 0;
  for (let node: typeof root | undefined = root; node; node = nextNode(node, request.resource, at)) {
    at += node.text.length;
    for (const candidate of node.statements) {
      if (strengthOf(candidate, request, policies) > grantStrength.none) return candidate;
    }
  }
  return undefined;
}

/** Of all Allows of a resource or trust policy, the one that speaks most directly to the caller. */
function strongestGrant(
  group: PolicyGroup | undefined,
  request: AuthorizationRequest,
  policies: PolicySet,
): Grant | undefined {
  let strongest: Grant | undefined;
  let at = 0;
  let node = group?.candidates(request.action).allows;
  for (; node; node = nextNode(node, request.resource, at)) {
    at += node.text.length;
    for (const statement of node.statements) {
      const strength = strengthOf(statement, request, policies);
      if (strength > (strongest?.strength ?? grantStrength.none)) strongest = { strength, statement };
      if (strength === grantStrength.caller) return strongest;
    }
  }
  return strongest;
}

/** How directly a statement for this action speaks to the caller, or `none` when anything in it does not match. */
function strengthOf(
  { statement }: AttachedStatement,
  request: AuthorizationRequest,
  policies: PolicySet,
): GrantStrength {
  const strength = principalMatches(statement, request, policies.boundary !== undefined);
  if (strength === grantStrength.none || !resourceMatches(statement, request)) return grantStrength.none;
  return conditionsHold(statement, request) ? strength : grantStrength.none;
}

function denied(
  because: 'explicit-deny' | 'implicit-deny',
  layer: Layer,
  deciding: readonly DecidingStatement[],
  request: AuthorizationRequest,
  policies: PolicySet,
): Decision {
  return { outcome: 'denied', because, layer, deciding, request, policies };
}
