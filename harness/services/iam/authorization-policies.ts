import { createHash } from 'node:crypto';
import {
  type AttachedPolicy,
  type Decision,
  type Layer,
  type PolicyGroup,
  type PolicySource,
  trace,
} from '../../engine/index.js';

/** A policy that took part in the evaluation, as GetRequestAuthorizationDetails lists it. */
export interface PolicyInfo {
  readonly type: PolicyType;
  readonly inline: boolean;
  /** The ARN of a managed policy; "a URI for inline and other non-managed policies". */
  readonly uri: string;
  readonly attachedTo: readonly { readonly arn: string }[];
}

/** https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_PolicyInfo.html */
type PolicyType =
  | 'IDENTITY_BASED_POLICY'
  | 'RESOURCE_BASED_POLICY'
  | 'PERMISSIONS_BOUNDARY'
  | 'SESSION_POLICY'
  | 'SERVICE_CONTROL_POLICY'
  | 'RESOURCE_CONTROL_POLICY'
  | 'VPC_ENDPOINT_POLICY';

/** Whose organization a kind of policy belongs to: readers see what is their own. */
export type Side = 'principal' | 'resource';

const KINDS: Readonly<Record<Layer, { readonly type: PolicyType; readonly side: Side }>> = {
  identity: { type: 'IDENTITY_BASED_POLICY', side: 'principal' },
  boundary: { type: 'PERMISSIONS_BOUNDARY', side: 'principal' },
  session: { type: 'SESSION_POLICY', side: 'principal' },
  'scope-down': { type: 'SESSION_POLICY', side: 'principal' },
  scp: { type: 'SERVICE_CONTROL_POLICY', side: 'principal' },
  resource: { type: 'RESOURCE_BASED_POLICY', side: 'resource' },
  trust: { type: 'RESOURCE_BASED_POLICY', side: 'resource' },
  rcp: { type: 'RESOURCE_CONTROL_POLICY', side: 'resource' },
  endpoint: { type: 'VPC_ENDPOINT_POLICY', side: 'principal' },
};

/** A policy of a decision with what is told of it. */
export interface EvaluatedPolicy {
  readonly info: PolicyInfo;
  readonly document: string;
  readonly side: Side;
}

/** All policies of the decisions about one request, each once; an SCP that is attached in several places names them all. */
export function evaluatedPolicies(decisions: readonly Decision[]): readonly EvaluatedPolicy[] {
  const found = new Map<string, EvaluatedPolicy>();
  for (const { policies } of decisions) {
    for (const [layer, groups] of groupsOf(policies)) {
      for (const attached of groups.flatMap((group) => group.policies)) {
        const evaluated = evaluatedPolicy(layer, attached);
        const key = `${evaluated.info.type} ${evaluated.info.uri}`;
        const known = found.get(key);
        found.set(key, known ? alsoAttached(known, evaluated.info.attachedTo) : evaluated);
      }
    }
  }
  return [...found.values()];
}

/** A policy with the statements that matched an action and its resource. */
export interface MatchedPolicy {
  readonly uri: string;
  readonly matchedStatements: readonly { readonly sid?: string; readonly evaluatedEffect: 'ALLOW' | 'DENY' }[];
}

export function matchedPolicies(decision: Decision, sides: readonly Side[]): readonly MatchedPolicy[] {
  const matched = new Map<string, MatchedPolicy['matchedStatements'][number][]>();
  for (const { layer, binds, groups } of trace(decision).layers) {
    if (!binds || !sides.includes(KINDS[layer].side)) continue;
    for (const statement of groups.flat()) {
      if (!statement.matched) continue;
      const uri = uriOf(statement.source, statement.policy.document);
      const { sid, effect } = statement;
      const told = {
        ...(sid !== undefined && { sid }),
        evaluatedEffect: effect === 'Allow' ? 'ALLOW' : 'DENY',
      } as const;
      matched.set(uri, [...(matched.get(uri) ?? []), told]);
    }
  }
  return [...matched].map(([uri, matchedStatements]) => ({ uri, matchedStatements }));
}

function groupsOf(policies: Decision['policies']): readonly (readonly [Layer, readonly PolicyGroup[]])[] {
  const {
    identity,
    boundary,
    sessions = [],
    scopeDowns = [],
    resource,
    trust,
    scps = [],
    rcps = [],
    endpoint,
  } = policies;
  const one = (group: PolicyGroup | undefined) => (group === undefined ? [] : [group]);
  return [
    ['identity', one(identity)],
    ['boundary', one(boundary)],
    ['session', sessions],
    ['scope-down', scopeDowns],
    ['scp', scps],
    ['resource', one(resource)],
    ['trust', one(trust)],
    ['rcp', rcps],
    ['endpoint', one(endpoint)],
  ];
}

function evaluatedPolicy(layer: Layer, { source, policy: { document } }: AttachedPolicy): EvaluatedPolicy {
  const { type, side } = KINDS[layer];
  const arn = attachedArn(source);
  const info = {
    type,
    inline: source.arn === undefined && layer !== 'rcp',
    uri: uriOf(source, document),
    attachedTo: arn === undefined ? [] : [{ arn }],
  };
  return { info, document, side };
}

function alsoAttached(known: EvaluatedPolicy, places: PolicyInfo['attachedTo']): EvaluatedPolicy {
  const others = places.filter(({ arn }) => known.info.attachedTo.every((place) => place.arn !== arn));
  return { ...known, info: { ...known.info, attachedTo: [...known.info.attachedTo, ...others] } };
}

/** AWS's ids of inline policies say nothing; this one is stable for the policy and its place. */
function uriOf({ arn, name, attachedTo = '' }: PolicySource, document: string): string {
  if (arn !== undefined) return arn;
  return `urn:aws:policy:${createHash('sha256').update(`${attachedTo}\n${name}\n${document}`).digest('hex').slice(0, 32)}`;
}

const ORGANIZATION_POLICY = /^arn:aws:organizations::(\d{12}):policy\/(o-[^/]+)\//;
const PLACES = [
  ['r-', 'root'],
  ['ou-', 'ou'],
  ['', 'account'],
] as const;

/** Policies of an organization are attached to a root, a unit or an account, by its id. */
function attachedArn({ arn, attachedTo }: PolicySource): string | undefined {
  const [, management, organization] = ORGANIZATION_POLICY.exec(arn ?? '') ?? [];
  if (attachedTo === undefined || management === undefined || organization === undefined) return attachedTo;
  const [, kind] = PLACES.find(([prefix]) => attachedTo.startsWith(prefix)) ?? PLACES[2];
  return `arn:aws:organizations::${management}:${kind}/${organization}/${attachedTo}`;
}
