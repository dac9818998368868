import { type AttachedPolicy, mapGroups, type PolicyGroup, type PolicySet, type PolicySetOf } from '../engine/index.js';

/** The numbers of the policies of one group. */
export type RecordedGroup = readonly number[];

/** A set of policies by their numbers. */
export type RecordedSet = PolicySetOf<RecordedGroup>;

/** An absent kind stays absent: it differs from an empty group, which allows nothing. */
export function referencesOf(policies: PolicySet, numberOf: (attached: AttachedPolicy) => number): RecordedSet {
  const numbers = (group: PolicyGroup) => group.policies.map(numberOf);
  return mapGroups(policies, numbers);
}

export function setOf(recorded: RecordedSet, groupOf: (numbers: RecordedGroup) => PolicyGroup): PolicySet {
  return mapGroups(recorded, groupOf);
}

/** The same policies with each group replaced; a group that stays the same may be returned as it is. */
export function withGroups(policies: PolicySet, replace: (group: PolicyGroup) => PolicyGroup): PolicySet {
  return mapGroups(policies, replace);
}
