import { grouped } from '../grouped.js';
import { principalName } from '../matrix.js';
import type { ReadDecision, ReadRun, ReadTest } from '../read-record.js';
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
}

const WITHOUT_TEST = 'Outside of tests';

export function modelOf({ run, decisions, assertions }: ReadRun): Model {
  const asserted = new Set(assertions.flatMap((assertion) => assertion.decisions));
  const shown = decisions.map((decision, id) => show(decision, id, asserted.has(decision)));
  const byTest = grouped(shown, ({ test }) => test);
  return {
    title: run === undefined ? 'a run' : `run ${run.id}`,
    target: run?.target ?? '',
    start: run?.start,
    decisions: shown,
    scenarios: [...byTest].map(([name, list]) => ({ name, test: list[0]?.recorded.test, decisions: list })),
  };
}

export function show(recorded: ReadDecision, id: number, isAsserted: boolean): Shown {
  const { request, outcome } = recorded.decision;
  const who = principalName(request.principal);
  const test = recorded.test === undefined ? WITHOUT_TEST : `${recorded.test.file} > ${recorded.test.name}`;
  const { action, resource } = request;
  return { id, who, action, resource, outcome, test, isAsserted, recorded };
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
