import { grouped } from '../grouped.js';
import type { AssumeEdge, AssumeNode } from './assume-edges.js';

/** Who can assume what, placed in columns: whoever only assumes stands left, what is assumed right of who assumes it. */
export interface AssumeGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends AssumeNode {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge extends AssumeEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

export const NODE = { width: 220, height: 46 };
const GAP = { x: 120, y: 18 };
const MARGIN = 20;

export function placeEdges(edges: readonly AssumeEdge[]): AssumeGraph {
  const found = new Map(edges.flatMap(({ from, to }) => [from, to]).map((node) => [node.id, node]));
  const nodes = place(found, columnsOf(edges.map(({ from, to }) => [from.id, to.id])));
  const nodeOf = (node: AssumeNode) => nodes.get(node.id) ?? { ...node, x: 0, y: 0 };
  const all = [...nodes.values()];
  return {
    nodes: all,
    edges: edges.map((edge) => ({ ...edge, from: nodeOf(edge.from), to: nodeOf(edge.to) })),
    width: Math.max(0, ...all.map(({ x }) => x + NODE.width)) + MARGIN,
    height: Math.max(0, ...all.map(({ y }) => y + NODE.height)) + MARGIN,
  };
}

/** A role that can be reached, and the edges on the shortest way there. */
export interface Reached<E extends AssumeEdge> {
  readonly role: AssumeNode;
  readonly way: readonly E[];
}

/** Every role that a principal comes to, by one role after the other, if all that is allowed and all conditions that can be met are counted. */
export function reachedFrom<E extends AssumeEdge>(start: AssumeNode, edges: readonly E[]): readonly Reached<E>[] {
  const outOf = grouped(
    edges.filter(({ state }) => state !== 'denied'),
    ({ from }) => from.id,
  );
  const ways = new Map<string, Reached<E>>();
  const next: { readonly id: string; readonly way: readonly E[] }[] = [{ id: start.id, way: [] }];
  for (const { id, way } of next) {
    for (const edge of outOf.get(id) ?? []) {
      if (edge.to.id === start.id || ways.has(edge.to.id)) continue;
      const longer = [...way, edge];
      ways.set(edge.to.id, { role: edge.to, way: longer });
      next.push({ id: edge.to.id, way: longer });
    }
  }
  return [...ways.values()];
}

/** The longest way to a node, a circle being cut where it closes. */
function columnsOf(ends: readonly (readonly [string, string])[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const into = grouped(ends, ([, to]) => to);
  const columnOf = (name: string, way: ReadonlySet<string>): number => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    const before = (into.get(name) ?? []).filter(([from]) => from !== name && !way.has(from));
    const column = Math.max(0, ...before.map(([from]) => columnOf(from, new Set([...way, name])) + 1));
    columns.set(name, column);
    return column;
  };
  for (const name of ends.flat()) columnOf(name, new Set([name]));
  return columns;
}

function place(
  found: ReadonlyMap<string, AssumeNode>,
  columns: ReadonlyMap<string, number>,
): ReadonlyMap<string, PlacedNode> {
  const filled = new Map<number, number>();
  const nodes = new Map<string, PlacedNode>();
  for (const node of [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const column = columns.get(node.id) ?? 0;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    const x = MARGIN + column * (NODE.width + GAP.x);
    nodes.set(node.id, { ...node, x, y: MARGIN + row * (NODE.height + GAP.y) });
  }
  return nodes;
}
