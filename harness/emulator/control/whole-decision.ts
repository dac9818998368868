import {
  type AttachedPolicy,
  authorize,
  type CompileOptions,
  compile,
  type Decision,
  gather,
  mapGroups,
  type PolicySet,
  type PolicySetOf,
  type PolicySource,
} from '../../engine/index.js';
import type { DecisionJson, Explained } from './decisions.js';

/** A policy that was asked, with all that it takes to compile it again. */
interface PolicyJson {
  readonly kind: CompileOptions['kind'];
  readonly document: string;
  readonly principalIds?: Readonly<Record<string, string>>;
  /** Which statements were asked, by their places in the document. */
  readonly statements: readonly number[];
  readonly source: Omit<PolicySource, 'positions'>;
}

type PolicySetJson = PolicySetOf<readonly PolicyJson[]>;

/** What the control interface tells of one decision. */
export interface ToldDecision extends DecisionJson, Explained {
  /** A group that is absent took no part, an empty one allowed nothing. A server of an older version tells none. */
  readonly policies?: PolicySetJson;
}

export function policiesJson(policies: PolicySet): PolicySetJson {
  return mapGroups(policies, (group) => group.policies.map(policyJson));
}

/**
 * The decision that JSON tells of, made again from the policies that were asked; undefined where it tells none, or comes out
 * otherwise, since the engine of the server is then another than ours.
 */
export function wholeDecision(told: ToldDecision): Decision | undefined {
  const { principal, action, resource, resourceAccount, outcome, because, layer } = told;
  const context = new Map(Object.entries(told.context));
  if (told.policies === undefined) return undefined;
  const policies = mapGroups(told.policies, (group) => gather(group.map(attached)));
  const again = authorize({ principal, action, resource, resourceAccount, context }, policies);
  return again.outcome === outcome && again.because === because && again.layer === layer ? again : undefined;
}

function policyJson({ policy, source: { positions: _, ...source } }: AttachedPolicy): PolicyJson {
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

function attached({ kind, document, principalIds, statements, source }: PolicyJson): AttachedPolicy {
  const ids = principalIds && { principalIds: new Map(Object.entries(principalIds)) };
  const policy = compile(document, { kind, accepted: true, ...ids });
  const asked = policy.statements.filter(({ index }) => statements.includes(index));
  return { policy: { ...policy, statements: asked }, source };
}
