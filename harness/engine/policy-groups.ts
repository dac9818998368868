import type { PolicySet } from './policies.js';

/** Members that are one group, and those that are several which each count. */
const SINGLE = ['identity', 'boundary', 'resource', 'trust', 'endpoint'] as const satisfies (keyof PolicySet)[];
const SEVERAL = ['sessions', 'scopeDowns', 'scps', 'rcps'] as const satisfies (keyof PolicySet)[];

/** A {@link PolicySet} with something else in the place of each group: numbers of policies, or their JSON. */
export type PolicySetOf<G> = { readonly [K in (typeof SINGLE)[number]]?: G } & {
  readonly [K in (typeof SEVERAL)[number]]?: readonly G[];
};

/** An absent kind stays absent: it differs from an empty group, which allows nothing. */
export function mapGroups<From, To>(set: PolicySetOf<From>, to: (group: From) => To): PolicySetOf<To> {
  const result: { -readonly [K in keyof PolicySetOf<To>]: PolicySetOf<To>[K] } = {};
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

/** The groups of a set, whatever their kind. */
export function groupsOf<G>(set: PolicySetOf<G>): readonly G[] {
  return [...SINGLE.flatMap((kind) => set[kind] ?? []), ...SEVERAL.flatMap((kind) => set[kind] ?? [])] as readonly G[];
}
