import { type AttachedPolicy, gather, type PolicyGroup } from '../engine/index.js';
import { actionMatches, type CompiledStatement } from '../engine/statement.js';

/** A statement of a policy, and what stands in its place; undefined where nothing does. */
export interface Replacement {
  readonly attached: AttachedPolicy;
  readonly index: number;
  readonly statement: CompiledStatement | undefined;
}

/** Groups with one statement replaced, for one action: of large groups only the statements about it are gathered again. */
export interface RelevantPolicies {
  replaced(group: PolicyGroup, action: string, replacement: Replacement): PolicyGroup;
}

export function createRelevantPolicies(): RelevantPolicies {
  const known = new Map<PolicyGroup, Map<string, Relevant>>();
  return {
    replaced(group, action, { attached, index, statement }) {
      const byAction = known.get(group) ?? new Map<string, Relevant>();
      known.set(group, byAction);
      const relevant = byAction.get(action) ?? relevantOf(group, action.toLowerCase());
      byAction.set(action, relevant);
      const parts = relevant.map((part) => (part.source === attached.source ? replace(part, index, statement) : part));
      return gather(parts);
    },
  };
}

/** The policies of a group with nothing but their statements about one action, in their order. */
type Relevant = readonly AttachedPolicy[];

function relevantOf({ policies }: PolicyGroup, action: string): Relevant {
  return policies.map((attached) => {
    const { policy, source } = attached;
    return {
      source,
      policy: withStatements(
        policy,
        policy.statements.filter((each) => actionMatches(each, action)),
      ),
    };
  });
}

/** In its place among the others: it may not have been about the action before. */
function replace(
  { policy, source }: AttachedPolicy,
  index: number,
  statement: CompiledStatement | undefined,
): AttachedPolicy {
  const others = policy.statements.filter((each) => each.index !== index);
  const before = others.filter((each) => each.index < index);
  const statements = [...before, ...(statement === undefined ? [] : [statement]), ...others.slice(before.length)];
  return { source, policy: withStatements(policy, statements) };
}

function withStatements(policy: AttachedPolicy['policy'], statements: readonly CompiledStatement[]) {
  const { kind, version, document, principalIds } = policy;
  return { kind, version, document, principalIds, statements };
}
