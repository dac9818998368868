import { serviceOf } from './actions.js';
import type { Layer } from './decision.js';
import type { PolicyGroup } from './gather.js';
import type { PolicySet } from './policies.js';
import { rcpServices } from './rcp-services.js';
import type { AuthorizationRequest } from './request.js';

/** What one kind of policy does in a decision. */
export interface PolicyKindRule {
  readonly layer: Layer;
  /** An Allow of it gives a permission. Otherwise an Allow only lets through what another kind gave. */
  readonly grants: boolean;
  /**
   * When there must be an Allow of it, in each of its groups: `always`; `by-rule`, as the access rule of the request says; or
   * `never`, where only its Deny counts.
   */
  readonly guards: 'always' | 'by-rule' | 'never';
  /** Its groups; undefined where the kind does not take part. */
  groups(policies: PolicySet): readonly PolicyGroup[] | undefined;
  /** Whether it binds this caller and this action at all. */
  binds(request: AuthorizationRequest): boolean;
}

const everyone = () => true;

/**
 * Every kind of policy, in the order of AWS's steps. A further kind is one more record.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const policyKinds: Readonly<Record<Layer, PolicyKindRule>> = {
  rcp: {
    layer: 'rcp',
    grants: false,
    // RCPFullAWSAccess cannot be detached, so that RCPs never deny implicitly.
    guards: 'never',
    groups: ({ rcps }) => rcps,
    binds: ({ principal, action }) => !isServiceLinked(principal) && rcpServices.has(serviceOf(action)),
  },
  scp: {
    layer: 'scp',
    grants: false,
    guards: 'always',
    groups: ({ scps }) => scps,
    binds: ({ principal }) => 'account' in principal && !isServiceLinked(principal),
  },
  endpoint: {
    layer: 'endpoint',
    grants: false,
    guards: 'always',
    groups: ({ endpoint }) => endpoint?.alone,
    binds: everyone,
  },
  trust: { layer: 'trust', grants: true, guards: 'by-rule', groups: ({ trust }) => trust?.alone, binds: everyone },
  resource: {
    layer: 'resource',
    grants: true,
    guards: 'by-rule',
    groups: ({ resource }) => resource?.alone,
    binds: everyone,
  },
  identity: {
    layer: 'identity',
    grants: true,
    guards: 'by-rule',
    groups: ({ identity }) => identity?.alone,
    binds: everyone,
  },
  boundary: {
    layer: 'boundary',
    grants: false,
    guards: 'by-rule',
    groups: ({ boundary }) => boundary?.alone,
    binds: everyone,
  },
  session: { layer: 'session', grants: false, guards: 'by-rule', groups: ({ sessions }) => sessions, binds: everyone },
};

/** The order in which denials are looked for: the first one found is the one that AWS names. */
export const kindsInOrder: readonly PolicyKindRule[] = Object.values(policyKinds);

/** Those without an Allow of which nothing is allowed, whoever asks. */
export const guardingKinds: readonly PolicyKindRule[] = kindsInOrder.filter(({ guards }) => guards === 'always');

function isServiceLinked(principal: AuthorizationRequest['principal']): boolean {
  return principal.type === 'assumed-role' && principal.serviceLinked === true;
}
