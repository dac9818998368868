import {
  type AttachedPolicy,
  authorize,
  type CompileOptions,
  compile,
  type Decision,
  gather,
  type PolicyGroup,
  type PolicySet,
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

type GroupJson = readonly PolicyJson[];

/** The policies that were asked; a group that is absent took no part, an empty one allowed nothing. */
interface PolicySetJson {
  readonly identity?: GroupJson;
  readonly boundary?: GroupJson;
  readonly resource?: GroupJson;
  readonly trust?: GroupJson;
  readonly endpoint?: GroupJson;
  readonly sessions?: readonly GroupJson[];
  readonly scopeDowns?: readonly GroupJson[];
  readonly scps?: readonly GroupJson[];
  readonly rcps?: readonly GroupJson[];
}

/** What the control interface tells of one decision. */
export interface ToldDecision extends DecisionJson, Explained {
  readonly policies: PolicySetJson;
}

const SINGLE = ['identity', 'boundary', 'resource', 'trust', 'endpoint'] as const;
const SEVERAL = ['sessions', 'scopeDowns', 'scps', 'rcps'] as const;

type SetOf<G> = { readonly [K in (typeof SINGLE)[number]]?: G } & {
  readonly [K in (typeof SEVERAL)[number]]?: readonly G[];
};

export function policiesJson(policies: PolicySet): PolicySetJson {
  return mapped<PolicyGroup, GroupJson>(policies, (group) => group.policies.map(policyJson));
}

/**
 * The decision that JSON tells of, made again from the policies that were asked; undefined where it comes out otherwise, since the engine
 * of the server is then another than ours.
 */
export function wholeDecision(told: ToldDecision): Decision | undefined {
  const { principal, action, resource, resourceAccount, outcome, because, layer } = told;
  const context = new Map(Object.entries(told.context));
  const policies = mapped<GroupJson, PolicyGroup>(told.policies, (group) => gather(group.map(attached)));
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

function mapped<From, To>(set: SetOf<From>, to: (group: From) => To): SetOf<To> {
  const result: { -readonly [K in keyof SetOf<To>]: SetOf<To>[K] } = {};
  for (const kind of SINGLE) {
    const group = set[kind];
    if (group !== undefined) result[kind] = to(group);
  }
  for (const kind of SEVERAL) {
    const groups = set[kind];
    if (groups !== undefined) result[kind] = groups.map(to);
  }
  return result;
}
