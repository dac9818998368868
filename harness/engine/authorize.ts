import { type AccessRule, actionsWithoutPermission, rootBucketPolicyActions, ruleFor } from './access-rules.js';
import type { DecidingStatement, Decision, Layer } from './decision.js';
import type { AttachedStatement, PolicyGroup } from './gather.js';
import { guardingKinds, type PolicyKindRule, policyKinds } from './kinds.js';
import type { PolicySet } from './policies.js';
import { type GrantStrength, grantStrength } from './principals.js';
import type { AuthorizationRequest } from './request.js';
import { nextNode, type ResourceEntry, type ResourceNode } from './resource-index.js';
import { conditionsHold, principalMatches, resourceMatches } from './statement.js';
import { matchesWildcard } from './wildcard.js';

const NOBODY: readonly DecidingStatement[] = [];

/**
 * Decides one request: an explicit Deny of any policy settles it, else every kind of policy that the situation requires
 * must allow. The same arguments always give the same decision.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(request: AuthorizationRequest, policies: PolicySet): Decision {
  if (actionsWithoutPermission.has(request.action)) {
    return allowed('no-permission-needed', undefined, NOBODY, request, policies);
  }
  return explicitDeny(request, policies) ?? decideByAllows(request, policies);
}

/**
 * Every kind that takes part, in the order of AWS's steps. The kinds are written out: in a small decision, a loop over their
 * table takes as long as all the rest.
 */
function explicitDeny(request: AuthorizationRequest, policies: PolicySet): Decision | undefined {
  const { rcps, scps, endpoint, trust, resource, identity, boundary, sessions, scopeDowns } = policies;
  return (
    (rcps && denyOf(policyKinds.rcp, rcps, request, policies)) ??
    (scps && denyOf(policyKinds.scp, scps, request, policies)) ??
    (endpoint && denyOf(policyKinds.endpoint, endpoint.alone, request, policies)) ??
    (trust && denyOf(policyKinds.trust, trust.alone, request, policies)) ??
    (resource && denyOf(policyKinds.resource, resource.alone, request, policies)) ??
    (identity && denyOf(policyKinds.identity, identity.alone, request, policies)) ??
    (boundary && denyOf(policyKinds.boundary, boundary.alone, request, policies)) ??
    (sessions && denyOf(policyKinds.session, sessions, request, policies)) ??
    (scopeDowns && denyOf(policyKinds['scope-down'], scopeDowns, request, policies))
  );
}

function denyOf(
  kind: PolicyKindRule,
  groups: readonly PolicyGroup[],
  request: AuthorizationRequest,
  policies: PolicySet,
): Decision | undefined {
  if (!kind.binds(request) || isBeyondPolicy(kind, request)) return undefined;
  for (const group of groups) {
    const deny = firstMatch(group.candidates(request.action).denies, request, policies);
    if (deny) return denied('explicit-deny', kind.layer, deny.deciding, request, policies);
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
  for (const kind of guardingKinds) {
    if (!allows(kind, request, policies)) return denied('implicit-deny', kind.layer, NOBODY, request, policies);
  }
  const { principal, resourceAccount } = request;
  const hasTrust = policies.trust !== undefined;
  const grant = strongestGrant(policies.trust ?? policies.resource, request, policies);
  const sameAccount = 'account' in principal && principal.account === resourceAccount;
  const rule = ruleFor(principal.type, sameAccount, grant?.strength ?? grantStrength.none, hasTrust);
  return decideByRule(rule, grant, request, policies);
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
  let deciding = NOBODY;
  for (const kind of rule.requires) {
    if (!kind.grants) {
      if (!allows(kind, request, policies)) return denied('implicit-deny', kind.layer, NOBODY, request, policies);
      continue;
    }
    const isIdentity = kind === policyKinds.identity;
    const statement = isIdentity ? firstAllow(policies.identity, request, policies) : grant?.statement;
    if (statement) deciding = deciding === NOBODY ? statement.deciding : deciding.concat(statement.deciding);
    else if (!isIssuedByRoot(kind, request)) return denied('implicit-deny', kind.layer, NOBODY, request, policies);
  }
  if (!rule.grantedBy) return allowed('root-of-the-account', undefined, deciding, request, policies);
  return allowed('allowed', rule.grantedBy.layer, deciding, request, policies);
}

/** A federated user of the root user has no identity policies, only what its session policies let through of root's powers. */
function isIssuedByRoot(kind: PolicyKindRule, { principal }: AuthorizationRequest): boolean {
  return kind === policyKinds.identity && principal.type === 'federated-user' && principal.userArn === undefined;
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

/** Of the statements that match, the first in the order in which they are attached. */
function firstMatch(
  root: ResourceNode<AttachedStatement>,
  request: AuthorizationRequest,
  policies: PolicySet,
): AttachedStatement | undefined {
  let first: AttachedStatement | undefined;
  let at = 0;
  for (let node: typeof root | undefined = root; node; node = nextNode(node, request.resource, at - node.step)) {
    for (const entry of node.entries) {
      if (first && first.order < entry.statement.order) break;
      if (strengthOf(entry, at, request, policies) > grantStrength.none) first = entry.statement;
    }
    at += node.step;
  }
  return first;
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
  for (; node; node = nextNode(node, request.resource, at - node.step)) {
    for (const entry of node.entries) {
      const strength = strengthOf(entry, at, request, policies);
      if (strength > (strongest?.strength ?? grantStrength.none)) strongest = { strength, statement: entry.statement };
      if (strength === grantStrength.caller) return strongest;
    }
    at += node.step;
  }
  return strongest;
}

/** How directly a statement for this action speaks to the caller, or `none` when anything in it does not match. */
function strengthOf(
  { statement: { statement }, rest }: ResourceEntry<AttachedStatement>,
  at: number,
  request: AuthorizationRequest,
  policies: PolicySet,
): GrantStrength {
  const { resource, context } = request;
  const matches = rest ? matchesWildcard(rest, resource, context, at) : resourceMatches(statement, request);
  if (!matches) return grantStrength.none;
  const strength = principalMatches(statement, request, policies.boundary !== undefined);
  return strength !== grantStrength.none && conditionsHold(statement, request) ? strength : grantStrength.none;
}

function allowed(
  because: Decision['because'],
  layer: Layer | undefined,
  deciding: readonly DecidingStatement[],
  request: AuthorizationRequest,
  policies: PolicySet,
): Decision {
  return { outcome: 'allowed', because, layer, deciding, request, policies };
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
