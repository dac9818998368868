import {
  type AttachedPolicy,
  compile,
  type Mismatch,
  type PolicyKind,
  type PolicySource,
  type Span,
} from '../engine/index.js';
import type { CompiledStatement } from '../engine/statement.js';
import { countDecision, emptyTally, type StatementTally } from './coverage-tally.js';
import { type ListElement, type PolicyPlaces, placesOf } from './document-paths.js';
import { type PolicyUnderTest, policiesUnderTest } from './policies-under-test.js';
import { principalRemark } from './principal-remark.js';
import type { ReadDecision, ReadRun } from './run-record.js';
import { withoutBoundary } from './without-boundary.js';

/** Which parts of the policies the tests made decide. What fixtures do to prepare a test never counts. */
export interface PolicyCoverage {
  readonly policies: readonly CoveredPolicy[];
  /** Users and roles of tests whose permissions no boundary of the author's own limits. */
  readonly withoutBoundary: readonly string[];
}

export interface CoveredPolicy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly source: PolicySource;
  readonly document: string;
  readonly statements: readonly CoveredStatement[];
}

/** How often something made a decision in a test. */
export interface CoveredPart {
  readonly place: Span;
  readonly count: number;
}

export interface CoveredStatement extends CoveredPart {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** How often it fitted a request, also where another one decided before it. */
  readonly fitted: number;
  /** What it leaves open by whom it names. */
  readonly remark: string | undefined;
  /** The parts by which the requests that came nearest missed it; empty where one fitted, or none came by. */
  readonly nearest: readonly Mismatch[];
  readonly actions: readonly CoveredItem[];
  readonly resources: readonly CoveredItem[];
  readonly conditions: readonly CoveredCondition[];
}

/** One action or resource. Under NotAction and NotResource, what counts is that it kept the statement from a request. */
export interface CoveredItem extends CoveredPart {
  readonly element: ListElement;
  readonly written: string;
  /** The actions or resources of requests that it met. */
  readonly met: readonly string[];
}

/** A condition is covered when tests saw it hold, and saw it alone keep the statement from a request. */
export interface CoveredCondition {
  readonly place: Span;
  readonly operator: string;
  readonly key: string;
  readonly held: number;
  readonly refused: number;
}

/** A policy that should be tested, whether it was attached anywhere or not. */
export interface KnownPolicy {
  readonly file: string;
  readonly document: string;
  readonly kind: PolicyKind;
  positions?: NonNullable<PolicySource['positions']>;
}

/** `known` shows up with nothing covered where no test attached it. */
export function policyCoverage(
  { policies, decisions }: Pick<ReadRun, 'policies' | 'decisions'>,
  known: readonly KnownPolicy[] = [],
): PolicyCoverage {
  const underTest = policiesUnderTest([...policies, ...known.map(readKnown)]);
  const tallies = new Map<AttachedPolicy, readonly StatementTally[]>();
  const counted = underTest.map((policy) => {
    const statements = policy.policy.statements.filter(({ index }) => !policy.ownStatements.has(index)).map(emptyTally);
    for (const variant of policy.variants) tallies.set(variant, statements);
    return { policy, statements };
  });
  for (const decision of decisions) if (isOfTest(decision)) countDecision(decision.decision, tallies);
  return {
    policies: counted.map(({ policy, statements }) => ({
      name: policy.name,
      kind: policy.kind,
      source: policy.source,
      document: policy.policy.document,
      statements: covered(policy, statements),
    })),
    withoutBoundary: withoutBoundary(decisions.filter(isOfTest), policies),
  };
}

function readKnown({ file, document, kind, positions }: KnownPolicy) {
  const source = { name: file, file, ...(positions && { positions }) };
  return {
    attached: { policy: compile(document, { kind, accepted: true }), source },
    ownStatements: new Set<number>(),
  };
}

function isOfTest({ phase, isWhole }: ReadDecision): boolean {
  return phase === 'test' && isWhole;
}

function covered({ policy, source }: PolicyUnderTest, tallies: readonly StatementTally[]): readonly CoveredStatement[] {
  const places = placesOf(policy, source);
  return tallies.map(({ statement, decided, fitted, nearest = [], actions, resources, conditions }) => {
    const { index, sid, effect, element } = statement;
    return {
      remark: principalRemark(statement, policy.kind),
      index,
      sid,
      effect,
      place: places.statement(index),
      count: decided,
      fitted,
      nearest,
      actions: items(places, statement, 'Action', element.action ?? element.notAction, actions),
      resources: items(places, statement, 'Resource', element.resource ?? element.notResource, resources),
      conditions: statement.conditions.map(({ operator, key }, at) => ({
        place: places.condition(index, operator, key),
        operator,
        key,
        held: conditions[at]?.held ?? 0,
        refused: conditions[at]?.refused ?? 0,
      })),
    };
  });
}

function items(
  places: PolicyPlaces,
  { index, exceptActions, exceptResources }: CompiledStatement,
  positive: 'Action' | 'Resource',
  written: readonly string[] = [],
  counted: StatementTally['actions'],
): readonly CoveredItem[] {
  const isExcept = positive === 'Action' ? exceptActions : exceptResources;
  const element = isExcept ? (`Not${positive}` as const) : positive;
  return written.map((text, at) => ({
    element,
    written: text,
    place: places.item(index, element, at),
    count: counted[at]?.count ?? 0,
    met: [...(counted[at]?.met ?? [])],
  }));
}
