import type { Principal } from '../engine/index.js';
import type { ReadRun } from './run-record.js';

/** Who may what, as the calls of one test showed it. What fixtures did to prepare the test is not in it. */
export interface TestMatrix {
  readonly file: string;
  readonly test: string;
  /** In the order in which they called first. */
  readonly principals: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly action: string;
  /** What came out for each principal, one after the other where it changed; empty where it did not ask. */
  readonly cells: readonly (readonly Outcome[])[];
}

type Outcome = 'allowed' | 'denied';

/** One matrix for each test that has a decision: each has principals of its own. */
export function runMatrix({ decisions }: ReadRun): readonly TestMatrix[] {
  const tests = new Map<string, { file: string; name: string; cells: Map<string, Map<string, Outcome[]>> }>();
  for (const { test, phase, decision } of decisions) {
    if (test === undefined || phase !== 'test') continue;
    const { file, name } = test;
    const key = `${file}\n${name}`;
    const { cells } = tests.get(key) ?? enter(tests, key, { file, name, cells: new Map() });
    const row = cells.get(decision.request.action) ?? enter(cells, decision.request.action, new Map());
    const principal = principalName(decision.request.principal);
    const outcomes = row.get(principal) ?? enter(row, principal, []);
    if (outcomes.at(-1) !== decision.outcome) outcomes.push(decision.outcome);
  }
  return [...tests.values()].map(({ file, name, cells }) => {
    const principals = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))];
    const rows = [...cells].map(([action, row]) => ({ action, cells: principals.map((who) => row.get(who) ?? []) }));
    return { file, test: name, principals, rows };
  });
}

/** Lines of aligned columns. */
export function matrixText({ file, test, principals, rows }: TestMatrix): string {
  const lines = [
    ['', ...principals],
    ...rows.map(({ action, cells }) => [action, ...cells.map((outcomes) => outcomes.join(', then ') || '-')]),
  ];
  const widths = ['', ...principals].map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const aligned = lines.map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [`${file} > ${test}`, ...aligned].join('\n');
}

/** Short, and without what is another in each run: `alice`, `app/session`, `root`, `lambda.amazonaws.com`. */
export function principalName(principal: Principal): string {
  switch (principal.type) {
    case 'anonymous':
      return 'anonymous';
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    case 'root':
      return 'root';
    case 'user':
    case 'federated-user':
      return ownName(principal.arn.slice(principal.arn.lastIndexOf('/') + 1));
    case 'assumed-role':
      return ownName(principal.arn.slice(principal.arn.indexOf('/') + 1));
    default:
      return principal satisfies never;
  }
}

/** `iamr-6f85492c-user-13d53d26-1`, as the fixtures name what a test does not, is `user-1`. */
export function ownName(name: string): string {
  return name.replace(/^iamr-[0-9a-z]+-/, '').replace(/^([\w+=,.@-]+?)-[0-9a-f]{8}-(\d+)(?=$|\/)/, '$1-$2');
}

function enter<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
