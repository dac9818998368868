import { type AttachedPolicy, authorize, type Decision, type Span } from '../engine/index.js';
import { actionMatches, type CompiledStatement, compileStatement } from '../engine/statement.js';
import { type AssertedDecisions, assertedDecisions } from './asserted-decisions.js';
import { type PolicyPlaces, placesOf } from './document-paths.js';
import { type MutatedPart, type MutatorName, mutationsOf, type StatementMutation } from './mutators.js';
import { type PolicyUnderTest, policiesUnderTest } from './policies-under-test.js';
import { withGroups } from './policy-references.js';
import { createRelevantPolicies, type Question, type RelevantPolicies, strengthOf } from './relevant-policies.js';
import type { ReadDecision, ReadRun } from './run-record.js';

/** Which faults of the policies the tests would notice. No test runs again: the recorded requests are decided again in memory. */
export interface MutationReport {
  readonly mutants: readonly Mutant[];
  /** How many assertions there were to notice something. */
  readonly assertions: number;
  /** Assertions about decisions whose policies the target did not tell: they notice nothing. */
  readonly unknown: number;
}

/** One policy with one fault. */
export interface Mutant {
  readonly policy: PolicyUnderTest;
  /** Undefined where the whole policy is dropped. */
  readonly statement: CompiledStatement | undefined;
  readonly mutator: MutatorName;
  /** For a person: `action s3:GetObject widened to *`. */
  readonly what: string;
  /** The text that is changed; empty for the whole. */
  readonly subject: string;
  readonly effect: StatementMutation['effect'];
  readonly place: Span;
  /** `killed`: a test would have failed. */
  readonly state: 'killed' | 'survived';
  /** Of a survivor: a call of a test that would come out otherwise, which no test asserts. */
  readonly unasserted: ReadDecision | undefined;
}

export function mutatePolicies(run: ReadRun): MutationReport {
  const asserted = assertedDecisions(run);
  const relevant = createRelevantPolicies();
  const mutants = policiesUnderTest(run.policies).flatMap((policy) => [
    ...boundaryMutants(policy, asserted),
    ...statementMutants(policy, asserted, relevant),
  ]);
  return { mutants, assertions: asserted.assertions, unknown: asserted.unknown };
}

/** Decides everything again under a fault, until a test notices. */
interface Fault {
  /** The decisions that it may change, one after the other. */
  changes(attached: AttachedPolicy): Iterable<{ readonly decision: ReadDecision; readonly now: Decision }>;
}

function judge({ variants }: PolicyUnderTest, { changes }: Fault, asserted: AssertedDecisions) {
  let unasserted: ReadDecision | undefined;
  const changed = new Map<ReadDecision, Decision>();
  for (const attached of variants) {
    for (const { decision, now } of changes(attached)) {
      if (isSame(now, decision.decision)) continue;
      changed.set(decision, now);
      if (asserted.isNoticed(decision, changed)) return { state: 'killed', unasserted: undefined } as const;
      if (now.outcome !== decision.decision.outcome) unasserted ??= decision;
    }
  }
  return { state: 'survived', unasserted } as const;
}

function isSame(one: Decision, other: Decision): boolean {
  return (
    one.outcome === other.outcome &&
    one.because === other.because &&
    one.layer === other.layer &&
    isSameStatement(one, other)
  );
}

function isSameStatement({ deciding: [one] }: Decision, { deciding: [other] }: Decision): boolean {
  return one?.source === other?.source && one?.index === other?.index;
}

function boundaryMutants(policy: PolicyUnderTest, asserted: AssertedDecisions): readonly Mutant[] {
  if (policy.kind !== 'boundary') return [];
  const fault: Fault = {
    *changes(attached) {
      for (const decision of asserted.with(attached)) {
        const { request, policies } = decision.decision;
        const { boundary, ...others } = policies;
        if (boundary?.policies.includes(attached)) yield { decision, now: authorize(request, others) };
      }
    },
  };
  const facts = {
    statement: undefined,
    mutator: 'drop-boundary',
    what: 'boundary dropped',
    subject: '',
    effect: 'more',
  } as const;
  const place = placesOf(policy.policy, policy.source).document();
  return [{ policy, ...facts, place, ...judge(policy, fault, asserted) }];
}

