import { serviceOf } from './actions.js';
import { authorize } from './authorize.js';
import { type Change, changesToEscape, changesToMatch } from './changes.js';
import { compile } from './compile.js';
import type { Decision, Layer } from './decision.js';
import { gather, type PolicyGroup } from './gather.js';
import { policyKinds } from './kinds.js';
import type { AttachedPolicy, PolicySet } from './policies.js';
import type { AuthorizationRequest } from './request.js';
import { type StatementTrace, trace } from './trace.js';

/** One denial on the way to an allowed request. */
export interface Obstacle {
  /** The decision as it would be with the obstacles before this one out of the way. */
  readonly decision: Decision;
  /** The Deny that matches, or the Allow that comes nearest; undefined where no Allow speaks of the action or the resource. */
  readonly statement: StatementTrace | undefined;
  readonly changes: readonly Change[];
}

/** More denials than any real request meets. */
const MOST = 100;

/**
 * Everything that stands between a denied request and its permission, in the order in which AWS would complain of it: each is found
 * by deciding again with the ones before removed.
 */
export function obstaclesOf(denied: Decision): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  let decision = denied;
  while (decision.outcome === 'denied' && obstacles.length < MOST) {
    const obstacle = obstacleOf(decision);
    obstacles.push(obstacle);
    const policies = withoutObstacle(obstacle);
    if (!policies) break;
    decision = authorize(decision.request, policies);
  }
  return obstacles;
}

function obstacleOf(decision: Decision): Obstacle {
  const groups = trace(decision).layers.find(({ layer }) => layer === decision.layer)?.groups ?? [];
  if (decision.because === 'explicit-deny') {
    const deny = groups.flat().find(({ effect, matched }) => effect === 'Deny' && matched);
    return { decision, statement: deny, changes: deny ? changesToEscape(deny, decision.request) : [] };
  }
  const nearest = nearestAllow(groups, decision.request);
  const changes = nearest ? changesToMatch(nearest, decision.request) : [additionTo(groups, decision)];
  return { decision, statement: nearest, changes };
}

/** The Allow that is missing, and the files that it could stand in. */
function additionTo(groups: readonly (readonly StatementTrace[])[], { request, layer }: Decision): Change {
  const { action, resource, resourceAccount, principal } = request;
  const files = new Set(groups.flat().flatMap(({ source }) => source.file ?? []));
  const where = files.size === 0 ? '' : ` to ${[...files].join(' or ')}`;
  const words = `an Allow of ${action} on ${resource} would have to be added${where}`;
  const account = 'account' in principal ? principal.account : undefined;
  if (layer !== 'resource' || account === undefined || account === resourceAccount)
    return { element: 'statement', words };
  const hint = `the resource is in account ${resourceAccount} and the caller in ${account}: policies of both have to allow it`;
  return { element: 'statement', words, hint };
}

/** Of the groups in which nothing allows, the Allow with the fewest mismatches. */
function nearestAllow(
  groups: readonly (readonly StatementTrace[])[],
  { action }: AuthorizationRequest,
): StatementTrace | undefined {
  return groups
    .filter((group) => !group.some(({ effect, matched }) => effect === 'Allow' && matched))
    .flat()
    .filter((statement) => statement.effect === 'Allow' && !isStrange(statement, action))
    .reduce<StatementTrace | undefined>(
      (best, statement) => (best && distance(best) <= distance(statement) ? best : statement),
      undefined,
    );
}

/** It speaks neither of the action nor of the resource, or of another service: to add the action there would be a wider policy. */
function isStrange({ mismatches, policy, index }: StatementTrace, action: string): boolean {
  if (!mismatches.includes('action')) return false;
  if (mismatches.includes('resource')) return true;
  const service = serviceOf(action.toLowerCase());
  const statement = policy.statements.find((one) => one.index === index);
  return statement?.actions.every((pattern) => pattern.service !== undefined && pattern.service !== service) ?? false;
}

/** Each element and each condition counts one; among equals, a statement about the action is nearer than one about the resource. */
function distance({ mismatches, conditions }: StatementTrace): number {
  const elements = mismatches.filter((mismatch) => mismatch !== 'condition').length;
  const failed = conditions.filter(({ holds }) => !holds).length;
  return elements + failed + (mismatches.includes('action') ? 0.5 : 0);
}

const ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';

/** The policies as if the obstacle were gone; undefined where it cannot be taken away. */
function withoutObstacle({ decision, statement }: Obstacle): PolicySet | undefined {
  const { layer, policies, because } = decision;
  if (layer === undefined) return undefined;
  const groups = policyKinds[layer].groups(policies) ?? [];
  if (because === 'explicit-deny') {
    if (!statement) return undefined;
    return withGroups(
      policies,
      layer,
      groups.map((group) => withoutStatement(group, statement)),
    );
  }
  const allow = { policy: compile(ALLOW_ALL, { kind: layer, accepted: true }), source: { name: 'everything' } };
  const widened = groups.map((group) => gather([...group.policies, allow]));
  return withGroups(policies, layer, widened.length > 0 ? widened : [gather([allow])]);
}

function withoutStatement(group: PolicyGroup, { source, policy, index }: StatementTrace): PolicyGroup {
  const remaining = group.policies.map((attached): AttachedPolicy => {
    if (attached.source !== source || attached.policy !== policy) return attached;
    return { source, policy: { ...policy, statements: policy.statements.filter((one) => one.index !== index) } };
  });
  return gather(remaining);
}

function withGroups(policies: PolicySet, layer: Layer, groups: readonly PolicyGroup[]): PolicySet {
  return { ...policies, ...policyKinds[layer].part(groups) };
}
