import type { DocumentPath, DocumentPositions, PolicySource, Span } from '../engine/index.js';
import type { RecordedPlace, RecordedSpan } from './run-record.js';

/** The places of all parts of a document, for a source that has its own. */
export function recordPlaces(document: string, positions: NonNullable<PolicySource['positions']>): RecordedPlace[] {
  const found = positions();
  return pathsIn(JSON.parse(document) as unknown).map((path) => ({
    path,
    value: recorded(found.valueAt(path)),
    name: recorded(found.nameAt(path)),
  }));
}

/** Positions as the record tells them; a path that is not there is found where it would stand. */
export function positionsOf(places: readonly RecordedPlace[]): DocumentPositions {
  const byPath = new Map(places.map((place) => [JSON.stringify(place.path), place]));
  const find = (path: DocumentPath): RecordedPlace | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const place = byPath.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return undefined;
  };
  return {
    valueAt: (path) => span(find(path)?.value),
    nameAt: (path) => span(find(path)?.name),
    duplicates: [],
    fault: undefined,
  };
}

function pathsIn(value: unknown, path: DocumentPath = []): readonly DocumentPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([name, member]) => pathsIn(member, [...path, name]))];
}

function recorded({ start, end }: Span): RecordedSpan {
  return [start.line, start.column, end.line, end.column];
}

function span([startLine, startColumn, endLine, endColumn]: RecordedSpan = [1, 1, 1, 1]): Span {
  return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}
