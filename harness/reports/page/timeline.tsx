import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { DecisionRow } from './decision-rows.js';
import type { Model, Scenario, Shown } from './model.js';
import { Rows } from './rows.js';

export interface TimelineProps {
  readonly model: Model;
  readonly decisions: readonly Shown[];
}

type Line = { readonly scenario: Scenario } | { readonly decision: Shown; readonly since: number };

/** Each scenario's calls in their order: who signed, what was asked, what came out. */
export function Timeline({ model, decisions }: TimelineProps): JSX.Element {
  const lines = useMemo(() => linesOf(model, decisions), [model, decisions]);
  if (lines.length === 0) return <p class="empty">No decision fits the search.</p>;
  return (
    <Rows
      items={lines}
      rowHeight={32}
      label="Timeline"
      row={(line) =>
        'scenario' in line ? (
          <ScenarioLine scenario={line.scenario} />
        ) : (
          <div class="step">
            <span class="since">+{line.since} ms</span>
            <DecisionRow decision={line.decision} />
          </div>
        )
      }
    />
  );
}

function ScenarioLine({ scenario: { name, test, decisions } }: { readonly scenario: Scenario }): JSX.Element {
  return (
    <h2 class="scenario">
      {name}
      {test !== undefined && <span class={`tag ${test.state}`}>{test.state}</span>}
      <small>{decisions.length} decisions</small>
    </h2>
  );
}

function linesOf({ scenarios }: Model, decisions: readonly Shown[]): readonly Line[] {
  const wanted = new Set(decisions);
  return scenarios.flatMap((scenario): readonly Line[] => {
    const shown = scenario.decisions.filter((decision) => wanted.has(decision));
    const start = scenario.decisions[0]?.recorded.time ?? 0;
    if (shown.length === 0) return [];
    return [{ scenario }, ...shown.map((decision) => ({ decision, since: decision.recorded.time - start }))];
  });
}
