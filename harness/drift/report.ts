import type { CallAnswer } from './call.js';
import type { CallDifference, Comparison } from './compare.js';

/** A test that ran on one target and came out otherwise, or not at all, on the other. */
export interface TestDifference {
  readonly file: string;
  readonly test: string;
  readonly expected: TestState;
  readonly actual: TestState;
  /** The first line of what failed there. */
  readonly message?: string;
}

export type TestState = 'passed' | 'failed' | 'skipped' | 'absent';

/** What `rehearse drift` found, as its JSON has it. */
export interface DriftReport extends Comparison {
  /** The target that was compared with the embedded emulator, or the recording. */
  readonly against: string;
  /** Tests that ran on both. */
  readonly tests: number;
  readonly otherwise: readonly TestDifference[];
  /** Why the other target is not known to enforce; absent where it was proven. */
  readonly proofFailure?: string;
}

/** Whether anything is unlike: a test that is only skipped is not. */
export function hasDrift({ differences, otherwise, proofFailure }: DriftReport): boolean {
  return differences.length > 0 || proofFailure !== undefined || otherwise.some(({ actual }) => actual === 'failed');
}

/** For a terminal: a table of the calls of each test, and the words below it where they are what differs. */
export function driftText(report: DriftReport): string {
  const { against, proofFailure, differences, otherwise } = report;
  const skipped = otherwise.filter(({ actual }) => actual === 'skipped' || actual === 'absent');
  const failed = otherwise.filter(({ actual }) => actual === 'failed');
  const byTest = grouped(differences, ({ file, test }) => `${file} > ${test}`);
  return [
    ...(proofFailure === undefined ? [] : [`enforcement is not proven on \`${against}\`: ${proofFailure}`, '']),
    ...[...byTest].flatMap(([test, listed]) => [test, ...tableOf(listed, against), '']),
    ...listed('failed there, and passed on `embedded`', failed),
    ...listed('did not run there', skipped),
    summary(report),
    '',
  ].join('\n');
}

function summary({ against, tests, compared, differences, denials, layersCompared, notReached }: DriftReport): string {
  const counts = grouped(differences, ({ differs: [first] }) => first);
  const kinds = [...counts].map(([kind, { length }]) => `${kind} ${length}`).join(', ');
  const drift = differences.length === 0 ? 'no call differs' : `${differences.length} differ (${kinds})`;
  const layers = denials === 0 ? '' : `; of ${denials} denials on both, ${layersCompared} name the layer on both`;
  const rest = notReached === 0 ? '' : `; ${notReached} calls were not reached`;
  return `embedded against ${against}: ${compared} calls of ${tests} tests compared, ${drift}${rest}${layers}`;
}

function tableOf(differences: readonly CallDifference[], against: string): readonly string[] {
  const rows = differences.map(({ at, by, operation, differs, expected, actual }) => [
    String(at),
    by,
    operation,
    differs.join(', '),
    short(expected),
    short(actual),
  ]);
  const lines = columns([['#', 'by', 'call', 'differs', 'embedded', against], ...rows]);
  const [head = '', ...rest] = lines.map((line) => `  ${line}`);
  return [head, ...rest.flatMap((line, index) => [line, ...detailsOf(differences[index], against)])];
}

function short(answer: CallAnswer | undefined): string {
  if (answer === undefined) return 'not called';
  const { outcome, code, layer, because } = answer;
  const reason = [because, layer].filter((part) => part !== undefined).join(' by ');
  return [outcome, code, reason && `(${reason})`].filter(Boolean).join(' ');
}

function detailsOf(difference: CallDifference | undefined, against: string): readonly string[] {
  const { differs = [], expected, actual } = difference ?? {};
  const side = (name: string, text: string | undefined) => `       ${name}: ${text ?? ''}`;
  const keys = ({ contextKeys = [] }: CallAnswer = { outcome: 'failed' }, other: CallAnswer | undefined) =>
    contextKeys.filter((key) => !other?.contextKeys?.includes(key)).join(', ') || 'none';
  return [
    ...(differs.includes('words') ? [side('embedded', expected?.words), side(against, actual?.words)] : []),
    ...(differs.includes('context')
      ? [side('keys on embedded only', keys(expected, actual)), side(`keys on ${against} only`, keys(actual, expected))]
      : []),
  ];
}

function listed(title: string, tests: readonly TestDifference[]): readonly string[] {
  if (tests.length === 0) return [];
  const lines = tests.map(({ file, test, message }) => `  ${file} > ${test}${message ? `: ${message}` : ''}`);
  return [`${tests.length} tests ${title}:`, ...lines, ''];
}

function grouped<T>(items: readonly T[], key: (item: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item) ?? '';
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}

/** Aligned, with two blanks between; the last column as long as it is. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
