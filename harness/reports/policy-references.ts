import type { AttachedPolicy, PolicyGroup, PolicySet } from '../engine/index.js';

/** The numbers of the policies of one group. */
export type RecordedGroup = readonly number[];

/** A set of policies by their numbers. */
export interface RecordedSet {
  readonly identity?: RecordedGroup;
  readonly boundary?: RecordedGroup;
  readonly sessions?: readonly RecordedGroup[];
  readonly scopeDowns?: readonly RecordedGroup[];
  readonly resource?: RecordedGroup;
  readonly trust?: RecordedGroup;
  readonly scps?: readonly RecordedGroup[];
  readonly rcps?: readonly RecordedGroup[];
  readonly endpoint?: RecordedGroup;
}

/** Members that are one group, and those that are several which each count. */
const SINGLE = ['identity', 'boundary', 'resource', 'trust', 'endpoint'] as const;
const SEVERAL = ['sessions', 'scopeDowns', 'scps', 'rcps'] as const;

/** An absent kind stays absent: it differs from an empty group, which allows nothing. */
export function referencesOf(policies: PolicySet, numberOf: (attached: AttachedPolicy) => number): RecordedSet {
  const numbers = (group: PolicyGroup) => group.policies.map(numberOf);
  return mapped<PolicyGroup, RecordedGroup>(policies, numbers);
}

export function setOf(recorded: RecordedSet, groupOf: (numbers: RecordedGroup) => PolicyGroup): PolicySet {
  return mapped<RecordedGroup, PolicyGroup>(recorded, groupOf);
}

/** The same policies with each group replaced; a group that stays the same may be returned as it is. */
export function withGroups(policies: PolicySet, replace: (group: PolicyGroup) => PolicyGroup): PolicySet {
  return mapped<PolicyGroup, PolicyGroup>(policies, replace);
}

/** The groups of a set, whatever their kind. */
export function groupsOf(policies: PolicySet): readonly PolicyGroup[] {
  const single = SINGLE.flatMap((kind) => policies[kind] ?? []);
  return [...single, ...SEVERAL.flatMap((kind) => policies[kind] ?? [])];
}

type OfGroups<G> = { readonly [K in (typeof SINGLE)[number]]?: G } & {
  readonly [K in (typeof SEVERAL)[number]]?: readonly G[];
};

function mapped<From, To>(set: OfGroups<From>, to: (group: From) => To): OfGroups<To> {
  const result: { -readonly [K in keyof OfGroups<To>]: OfGroups<To>[K] } = {};
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
