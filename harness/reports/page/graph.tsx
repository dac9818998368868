import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type AssumeEdge, type EdgeState, STATES } from './assume-edges.js';
import { type AssumeGraph, placeEdges } from './assume-graph.js';
import { type AssumeScenario, assumeScenarios, edgesOfAll } from './assume-scenarios.js';
import { EdgeAside, NodeAside } from './graph-aside.js';
import { type Chosen, Drawing, idOf } from './graph-drawing.js';
import type { Model } from './model.js';
import { hasWords } from './search.js';

export interface GraphProps {
  readonly model: Model;
  readonly search: string;
  readonly live: boolean;
}

const ALL = '';
/** A person sees nothing in more, and a browser draws no more at once. */
const MOST_EDGES = 600;

/** Who can assume what: as calls showed it, and as the policies of both sides say without one. What is clicked is told about. */
export function Graph({ model, search, live }: GraphProps): JSX.Element {
  const [scenario, setScenario] = useState(ALL);
  const [hidden, setHidden] = useState<ReadonlySet<EdgeState>>(new Set());
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const { scenarios, counted, all } = useEdges({ model, search, live }, scenario);
  const shown = all.filter(({ state }) => !hidden.has(state));
  const graph = useMemo(() => placeEdges(shown.slice(0, MOST_EDGES)), [all, hidden]);
  const toggle = (state: EdgeState) => {
    const others = new Set(hidden);
    if (!others.delete(state)) others.add(state);
    setHidden(others);
  };
  return (
    <div class={chosen === undefined ? 'whole' : 'split'}>
      <section class="graph">
        <div class="option">
          <Scenarios scenarios={scenarios} scenario={scenario} choose={setScenario} />
          {STATES.map((state) => (
            <Toggle
              key={state}
              state={state}
              count={all.filter((edge) => edge.state === state).length}
              isShown={!hidden.has(state)}
              toggle={toggle}
            />
          ))}
          <Remarks
            decided={sum(counted.map((each) => each.decided))}
            leftOut={sum(counted.map((each) => each.leftOut))}
            undrawn={Math.max(0, shown.length - MOST_EDGES)}
            isTogether={scenario === ALL && scenarios.length > 1 && !live}
          />
        </div>
        {all.length === 0 ? (
          <p class="empty">Nobody can assume a role, and nobody tried to.</p>
        ) : (
          <Drawing graph={graph} choose={setChosen} />
        )}
      </section>
      <Aside graph={graph} chosen={chosen} choose={setChosen} />
    </div>
  );
}

/** Those of the chosen scenario that fit the search. */
function useEdges({ model, search, live }: GraphProps, scenario: string) {
  const scenarios = useMemo(() => assumeScenarios(model, live), [model]);
  const all = useMemo(() => {
    const looked = scenarios.filter(({ name }) => scenario === ALL || name === scenario);
    return edgesOfAll(looked, live).filter((edge) => hasWords(textOf(edge), search));
  }, [scenarios, scenario, search]);
  const counted = model.assumptions.filter((each) => scenario === ALL || each.scenario === scenario);
  return { scenarios, counted, all };
}

function textOf({ from, to, words, decisions, foreseen }: AssumeEdge): string {
  const tests = new Set([...decisions, ...foreseen].map(({ test }) => test));
  return [from.kind, from.name, to.name, words, ...tests].join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const NAMES: Readonly<Record<EdgeState, string>> = {
  proven: 'proven by a test',
  called: 'allowed, not asserted',
  untried: 'allowed, never tried',
  conditional: 'with conditions',
  denied: 'tried and denied',
};

interface ScenariosProps {
  readonly scenarios: readonly AssumeScenario[];
  readonly scenario: string;
  choose(scenario: string): void;
}

function Scenarios({ scenarios, scenario, choose }: ScenariosProps): JSX.Element {
  return (
    <select aria-label="Scenario" value={scenario} onChange={(event) => choose(event.currentTarget.value)}>
      <option value={ALL}>all together</option>
      {scenarios.map(({ name, untried }) => (
        <option key={name} value={name}>
          {untried > 0 ? `(${untried} never tried) ${name}` : name}
        </option>
      ))}
    </select>
  );
}

interface ToggleProps {
  readonly state: EdgeState;
  readonly count: number;
  readonly isShown: boolean;
  toggle(state: EdgeState): void;
}

function Toggle({ state, count, isShown, toggle }: ToggleProps): JSX.Element {
  return (
    <button type="button" class={`state ${state}`} aria-pressed={isShown} onClick={() => toggle(state)}>
      <svg width="34" height="10" aria-hidden="true">
        <line x1="0" y1="5" x2="34" y2="5" class={state} />
      </svg>{' '}
      {NAMES[state]}: {count}
    </button>
  );
}

interface RemarksProps extends Readonly<Record<'decided' | 'leftOut' | 'undrawn', number>> {
  readonly isTogether: boolean;
}

function Remarks({ decided, leftOut, undrawn, isTogether }: RemarksProps): JSX.Element {
  const remarks = [
    decided > 0 && `Pairs of a principal and a role that were decided: ${decided}; those without a line are denied.`,
    leftOut > 0 && `Left out, for there were too many: ${leftOut}.`,
    undrawn > 0 && `Lines that are not drawn: ${undrawn}; choose a scenario, or search.`,
    isTogether && 'The same name in several tests is one here: choose a test to see it alone.',
  ].filter(Boolean);
  return <small>{remarks.join(' ')}</small>;
}

interface AsideProps {
  readonly graph: AssumeGraph;
  readonly chosen: Chosen | undefined;
  choose(chosen: Chosen | undefined): void;
}

function Aside({ graph, chosen, choose }: AsideProps): JSX.Element | null {
  if (chosen === undefined) return null;
  const close = (
    <button type="button" class="close" onClick={() => choose(undefined)}>
      Close
    </button>
  );
  const edge = 'edge' in chosen ? graph.edges.find((each) => idOf(each) === chosen.edge) : undefined;
  const node = 'node' in chosen ? graph.nodes.find(({ id }) => id === chosen.node) : undefined;
  return (
    <aside>
      {close}
      {edge && <EdgeAside edge={edge} />}
      {node && <NodeAside node={node} edges={graph.edges} />}
    </aside>
  );
}
