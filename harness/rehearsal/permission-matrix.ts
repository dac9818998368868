import type { Principal } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';

/** The columns of a matrix: who is asked about, by the names that the matrix shows. */
export type MatrixPrincipals = Readonly<Record<string, Principal>>;

/** A row of a matrix: an action on everything, or on one resource, in one context. */
export interface MatrixQuestion {
  readonly action: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** The rows of a matrix: names of actions, or questions by the names that the matrix shows. */
export type MatrixActions = readonly string[] | Readonly<Record<string, string | MatrixQuestion>>;

/**
 * Who may what, as a text of aligned columns, decided without calling anything: for `toMatchInlineSnapshot()`, or a document. A question of
 * its own name keeps numbers of accounts and random names out of it: `{ 'read a note': { action: 's3:GetObject', resource } }`.
 */
export async function permissionMatrix(principals: MatrixPrincipals, actions: MatrixActions): Promise<string> {
  const rows = rowsOf(actions);
  const columns = Object.entries(principals);
  if (rows.length === 0 || columns.length === 0) {
    throw new RehearsalError(
      'a permission matrix needs a principal and an action: `permissionMatrix({ user }, ["s3:GetObject"])`',
    );
  }
  const outcomes = await Promise.all(
    rows.map(([name, question]) =>
      Promise.all(columns.map(async ([, principal]) => (await principal.decide(question)).outcome)).then((cells) => [
        name,
        ...cells,
      ]),
    ),
  );
  return aligned([['', ...columns.map(([name]) => name)], ...outcomes]);
}

/** Every cell is as wide as the longest outcome, so that a changed one changes its line only. */
const WIDEST = 'allowed'.length;

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(column === 0 ? 0 : WIDEST, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowsOf(actions: MatrixActions): readonly (readonly [name: string, question: MatrixQuestion])[] {
  const named = isList(actions) ? actions.map((action) => [action, action] as const) : Object.entries(actions);
  return named.map(([name, question]) => [name, typeof question === 'string' ? { action: question } : question]);
}

function isList(actions: MatrixActions): actions is readonly string[] {
  return Array.isArray(actions);
}
