import type { JSX } from 'preact';
import { type EdgeState, STATES } from './assume-edges.js';
import { type AssumeGraph, NODE, type PlacedEdge, type PlacedNode } from './assume-graph.js';

/** What was clicked, by its id. */
export type Chosen = { readonly edge: string } | { readonly node: string };

export function idOf({ from, to }: PlacedEdge): string {
  return `${from.id} ${to.id}`;
}

interface DrawingProps {
  readonly graph: AssumeGraph;
  choose(chosen: Chosen): void;
}

/** The edges below, the nodes upon them; each can be clicked, and reached by keyboard. */
export function Drawing({ graph: { nodes, edges, width, height }, choose }: DrawingProps): JSX.Element {
  return (
    <svg width={width} height={height}>
      <title>Who can assume what</title>
      {STATES.map((state) => (
        <Arrow key={state} state={state} />
      ))}
      {edges.map((edge) => (
        <Edge key={idOf(edge)} edge={edge} choose={choose} />
      ))}
      {nodes.map((node) => (
        <Node key={node.id} node={node} choose={choose} />
      ))}
    </svg>
  );
}

function Arrow({ state }: { readonly state: EdgeState }): JSX.Element {
  return (
    <marker
      id={`arrow-${state}`}
      viewBox="0 0 8 8"
      refX="8"
      refY="4"
      markerWidth="12"
      markerHeight="12"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path class={`arrow ${state}`} d="M0 0 L8 4 L0 8 Z" />
    </marker>
  );
}

interface NodeProps {
  readonly node: PlacedNode;
  choose(chosen: Chosen): void;
}

function Node({ node: { id, kind, name, account, x, y }, choose }: NodeProps): JSX.Element {
  const below = account === undefined ? kind : `${kind}, account ${account}`;
  return (
    <g transform={`translate(${x} ${y})`}>
      <a
        href={location.hash || '#/graph'}
        class={`node ${kind}`}
        aria-label={`${below} ${name}`}
        onClick={(event) => {
          event.preventDefault();
          choose({ node: id });
        }}
      >
        <title>{name}</title>
        <rect width={NODE.width} height={NODE.height} rx={kind === 'role' ? 6 : 22} />
        <text x={NODE.width / 2} y={NODE.height / 2 - 2}>
          {name.length > 28 ? `${name.slice(0, 27)}…` : name}
        </text>
        <text class="kind" x={NODE.width / 2} y={NODE.height / 2 + 15}>
          {below}
        </text>
      </a>
    </g>
  );
}

interface EdgeProps {
  readonly edge: PlacedEdge;
  choose(chosen: Chosen): void;
}

function Edge({ edge, choose }: EdgeProps): JSX.Element {
  const { from, to, state, words, decisions } = edge;
  const label = `${from.name} assumes ${to.name}: ${words}, ${decisions.length} calls`;
  return (
    <a
      href={location.hash || '#/graph'}
      class={`edge ${state}`}
      aria-label={label}
      onClick={(event) => {
        event.preventDefault();
        choose({ edge: idOf(edge) });
      }}
    >
      <title>{label}</title>
      <path d={curve(edge)} class="near" />
      <path d={curve(edge)} marker-end={`url(#arrow-${state})`} />
    </a>
  );
}

/** From the right side of one to the left side of the other; back around below where it leads to the left. */
function curve({ from, to }: PlacedEdge): string {
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x, to.y + NODE.height / 2];
  const bend = x2 > x1 ? (x2 - x1) / 2 : 80;
  const drop = x2 > x1 ? 0 : NODE.height * 1.5;
  return `M${x1} ${y1} C${x1 + bend} ${y1 + drop} ${x2 - bend} ${y2 + drop} ${x2} ${y2}`;
}
