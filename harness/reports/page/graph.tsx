import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type AssumeEdge, assumeGraph, NODE } from './assume-graph.js';
import { DecisionRows } from './decision-rows.js';
import type { Shown } from './model.js';

/** Who can assume what, as the calls of the run showed it; an edge opens its decisions. */
export function Graph({ decisions }: { readonly decisions: readonly Shown[] }): JSX.Element {
  const graph = useMemo(() => assumeGraph(decisions), [decisions]);
  const [chosen, setChosen] = useState<AssumeEdge | undefined>();
  if (graph.edges.length === 0) return <p class="empty">Nobody tried to assume a role.</p>;
  const { nodes, edges, width, height } = graph;
  return (
    <div class={chosen === undefined ? 'whole' : 'split'}>
      <section class="graph">
        <svg width={width} height={height}>
          <title>Who can assume what</title>
          <Arrow outcome="allowed" />
          <Arrow outcome="denied" />
          <Arrow outcome="both" />
          {edges.map((edge) => (
            <Edge key={`${edge.from.name} ${edge.to.name}`} edge={edge} choose={setChosen} />
          ))}
          {nodes.map(({ name, x, y }) => (
            <g key={name} transform={`translate(${x} ${y})`}>
              <title>{name}</title>
              <rect width={NODE.width} height={NODE.height} rx="6" />
              <text x={NODE.width / 2} y={NODE.height / 2 + 5}>
                {name.length > 28 ? `${name.slice(0, 27)}…` : name}
              </text>
            </g>
          ))}
        </svg>
      </section>
      {chosen !== undefined && (
        <aside>
          <button type="button" class="close" onClick={() => setChosen(undefined)}>
            Close
          </button>
          <h2>
            {chosen.from.name} → {chosen.to.name}
          </h2>
          <DecisionRows decisions={chosen.decisions} label="Decisions of the edge" />
        </aside>
      )}
    </div>
  );
}

function Arrow({ outcome }: { readonly outcome: AssumeEdge['outcome'] }): JSX.Element {
  return (
    <marker id={`arrow-${outcome}`} viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
      <path class={`arrow ${outcome}`} d="M0 0 L8 4 L0 8 Z" />
    </marker>
  );
}

interface EdgeProps {
  readonly edge: AssumeEdge;
  choose(edge: AssumeEdge): void;
}

function Edge({ edge, choose }: EdgeProps): JSX.Element {
  const { from, to, outcome, decisions } = edge;
  const label = `${from.name} assumes ${to.name}: ${outcome === 'both' ? 'allowed and denied' : outcome}, ${decisions.length} times`;
  return (
    <a
      href={location.hash || '#/graph'}
      class={`edge ${outcome}`}
      aria-label={label}
      onClick={(event) => {
        event.preventDefault();
        choose(edge);
      }}
    >
      <title>{label}</title>
      <path d={curve(edge)} class="near" />
      <path d={curve(edge)} markerEnd={`url(#arrow-${outcome})`} />
    </a>
  );
}

/** From the right side of one to the left side of the other; back around below where it leads to the left. */
function curve({ from, to }: AssumeEdge): string {
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x, to.y + NODE.height / 2];
  const bend = x2 > x1 ? (x2 - x1) / 2 : 80;
  const drop = x2 > x1 ? 0 : NODE.height * 1.5;
  return `M${x1} ${y1} C${x1 + bend} ${y1 + drop} ${x2 - bend} ${y2 + drop} ${x2} ${y2}`;
}
