import { authorize } from './authorize.js';
import { type CompileOptions, compile } from './compile.js';
import type { Decision, PolicySource } from './decision.js';
import { gather } from './gather.js';
import type { AttachedPolicy, PolicySet } from './policies.js';
import { mapGroups, type PolicySetOf } from './policy-groups.js';
import type { AuthorizationRequest, ContextValue } from './request.js';

/** A policy that was asked, with all that it takes to compile it again. */
export interface PolicyJson {
  readonly kind: CompileOptions['kind'];
  readonly document: string;
  readonly principalIds?: Readonly<Record<string, string>>;
  /** Which statements were asked, by their places in the document. */
  readonly statements: readonly number[];
  readonly source: Omit<PolicySource, 'positions'>;
}

export type PolicySetJson = PolicySetOf<readonly PolicyJson[]>;

/** A decision as JSON tells it, beside its policies. */
export interface DecidedJson
  extends Pick<Decision, 'outcome' | 'because' | 'layer'>,
    Omit<AuthorizationRequest, 'context'> {
  readonly context: Readonly<Record<string, ContextValue>>;
}

export function policiesJson(policies: PolicySet): PolicySetJson {
  return mapGroups(policies, (group) => group.policies.map(policyJson));
}

/**
 * The decision that JSON tells of, made again from the policies that were asked; undefined where it comes out otherwise, since the
 * engine that told it is then another than ours.
 */
export function decisionOfJson(told: DecidedJson, policies: PolicySet): Decision | undefined {
  const { principal, action, resource, resourceAccount, outcome, because, layer } = told;
  const context = new Map(Object.entries(told.context));
  const again = authorize({ principal, action, resource, resourceAccount, context }, policies);
  return again.outcome === outcome && again.because === because && again.layer === layer ? again : undefined;
}

export function policiesOfJson(policies: PolicySetJson): PolicySet {
  return mapGroups(policies, (group) => gather(group.map(attachedOfJson)));
}

export function policyJson({ policy, source: { positions: _, ...source } }: AttachedPolicy): PolicyJson {
  const { kind, document, principalIds } = policy;
  const statements = policy.statements.map(({ index }) => index);
  return {
    kind,
    document,
    statements,
    source,
    ...(principalIds && { principalIds: Object.fromEntries(principalIds) }),
  };
}

export function attachedOfJson({ kind, document, principalIds, statements, source }: PolicyJson): AttachedPolicy {
  const ids = principalIds && { principalIds: new Map(Object.entries(principalIds)) };
  const policy = compile(document, { kind, accepted: true, ...ids });
  const asked = policy.statements.filter(({ index }) => statements.includes(index));
  return { policy: { ...policy, statements: asked }, source };
}
