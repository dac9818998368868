import { type AttachedPolicy, type AuthorizationRequest, gather, type PolicyGroup } from '../engine/index.js';
import {
  actionMatches,
  type CompiledStatement,
  conditionsHold,
  principalMatches,
  resourceMatches,
} from '../engine/statement.js';

/** A request, and whether its caller has a boundary. */
export interface Question {
  readonly request: AuthorizationRequest;
  readonly hasBoundary: boolean;
}

/** A statement of a policy, and what stands in its place; undefined where nothing does, or nothing that applies to the request. */
export interface Replacement {
  readonly attached: AttachedPolicy;
  readonly index: number;
  readonly statement: CompiledStatement | undefined;
}

/**
 * Groups with one statement replaced, for one request: of large groups only the statements that apply to it are gathered again. No other
 * one can change the decision.
 */
export interface RelevantPolicies {
  has(group: PolicyGroup, attached: AttachedPolicy): boolean;
  replaced(group: PolicyGroup, question: Question, replacement: Replacement): PolicyGroup;
}

export function createRelevantPolicies(): RelevantPolicies {
  const known = new Map<PolicyGroup, KnownGroup>();
  const knownGroup = (group: PolicyGroup): KnownGroup => {
    const found = known.get(group) ?? { places: placesIn(group), applying: new Map() };
    known.set(group, found);
    return found;
  };
  return {
    has: (group, attached) => knownGroup(group).places.has(attached),
    replaced(group, question, { attached, index, statement }) {
      const { places, applying } = knownGroup(group);
      const found = applying.get(question.request) ?? applyingOf(group, question);
      applying.set(question.request, found);
      const others = found.filter((each) => each.index !== index || each.attached !== attached);
      const replacements = statement === undefined ? [] : (places.get(attached) ?? []).map(at(attached, statement));
      return withPolicies(group, replacements.length === 0 ? others : [...others, ...replacements].sort(inOrder));
    },
  };
}

interface KnownGroup {
  readonly places: ReadonlyMap<AttachedPolicy, readonly number[]>;
  readonly applying: Map<AuthorizationRequest, readonly Applying[]>;
}

/** A statement that applies to a request, in the place of its policy in the group. */
interface Applying {
  readonly attached: AttachedPolicy;
  readonly place: number;
  readonly index: number;
  /** The policy with nothing but this statement. */
  readonly alone: AttachedPolicy;
}

/** How directly a statement that applies to a request speaks to its caller; 0 where it does not apply. */
export function strengthOf(statement: CompiledStatement, { request, hasBoundary }: Question, action: string): number {
  if (!actionMatches(statement, action) || !resourceMatches(statement, request)) return 0;
  const strength = principalMatches(statement, request, hasBoundary);
  return conditionsHold(statement, request) ? strength : 0;
}

function placesIn({ policies }: PolicyGroup): KnownGroup['places'] {
  const places = new Map<AttachedPolicy, number[]>();
  for (const [place, attached] of policies.entries()) {
    const known = places.get(attached);
    if (known) known.push(place);
    else places.set(attached, [place]);
  }
  return places;
}

function applyingOf({ policies }: PolicyGroup, question: Question): readonly Applying[] {
  const action = question.request.action.toLowerCase();
  return policies.flatMap((attached, place) =>
    attached.policy.statements
      .filter((statement) => strengthOf(statement, question, action) > 0)
      .map((statement) => at(attached, statement)(place)),
  );
}

function at(attached: AttachedPolicy, statement: CompiledStatement): (place: number) => Applying {
  const { kind, version, document, principalIds } = attached.policy;
  const policy = { kind, version, document, principalIds, statements: [statement] };
  return (place) => ({ attached, place, index: statement.index, alone: { source: attached.source, policy } });
}

function inOrder(one: Applying, other: Applying): number {
  return one.place - other.place || one.index - other.index;
}

/** A denial is also called by the policies that allow nothing, so that the group keeps their list. */
function withPolicies({ policies }: PolicyGroup, applying: readonly Applying[]): PolicyGroup {
  const gathered = gather(applying.map(({ alone }) => alone));
  const group = { policies, candidates: gathered.candidates, alone: [] as readonly PolicyGroup[] };
  group.alone = [group];
  return group;
}
