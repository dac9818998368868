import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { grouped } from '../grouped.js';
import { DecisionRows, Outcome } from './decision-rows.js';
import { outcomeOf, type Shown } from './model.js';
import { Rows } from './rows.js';

interface MatrixRow {
  readonly test: string;
  /** Of the test without its file, which would leave no room for it. */
  readonly name: string;
  readonly who: string;
  readonly cells: ReadonlyMap<string, readonly Shown[]>;
  /** The first of its test. */
  readonly isFirst: boolean;
}

const ROW = 34;

/** Principal by action: each cell is what came out, and opens the decisions behind it. */
export function Matrix({ decisions }: { readonly decisions: readonly Shown[] }): JSX.Element {
  const [withSetup, setWithSetup] = useState(false);
  const [chosen, setChosen] = useState<readonly Shown[]>([]);
  const counted = useMemo(
    () => (withSetup ? decisions : decisions.filter(({ recorded }) => recorded.phase === 'test')),
    [decisions, withSetup],
  );
  const rows = useMemo(() => rowsOf(counted), [counted]);
  const actions = useMemo(() => [...new Set(counted.map(({ action }) => action))].sort(), [counted]);
  const columns = `22rem repeat(${actions.length}, 2.6rem)`;
  return (
    <div class={chosen.length > 0 ? 'split' : 'whole'}>
      <section>
        <label class="option">
          <input type="checkbox" checked={withSetup} onChange={() => setWithSetup(!withSetup)} /> with what fixtures did
          to prepare the tests
          <Legend />
        </label>
        {rows.length === 0 ? (
          <p class="empty">No decision of a test. Record one: REHEARSAL_RECORD=1 npx vitest run</p>
        ) : (
          <Rows
            items={rows}
            rowHeight={ROW}
            label="Who may what"
            head={<MatrixHead actions={actions} columns={columns} />}
            row={(row) => <MatrixCells row={row} actions={actions} columns={columns} choose={setChosen} />}
          />
        )}
      </section>
      {chosen.length > 0 && (
        <aside>
          <button type="button" class="close" onClick={() => setChosen([])}>
            Close
          </button>
          <h2>
            {chosen[0]?.who}: {chosen[0]?.action}
          </h2>
          <DecisionRows decisions={chosen} label="Decisions of the cell" />
        </aside>
      )}
    </div>
  );
}

function Legend(): JSX.Element {
  return (
    <span class="legend">
      <Outcome outcome="allowed" /> allowed <Outcome outcome="denied" /> denied <Outcome outcome="both" /> both, by
      resource or time; a cell opens its calls
    </span>
  );
}

/** As high as the longest name wants, up to a third of a page. */
function heightOf(actions: readonly string[]): string {
  const longest = Math.max(...actions.map(({ length }) => length));
  return `${Math.min(16, Math.max(7, longest * 0.5 + 1.5))}rem`;
}

function MatrixHead({
  actions,
  columns,
}: {
  readonly actions: readonly string[];
  readonly columns: string;
}): JSX.Element {
  return (
    <div class="matrix head" style={{ gridTemplateColumns: columns, height: heightOf(actions) }}>
      <span class="corner">principal, by test</span>
      {actions.map((action) => (
        <span key={action} class="column" title={action}>
          <span>{action}</span>
        </span>
      ))}
    </div>
  );
}

interface MatrixCellsProps {
  readonly row: MatrixRow;
  readonly actions: readonly string[];
  readonly columns: string;
  choose(decisions: readonly Shown[]): void;
}

function MatrixCells({ row, actions, columns, choose }: MatrixCellsProps): JSX.Element {
  const { test, name, who, cells, isFirst } = row;
  return (
    <div class={`matrix ${isFirst ? 'first' : ''}`} style={{ gridTemplateColumns: columns }}>
      <span class="name" title={`${who} in ${test}`}>
        <b>{who}</b> <small>{name}</small>
      </span>
      {actions.map((action) => {
        const decisions = cells.get(action);
        if (decisions === undefined) return <span key={action} class="cell" />;
        const outcome = outcomeOf(decisions);
        const title = `${who}: ${action} ${outcome}, ${decisions.length} decisions`;
        return (
          <button key={action} type="button" class={`cell ${outcome}`} title={title} onClick={() => choose(decisions)}>
            <Outcome outcome={outcome} />
          </button>
        );
      })}
    </div>
  );
}

function rowsOf(decisions: readonly Shown[]): readonly MatrixRow[] {
  return [...grouped(decisions, ({ test }) => test)].flatMap(([test, ofTest]) =>
    [...grouped(ofTest, ({ who }) => who)].map(([who, ofPrincipal], index) => ({
      test,
      name: ofPrincipal[0]?.recorded.test?.name ?? test,
      who,
      cells: grouped(ofPrincipal, ({ action }) => action),
      isFirst: index === 0,
    })),
  );
}
