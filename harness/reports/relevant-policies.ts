import { type AttachedPolicy, gather, type PolicyGroup } from '../engine/index.js';
import { actionMatches } from '../engine/statement.js';

/** Of large groups only the policies that speak about an action are gathered again. */
export interface RelevantPolicies {
  replaced(
    group: PolicyGroup,
    action: string,
    from: AttachedPolicy,
    to: AttachedPolicy,
    made: Map<string, PolicyGroup>,
  ): PolicyGroup;
}

export function createRelevantPolicies(): RelevantPolicies {
  const numbers = new Map<PolicyGroup, number>();
  const known = new Map<string, readonly AttachedPolicy[]>();
  return {
    replaced(group, action, from, to, made) {
      const number = numbers.get(group) ?? numbers.size;
      numbers.set(group, number);
      const key = `${number} ${action}`;
      const name = action.toLowerCase();
      const policies =
        known.get(key) ??
        group.policies.filter(({ policy }) => policy.statements.some((statement) => actionMatches(statement, name)));
      known.set(key, policies);
      const replaced = made.get(key) ?? gather(withReplaced(group, policies, from, to));
      made.set(key, replaced);
      return replaced;
    },
  };
}

/** In their order: the policy that is replaced may not have spoken about the action before. */
function withReplaced(
  group: PolicyGroup,
  relevant: readonly AttachedPolicy[],
  from: AttachedPolicy,
  to: AttachedPolicy,
): readonly AttachedPolicy[] {
  const inOrder = relevant.includes(from)
    ? relevant
    : group.policies.filter((attached) => attached === from || relevant.includes(attached));
  return inOrder.map((attached) => (attached === from ? to : attached));
}
