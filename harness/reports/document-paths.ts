import type { CompiledPolicy, DocumentPath, DocumentPositions, PolicySource, Position, Span } from '../engine/index.js';
import { jsonPositions } from '../engine/index.js';

/** The elements of a statement that hold one value or a list. */
export type ListElement = 'Action' | 'NotAction' | 'Resource' | 'NotResource';

/** Where the parts of a policy stand: a single value or statement may stand without its list. */
export interface PolicyPlaces {
  document(): Span;
  statement(index: number): Span;
  /** One value of an element. */
  item(index: number, element: ListElement, item: number): Span;
  /** The name of a condition key. */
  condition(index: number, operator: string, key: string): Span;
  value(index: number, operator: string, key: string, value: number): Span;
  /** The element as a whole, such as `Effect` or `Condition`. */
  element(index: number, element: string): Span;
}

/** In the file that the policy came from, else in its text. */
export function placesOf({ document }: Pick<CompiledPolicy, 'document'>, { positions }: PolicySource): PolicyPlaces {
  return placesIn(document, positions?.() ?? jsonPositions(document));
}

export function placesIn(document: string, positions: DocumentPositions): PolicyPlaces {
  const json = JSON.parse(document) as { readonly Statement?: unknown };
  const statementPath = (index: number): DocumentPath =>
    Array.isArray(json.Statement) ? ['Statement', index] : ['Statement'];
  const within = (path: DocumentPath, item: number): DocumentPath =>
    Array.isArray(valueAt(json, path)) ? [...path, item] : path;
  const conditionPath = (index: number, operator: string, key: string) => [
    ...statementPath(index),
    'Condition',
    operator,
    key,
  ];
  return {
    document: () => positions.valueAt([]),
    statement: (index) => positions.valueAt(statementPath(index)),
    item: (index, element, item) => positions.valueAt(within([...statementPath(index), element], item)),
    condition: (index, operator, key) => positions.nameAt(conditionPath(index, operator, key)),
    value: (index, operator, key, value) => positions.valueAt(within(conditionPath(index, operator, key), value)),
    element: (index, element) => positions.nameAt([...statementPath(index), element]),
  };
}

/** `policies/notes.json:12`, or `line 3 of notes` for a policy without a file. */
export function placeText(name: string, { file }: PolicySource, { line }: Position): string {
  return file === undefined ? `${name}, line ${line}` : `${file}:${line}`;
}

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (found, step) => (found as Readonly<Record<string | number, unknown>> | undefined)?.[step],
    value,
  );
}
