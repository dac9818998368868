import { parseOperator } from './conditions.js';
import { isObject, type Json, type JsonObject, member } from './document.js';
import { findItem, type PlacedItem, placedItems } from './placed-elements.js';
import type { DocumentPath } from './positions.js';

export const DOCUMENT_ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
export const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const EITHER_OR = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;
const VERSIONS: ReadonlySet<Json | undefined> = new Set([undefined, '2008-10-17', '2012-10-17']);
const EFFECTS: ReadonlySet<string> = new Set(['allow', 'deny']);
const TEXT_ELEMENTS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;

/** A part of a document that is not as the grammar asks. */
export interface SyntaxFault {
  readonly path: DocumentPath;
  /** The member is not allowed at all. */
  readonly atName?: boolean;
  /** The statement's place, from 0. */
  readonly statement?: number;
}

/**
 * The first part of a document that has not the form of the grammar. AWS answers one and the same text to all of them.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function documentSyntaxFault(json: Json | undefined): SyntaxFault | undefined {
  if (!isObject(json)) return { path: [] };
  const unknown = unknownDocumentElement(json);
  if (unknown !== undefined) return { path: [unknown], atName: true };
  if (!isKnownVersion(member(json, 'Version'))) return { path: ['Version'] };
  if (!isTextOrMissing(member(json, 'Id'))) return { path: ['Id'] };
  const statements = placedItems(member(json, 'Statement'), ['Statement']);
  if (statements.length === 0) return { path: ['Statement'] };
  for (const [statement, { value, path }] of statements.entries()) {
    const fault = statementSyntaxFault(value, path);
    if (fault) return { ...fault, statement };
  }
  return undefined;
}

export function isKnownVersion(version: Json | undefined): boolean {
  return VERSIONS.has(version);
}

/** The first member that no document has. */
export function unknownDocumentElement(document: JsonObject): string | undefined {
  return Object.keys(document).find((name) => !DOCUMENT_ELEMENTS.has(name));
}

/** The first element that no statement has. */
export function unknownElement(statement: JsonObject): string | undefined {
  return Object.keys(statement).find((name) => !STATEMENT_ELEMENTS.has(name));
}

function statementSyntaxFault(statement: Json, path: DocumentPath): SyntaxFault | undefined {
  if (!isObject(statement)) return { path };
  const unknown = unknownElement(statement);
  if (unknown !== undefined) return { path: [...path, unknown], atName: true };
  const both = EITHER_OR.find((pair) => pair.every((name) => member(statement, name) !== undefined));
  if (both) return { path: [...path, both[1]], atName: true };
  const effect = member(statement, 'Effect');
  if (typeof effect !== 'string' || !EFFECTS.has(effect.toLowerCase())) return { path: [...path, 'Effect'] };
  if (!isTextOrMissing(member(statement, 'Sid'))) return { path: [...path, 'Sid'] };
  return textFault(statement, path) ?? conditionSyntaxFault(member(statement, 'Condition'), [...path, 'Condition']);
}

function textFault(statement: JsonObject, path: DocumentPath): PlacedItem | undefined {
  for (const name of TEXT_ELEMENTS) {
    const value = member(statement, name);
    const wrong = value !== undefined && findItem(value, [...path, name], isNoText);
    if (wrong) return wrong;
  }
  return undefined;
}

/** The first part of a Condition that is wrong. An unknown operator is let through where it has no keys. */
export function conditionSyntaxFault(condition: Json | undefined, path: DocumentPath): SyntaxFault | undefined {
  if (condition === undefined) return undefined;
  if (!isObject(condition)) return { path };
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return { path: [...path, operator] };
    for (const [key, value] of Object.entries(keys)) {
      const wrong = findItem(value, [...path, operator, key], isNoScalar);
      if (wrong) return { path: wrong.path };
    }
    if (Object.keys(keys).length > 0 && !parseOperator(operator)) return { path: [...path, operator], atName: true };
  }
  return undefined;
}

/** The Sid that stands a second time; an empty one may. */
export function repeatedSid(statements: readonly JsonObject[]): number | undefined {
  const seen = new Set<Json>();
  for (const [index, statement] of statements.entries()) {
    const sid = member(statement, 'Sid');
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) return index;
    seen.add(sid);
  }
  return undefined;
}

function isTextOrMissing(value: Json | undefined): boolean {
  return value === undefined || typeof value === 'string';
}

function isNoText(value: Json): boolean {
  return typeof value !== 'string';
}

/** Quotation marks are optional around numbers and booleans. */
function isNoScalar(value: Json): boolean {
  return typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean';
}
