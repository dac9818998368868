import { serviceOf } from './actions.js';
import type { Layer } from './decision.js';
import type { PolicyGroup } from './gather.js';
import type { PolicySet } from './policies.js';
import { rcpServices } from './rcp-services.js';
import type { AuthorizationRequest } from './request.js';

/** What one kind of policy does in a decision. */
export interface PolicyKindRule {
  readonly layer: Layer;
  /** As AWS's refusals call it. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
  readonly awsName: string;
  /** As a person would call it. */
  readonly plainName: string;
  /** An Allow of it gives a permission. Otherwise an Allow only lets through what another kind gave. */
  readonly grants: boolean;
  /**
   * When there must be an Allow of it, in each of its groups: `always`; `by-rule`, as the access rule of the request says; or
   * `never`, where only its Deny counts.
   */
  readonly guards: 'always' | 'by-rule' | 'never';
  /** Its groups; undefined where the kind does not take part. */
  groups(policies: PolicySet): readonly PolicyGroup[] | undefined;
  /** The part of a set of policies that these groups are. */
  part(groups: readonly PolicyGroup[]): PolicySet;
  /** Whether it binds this caller and this action at all. */
  binds(request: AuthorizationRequest): boolean;
}

const everyone = () => true;

/**
 * Every kind of policy, in the order of AWS's steps. A further kind is one more record, and a line of `explicitDeny`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const policyKinds: Readonly<Record<Layer, PolicyKindRule>> = {
  rcp: {
    layer: 'rcp',
    awsName: 'resource control policy',
    plainName: 'resource control policy of the organization',
    grants: false,
    // RCPFullAWSAccess cannot be detached, so that RCPs never deny implicitly.
    guards: 'never',
    groups: ({ rcps }) => rcps,
    part: (rcps) => ({ rcps }),
    binds: ({ principal, action }) => !isServiceLinked(principal) && rcpServices.has(serviceOf(action)),
  },
  scp: {
    layer: 'scp',
    awsName: 'service control policy',
    plainName: 'service control policy of the organization',
    grants: false,
    guards: 'always',
    groups: ({ scps }) => scps,
    part: (scps) => ({ scps }),
    binds: ({ principal }) => 'account' in principal && !isServiceLinked(principal),
  },
  endpoint: {
    layer: 'endpoint',
    awsName: 'VPC endpoint policy',
    plainName: 'policy of the VPC endpoint',
    grants: false,
    guards: 'always',
    groups: ({ endpoint }) => endpoint?.alone,
    part: ([endpoint]) => (endpoint ? { endpoint } : {}),
    binds: everyone,
  },
  trust: {
    layer: 'trust',
    awsName: 'role trust policy',
    plainName: 'trust policy of the role',
    grants: true,
    guards: 'by-rule',
    groups: ({ trust }) => trust?.alone,
    part: ([trust]) => (trust ? { trust } : {}),
    binds: everyone,
  },
  resource: {
    layer: 'resource',
    awsName: 'resource-based policy',
    plainName: 'policy on the resource',
    grants: true,
    guards: 'by-rule',
    groups: ({ resource }) => resource?.alone,
    part: ([resource]) => (resource ? { resource } : {}),
    binds: everyone,
  },
  identity: {
    layer: 'identity',
    awsName: 'identity-based policy',
    plainName: 'policy of the caller',
    grants: true,
    guards: 'by-rule',
    groups: ({ identity }) => identity?.alone,
    part: ([identity]) => (identity ? { identity } : {}),
    binds: everyone,
  },
  boundary: {
    layer: 'boundary',
    awsName: 'permissions boundary',
    plainName: 'permissions boundary of the caller',
    grants: false,
    guards: 'by-rule',
    groups: ({ boundary }) => boundary?.alone,
    part: ([boundary]) => (boundary ? { boundary } : {}),
    binds: everyone,
  },
  session: {
    layer: 'session',
    awsName: 'session policy',
    plainName: 'policy of the session',
    grants: false,
    guards: 'by-rule',
    groups: ({ sessions }) => sessions,
    part: (sessions) => ({ sessions }),
    binds: everyone,
  },
  // "The resulting credentials can never have more": a policy on a resource that names the session does not widen them either.
  'scope-down': {
    layer: 'scope-down',
    awsName: 'session policy',
    plainName: 'scope down policy of the credentials',
    grants: false,
    guards: 'always',
    groups: ({ scopeDowns }) => scopeDowns,
    part: (scopeDowns) => ({ scopeDowns }),
    binds: everyone,
  },
};

/** The order in which denials are looked for: the first one found is the one that AWS names. */
export const kindsInOrder: readonly PolicyKindRule[] = Object.values(policyKinds);

/** Those without an Allow of which nothing is allowed, whoever asks. */
export const guardingKinds: readonly PolicyKindRule[] = kindsInOrder.filter(({ guards }) => guards === 'always');

function isServiceLinked(principal: AuthorizationRequest['principal']): boolean {
  return principal.type === 'assumed-role' && principal.serviceLinked === true;
}
