import { authorize } from './authorize.js';
import type { Condition } from './conditions.js';
import type { Decision } from './decision.js';
import { gather, type PolicyGroup } from './gather.js';
import type { PolicySet } from './policies.js';
import { groupsOf, mapGroups } from './policy-groups.js';
import type { AuthorizationRequest } from './request.js';
import { actionMatches, type CompiledStatement } from './statement.js';

/** What comes out before a request is made, while some of its condition keys are open: an MFA code, an external id, an address. */
export interface OpenDecision {
  /** `conditional`: it depends on the keys. */
  readonly outcome: 'allowed' | 'denied' | 'conditional';
  /** Of a conditional one, as the policies spell them: the keys that must come right; all of them where statements offer a choice. */
  readonly keys: readonly string[];
  /** Of a conditional one, with the statements that decide if the keys come right. */
  readonly decision: Decision;
}

/** Decides while keys are open. Their values in the request are not looked at. */
export type OpenAuthorizer = (request: AuthorizationRequest, policies: PolicySet) => OpenDecision;

/** Tells of a key, in lower case. */
type KeyTest = (key: string) => boolean;

/**
 * Allowed is what no value of an open key would deny, denied what none would allow. Each condition is taken by itself: that no value meets
 * two of them together is not seen. What was prepared of a group of policies is kept for the next decision.
 */
export function createOpenAuthorizer(isOpen: KeyTest): OpenAuthorizer {
  const known = new WeakMap<PolicyGroup, OpenGroup>();
  const openOf = (group: PolicyGroup): OpenGroup => {
    const found = known.get(group) ?? openGroup(group, isOpen);
    known.set(group, found);
    return found;
  };
  return (request, policies) => {
    const keys = openKeysAbout(request.action, groupsOf(policies).map(openOf));
    const decide = (groupOf: (open: OpenGroup) => PolicyGroup): Decision => {
      const assumed = mapGroups(policies, (group) => groupOf(openOf(group)));
      return { ...authorize(request, assumed), policies };
    };
    const atBest = keys.size === 0 ? authorize(request, policies) : decide((open) => open.atBest());
    if (keys.size === 0 || atBest.outcome === 'denied') return { outcome: atBest.outcome, keys: [], decision: atBest };
    const atWorst = decide((open) => open.atWorst());
    if (atWorst.outcome === 'allowed') return { outcome: 'allowed', keys: [], decision: atWorst };
    const isNeeded = (key: string) => decide((open) => open.unmet((unmet) => unmet === key)).outcome === 'denied';
    const needed = [...keys.keys()].filter(isNeeded);
    const named = (needed.length > 0 ? needed : [...keys.keys()]).map((key) => keys.get(key) ?? key);
    return { outcome: 'conditional', keys: named, decision: atBest };
  };
}

/** A group of policies and what becomes of it. */
interface OpenGroup {
  readonly conditions: OpenConditions;
  /** As for a request whose open conditions all come right, and as for one of which none does. */
  atBest(): PolicyGroup;
  atWorst(): PolicyGroup;
  unmet(isUnmet: KeyTest): PolicyGroup;
}

function openGroup(group: PolicyGroup, isOpen: KeyTest): OpenGroup {
  const conditions = openConditions(group, isOpen);
  const unmet = (isUnmet: KeyTest) => assuming(group, conditions, isUnmet);
  let best: PolicyGroup | undefined;
  let worst: PolicyGroup | undefined;
  return {
    conditions,
    atBest() {
      best ??= unmet(() => false);
      return best;
    },
    atWorst() {
      worst ??= unmet(() => true);
      return worst;
    },
    unmet,
  };
}

/** The open conditions of the statements that have any. */
type OpenConditions = ReadonlyMap<CompiledStatement, readonly OpenCondition[]>;

interface OpenCondition {
  readonly condition: Condition;
  /** As the policy spells them: its own, and those of its variables. */
  readonly keys: readonly string[];
}

function openConditions({ policies }: PolicyGroup, isOpen: KeyTest): OpenConditions {
  const open = new Map<CompiledStatement, readonly OpenCondition[]>();
  for (const { policy } of policies) {
    for (const statement of policy.statements) {
      const conditions = statement.conditions.flatMap((condition) => openCondition(condition, isOpen));
      if (conditions.length > 0) open.set(statement, conditions);
    }
  }
  return open;
}

function openCondition(condition: Condition, isOpen: KeyTest): readonly OpenCondition[] {
  const variables = condition.variables.flatMap((template) => template.variables.map(({ written }) => written));
  const keys = [condition.key, ...variables].filter((key) => isOpen(key.toLowerCase()));
  return keys.length > 0 ? [{ condition, keys }] : [];
}

/** By lower-case key, the policies' spelling. */
function openKeysAbout(action: string, groups: readonly OpenGroup[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const lowerCaseAction = action.toLowerCase();
  for (const [statement, conditions] of groups.flatMap((group) => [...group.conditions])) {
    if (!actionMatches(statement, lowerCaseAction)) continue;
    for (const key of conditions.flatMap((open) => open.keys)) keys.set(key.toLowerCase(), key);
  }
  return keys;
}

/** The policies as they are for a request whose open conditions come right, but for those that are unmet. */
function assuming(group: PolicyGroup, open: OpenConditions, isUnmet: KeyTest): PolicyGroup {
  if (open.size === 0) return group;
  return gather(
    group.policies.map(({ policy, source }) => {
      const statements = policy.statements.flatMap((statement) => settled(statement, open.get(statement), isUnmet));
      const { kind, version, document, principalIds } = policy;
      return { source, policy: { kind, version, document, principalIds, statements } };
    }),
  );
}

/** An Allow counts if all of its open conditions come right, a Deny only if none does. */
function settled(
  statement: CompiledStatement,
  open: readonly OpenCondition[] | undefined,
  isUnmet: KeyTest,
): readonly CompiledStatement[] {
  if (open === undefined) return [statement];
  const isWrong = ({ keys }: OpenCondition) => keys.some((key) => isUnmet(key.toLowerCase()));
  const counts = statement.effect === 'Allow' ? !open.some(isWrong) : open.every(isWrong);
  if (!counts) return [];
  const settledConditions = new Set(open.map(({ condition }) => condition));
  return [{ ...statement, conditions: statement.conditions.filter((each) => !settledConditions.has(each)) }];
}
