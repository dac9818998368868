import { grouped } from '../grouped.js';
import { outcomeOf, type Shown } from './model.js';

/** Who tried to assume what, placed in columns: whoever only assumes stands left, what is assumed right of who assumes it. */
export interface AssumeGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly AssumeEdge[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface AssumeEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly outcome: 'allowed' | 'denied' | 'both';
  readonly decisions: readonly Shown[];
}

export const NODE = { width: 220, height: 36 };
const GAP = { x: 120, y: 20 };
const MARGIN = 20;

const ASSUMES = /^sts:AssumeRole/i;

export function assumeGraph(decisions: readonly Shown[]): AssumeGraph {
  const byPair = grouped(
    decisions.filter(({ action }) => ASSUMES.test(action)),
    ({ who, resource }) => JSON.stringify([callerName(who), roleName(resource)]),
  );
  const pairs = [...byPair].map(([pair, list]) => ({ ends: JSON.parse(pair) as [string, string], list }));
  const columns = columnsOf(pairs.map(({ ends }) => ends));
  const nodes = place(columns);
  const nodeOf = (name: string) => nodes.get(name) ?? { name, x: 0, y: 0 };
  const all = [...nodes.values()];
  return {
    nodes: all,
    edges: pairs.map(({ ends: [from, to], list }) => ({
      from: nodeOf(from),
      to: nodeOf(to),
      outcome: outcomeOf(list),
      decisions: list,
    })),
    width: Math.max(0, ...all.map(({ x }) => x + NODE.width)) + MARGIN,
    height: Math.max(0, ...all.map(({ y }) => y + NODE.height)) + MARGIN,
  };
}

/** A session is drawn as its role, which it acts for. */
function callerName(who: string): string {
  return who.split('/')[0] ?? who;
}

function roleName(arn: string): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return name.replace(/^iamr-[0-9a-z]+-/, '').replace(/-[0-9a-f]{8}-(\d+)$/, '-$1');
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

function place(columns: ReadonlyMap<string, number>): ReadonlyMap<string, PlacedNode> {
  const filled = new Map<number, number>();
  const nodes = new Map<string, PlacedNode>();
  for (const name of [...columns.keys()].sort()) {
    const column = columns.get(name) ?? 0;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    const x = MARGIN + column * (NODE.width + GAP.x);
    nodes.set(name, { name, x, y: MARGIN + row * (NODE.height + GAP.y) });
  }
  return nodes;
}
