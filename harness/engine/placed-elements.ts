import { isObject, type Json, type JsonObject, listOf, member } from './document.js';
import type { PolicyFault } from './policy-error.js';
import type { DocumentPath } from './positions.js';

/** A statement of a document that may still have faults, and where it stands. */
export interface PlacedStatement {
  readonly json: JsonObject;
  readonly index: number;
  readonly path: DocumentPath;
}

/** One value of an element, and where it stands. */
export interface PlacedItem {
  readonly value: Json;
  readonly path: DocumentPath;
}

/** A single value or the items of a list, each with its path. */
export function placedItems(value: Json | undefined, path: DocumentPath): readonly PlacedItem[] {
  if (!Array.isArray(value)) return listOf(value).map((only) => ({ value: only, path }));
  return value.map((item: Json, index) => ({ value: item, path: [...path, index] }));
}

/** The statements that are objects. */
export function placedStatements(document: JsonObject): readonly PlacedStatement[] {
  return placedItems(member(document, 'Statement'), ['Statement']).flatMap(({ value, path }, index) =>
    isObject(value) ? [{ json: value, index, path }] : [],
  );
}

/** The values of the named elements, such as Action and NotAction. */
export function itemsOf({ json, path }: PlacedStatement, ...elements: readonly string[]): readonly PlacedItem[] {
  return elements.flatMap((element) => placedItems(member(json, element), [...path, element]));
}

/** Whether one of the named elements has a value. */
export function hasItems({ json }: PlacedStatement, ...elements: readonly string[]): boolean {
  return elements.some((element) => listOf(member(json, element)).length > 0);
}

/** The first value that is sought, with its path: nearly always there is none, and no path has to be made. */
export function findItem(
  value: Json | undefined,
  path: DocumentPath,
  isSought: (value: Json) => boolean,
): PlacedItem | undefined {
  if (!Array.isArray(value))
    return value !== undefined && isSought(value as Json) ? { value: value as Json, path } : undefined;
  const index = value.findIndex(isSought);
  return index < 0 ? undefined : { value: value[index], path: [...path, index] };
}

/** A fault of the document as a whole, or of one of its own members. */
export function documentFault(message: string, ...path: DocumentPath): PolicyFault {
  return { message, statement: undefined, path };
}

/** A fault of a statement; `path` goes on from the statement. */
export function statementFault(
  { index, path: start }: Pick<PlacedStatement, 'index' | 'path'>,
  message: string,
  ...path: DocumentPath
): PolicyFault {
  return { message, statement: index, path: [...start, ...path] };
}

/** A fault of an item, which has its whole path. */
export function itemFault({ index }: Pick<PlacedStatement, 'index'>, message: string, item: PlacedItem): PolicyFault {
  return { message, statement: index, path: item.path };
}