function statementMutants(
  policy: PolicyUnderTest,
  asserted: AssertedDecisions,
  relevant: RelevantPolicies,
): readonly Mutant[] {
  const places = placesOf(policy.policy, policy.source);
  return policy.policy.statements
    .filter(({ index }) => !policy.ownStatements.has(index))
    .flatMap((statement) => {
      const met = meetings(statement.index, asserted);
      return mutationsOf(statement.element, policy.kind).map((mutation) => {
        const { mutator, what, subject, effect, part } = mutation;
        const judged = judge(policy, statementFault(statement.index, mutation, met, relevant), asserted);
        return {
          policy,
          statement,
          mutator,
          what,
          subject,
          effect,
          place: placeOf(part, statement, places),
          ...judged,
        };
      });
    });
}

/** A decision of a test, and how the statement met its request as it was. */
interface Met {
  readonly decision: ReadDecision;
  readonly question: Question;
  /** In lower case. */
  readonly action: string;
  readonly strength: number;
  readonly isOfAction: boolean;
}

/** Worked out once for all mutants of the statement. */
function meetings(index: number, asserted: AssertedDecisions): (attached: AttachedPolicy) => readonly Met[] {
  const known = new Map<AttachedPolicy, readonly Met[]>();
  return (attached) => {
    const statement = statementAt(attached, index);
    const met = known.get(attached) ?? (statement ? meetingsOf(statement, asserted.with(attached)) : []);
    known.set(attached, met);
    return met;
  };
}

function meetingsOf(statement: CompiledStatement, decisions: readonly ReadDecision[]): readonly Met[] {
  return decisions.map((decision) => {
    const { request, policies } = decision.decision;
    const question = { request, hasBoundary: policies.boundary !== undefined };
    const action = request.action.toLowerCase();
    const isOfAction = actionMatches(statement, action);
    const strength = isOfAction ? strengthOf(statement, question, action) : 0;
    return { decision, question, action, strength, isOfAction };
  });
}

/** Most requests are met by the mutated statement as they were before, and need no further look. */
function statementFault(
  index: number,
  { apply, mutator, part }: StatementMutation,
  met: (attached: AttachedPolicy) => readonly Met[],
  relevant: RelevantPolicies,
): Fault {
  return {
    *changes(attached) {
      const original = statementAt(attached, index);
      if (original === undefined) return;
      const { version, principalIds } = attached.policy;
      const element = apply(original.element);
      const mutated = element && compileStatement(element, index, version, principalIds);
      for (const { decision, question, action, strength, isOfAction } of met(attached)) {
        if (!isOfAction && part.part !== 'action') continue;
        const after = mutated === undefined ? 0 : strengthOf(mutated, question, action);
        if (strength === after && (mutator !== 'flip-effect' || strength === 0)) continue;
        const statement = after === 0 ? undefined : mutated;
        const replaced = withGroups(decision.decision.policies, (group) => {
          if (!relevant.has(group, attached)) return group;
          return relevant.replaced(group, question, { attached, index, statement });
        });
        yield { decision, now: authorize(question.request, replaced) };
      }
    },
  };
}

/** Undefined for a variant that has no such statement. Nearly always its place in the list is its index. */
function statementAt({ policy: { statements } }: AttachedPolicy, index: number): CompiledStatement | undefined {
  const there = statements[index];
  return there?.index === index ? there : statements.find((statement) => statement.index === index);
}

function placeOf(
  part: MutatedPart,
  { index, exceptActions, exceptResources }: CompiledStatement,
  places: PolicyPlaces,
): Span {
  switch (part.part) {
    case 'statement':
      return places.statement(index);
    case 'effect':
      return places.element(index, 'Effect');
    case 'principal':
      return places.element(index, 'Principal');
    case 'conditions':
      return places.element(index, 'Condition');
    case 'action':
      return places.item(index, exceptActions ? 'NotAction' : 'Action', part.item);
    case 'resource':
      return places.item(index, exceptResources ? 'NotResource' : 'Resource', part.item);
    case 'key':
      return places.condition(index, part.operator, part.key);
    case 'value':
      return places.value(index, part.operator, part.key, part.item);
    default:
      return part satisfies never;
  }
}
