import type { OpenDecision } from '../../engine/index.js';
import { grouped } from '../grouped.js';
import { principalName } from '../matrix.js';
import type { ReadAssumptions, ReadDecision, ReadRun, ReadTest } from '../read-record.js';
import { hasWords } from './search.js';

/** A decision as the pages show it. */
export interface Shown {
  /** Its number in the address: `#/trace/12`. */
  readonly id: number;
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  readonly outcome: 'allowed' | 'denied';
  readonly test: string;
  /** Asserted by a matcher or an awaited call. */
  readonly isAsserted: boolean;
  readonly recorded: ReadDecision;
  /** What has to be known of it beside what came out. */
  readonly note?: string;
}

/** A principal and a role that it can assume, decided when a test ended; its trace has an address as that of a call. */
export interface ShownAssumption extends Pick<OpenDecision, 'keys'> {
  readonly shown: Shown;
}

/** Who could assume which roles when a test ended, or can now. */
export interface ShownAssumptions extends Omit<ReadAssumptions, 'can' | 'test'> {
  readonly scenario: string;
  readonly can: readonly ShownAssumption[];
}

export interface Scenario {
  readonly name: string;
  readonly test: ReadTest | undefined;
  readonly decisions: readonly Shown[];
}

export interface Model {
  readonly title: string;
  readonly target: string;
  readonly start: number | undefined;
  readonly decisions: readonly Shown[];
  readonly scenarios: readonly Scenario[];
  readonly assumptions: readonly ShownAssumptions[];
}

const WITHOUT_TEST = 'Outside of tests';

export function modelOf({ run, decisions, assertions, assumptions }: ReadRun): Model {
  const asserted = new Set(assertions.flatMap((assertion) => assertion.decisions));
  const shown = decisions.map((decision, id) => show(decision, id, asserted.has(decision)));
  const byTest = grouped(shown, ({ test }) => test);
  return {
    title: run === undefined ? 'a run' : `run ${run.id}`,
    target: run?.target ?? '',
    start: run?.start,
    decisions: shown,
    scenarios: [...byTest].map(([name, list]) => ({ name, test: list[0]?.recorded.test, decisions: list })),
    assumptions: showAssumptions(assumptions, ({ test }) => scenarioOf(test)),
  };
}

export function show(recorded: ReadDecision, id: number, isAsserted: boolean): Shown {
  const { request, outcome } = recorded.decision;
  const who = principalName(request.principal);
  const test = scenarioOf(recorded.test);
  const { action, resource } = request;
  return { id, who, action, resource, outcome, test, isAsserted, recorded };
}

function scenarioOf(test: ReadTest | undefined): string {
  return test === undefined ? WITHOUT_TEST : `${test.file} > ${test.name}`;
}

/** With numbers that no call has. */
export function showAssumptions<A extends Omit<ReadAssumptions, 'test'>>(
  assumptions: readonly A[],
  scenario: (assumptions: A) => string,
): readonly ShownAssumptions[] {
  let last = 0;
  return assumptions.map((each) => ({
    scenario: scenario(each),
    account: each.account,
    decided: each.decided,
    leftOut: each.leftOut,
    can: each.can.map((open) => ({ keys: open.keys, shown: showOpen(open, --last, scenario(each)) })),
  }));
}

function showOpen({ outcome, keys, decision }: OpenDecision, id: number, test: string): Shown {
  const { action } = decision.request;
  const call = { requestId: undefined, test: undefined, phase: 'test', operation: action, words: undefined } as const;
  const shown = show({ ...call, time: 0, decision, isWhole: true }, id, false);
  const note = outcome === 'conditional' ? `It depends on what only a request brings: ${keys.join(', ')}.` : '';
  return { ...shown, test, note: `Decided by the policies as they were, without a call. ${note}`.trim() };
}

/** What stands at `#/trace/<id>`: a call, or what the policies said without one. */
export function shownAt({ decisions, assumptions }: Model, id: number): Shown | undefined {
  if (id >= 0) return decisions.find((decision) => decision.id === id);
  return assumptions.flatMap(({ can }) => can).find(({ shown }) => shown.id === id)?.shown;
}

export function matching(decisions: readonly Shown[], search: string): readonly Shown[] {
  if (search.trim() === '') return decisions;
  return decisions.filter((decision) => hasWords(textOf(decision), search));
}

function textOf({ who, action, resource, outcome, test, recorded }: Shown): string {
  return [who, action, resource, outcome, test, recorded.operation, recorded.words ?? ''].join('\n');
}

export function outcomeOf(decisions: readonly Shown[]): 'allowed' | 'denied' | 'both' {
  const first = decisions[0]?.outcome ?? 'denied';
  return decisions.every(({ outcome }) => outcome === first) ? first : 'both';
}
