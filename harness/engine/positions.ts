import { scanJson } from './json-scan.js';

/** A place in a text: lines and columns count from 1, columns in UTF-16 units as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From the first character of something to the place behind its last one. */
export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** The names of members and the places in lists that lead to a value: `['Statement', 0, 'Action']`. */
export type DocumentPath = readonly (string | number)[];

/** A member that stands twice in one object; of the two only the last counts. */
export interface DuplicateName {
  readonly path: DocumentPath;
  readonly position: Position;
}

/** Where the parts of one document stand in its text. */
export interface DocumentPositions {
  /** The value at a path, or what encloses it where there is none. */
  valueAt(path: DocumentPath): Span;
  /** The member's name at the end of a path; the value where it stands in a list. */
  nameAt(path: DocumentPath): Span;
  readonly duplicates: readonly DuplicateName[];
  /** Where the text stops to be a document; undefined for one that is. */
  readonly fault: Position | undefined;
}

/** A value and where it stands, by offsets into the text. */
export interface PlacedValue {
  readonly start: number;
  readonly end: number;
  readonly name: { readonly start: number; readonly end: number } | undefined;
  readonly members: ReadonlyMap<string | number, PlacedValue> | undefined;
}

/** What a scanner of a format finds. */
export interface PlacedDocument {
  readonly root: PlacedValue | undefined;
  readonly duplicates: readonly { readonly path: DocumentPath; readonly offset: number }[];
  readonly fault: number | undefined;
}

/** Scans a JSON text for the places of its parts. Made on demand: `compile` does not need them while all is well. */
export function jsonPositions(text: string): DocumentPositions {
  return positionsIn(text, scanJson(text));
}

/** Turns offsets into lines and columns, whatever the format was. */
export function positionsIn(text: string, { root, duplicates, fault }: PlacedDocument): DocumentPositions {
  const lines = lineStarts(text);
  const position = (offset: number) => positionOf(lines, offset);
  const span = ({ start, end }: { start: number; end: number }) => ({ start: position(start), end: position(end) });
  const whole = { start: 0, end: text.length };
  return {
    valueAt: (path) => span(find(root, path) ?? whole),
    nameAt(path) {
      const found = find(root, path);
      return span(found?.name ?? found ?? whole);
    },
    duplicates: duplicates.map(({ path, offset }) => ({ path, position: position(offset) })),
    fault: fault === undefined ? undefined : position(fault),
  };
}

function find(root: PlacedValue | undefined, path: DocumentPath): PlacedValue | undefined {
  let found = root;
  for (const step of path) {
    const next = found?.members?.get(step);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/** Lines end with LF, CR LF or CR. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\n' || (character === '\r' && text[at + 1] !== '\n')) starts.push(at + 1);
  }
  return starts;
}

function positionOf(lines: readonly number[], offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}
