import { parseOperator } from './conditions.js';
import { isObject, type Json, type JsonObject, listOf, member } from './document.js';

const DOCUMENT_ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set([
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

/** Whether the document has the form that the grammar asks for. AWS answers one and the same text to all that has not. */
export function hasDocumentSyntax(json: Json | undefined): json is JsonObject {
  if (!isObject(json) || !hasOnly(json, DOCUMENT_ELEMENTS)) return false;
  const statements = listOf(member(json, 'Statement'));
  return (
    VERSIONS.has(member(json, 'Version')) &&
    isTextOrMissing(member(json, 'Id')) &&
    statements.length > 0 &&
    statements.every(hasStatementSyntax)
  );
}

export function isKnownVersion(version: Json | undefined): boolean {
  return VERSIONS.has(version);
}

/** The first element that no statement has. */
export function unknownElement(statement: JsonObject): string | undefined {
  return Object.keys(statement).find((name) => !STATEMENT_ELEMENTS.has(name));
}

export function hasStatementSyntax(statement: Json): statement is JsonObject {
  if (!isObject(statement) || !hasOnly(statement, STATEMENT_ELEMENTS)) return false;
  const effect = member(statement, 'Effect');
  return (
    EITHER_OR.every(([one, other]) => member(statement, one) === undefined || member(statement, other) === undefined) &&
    typeof effect === 'string' &&
    EFFECTS.has(effect.toLowerCase()) &&
    isTextOrMissing(member(statement, 'Sid')) &&
    ['Action', 'NotAction', 'Resource', 'NotResource'].every((name) => listOf(member(statement, name)).every(isText)) &&
    hasConditionSyntax(member(statement, 'Condition'))
  );
}

/** An unknown operator is let through where it has no keys. */
export function hasConditionSyntax(condition: Json | undefined): boolean {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isObject(keys) &&
      Object.values(keys).every((values) => listOf(values).every(isScalar)) &&
      (Object.keys(keys).length === 0 || parseOperator(operator) !== undefined),
  );
}

/** The faults of texts that must be unique. */
export function hasUniqueSids(statements: readonly JsonObject[]): boolean {
  const sids = statements.map((statement) => member(statement, 'Sid')).filter((sid) => sid !== undefined && sid !== '');
  return new Set(sids).size === sids.length;
}

function hasOnly(object: JsonObject, names: ReadonlySet<string>): boolean {
  return Object.keys(object).every((name) => names.has(name));
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function isTextOrMissing(value: Json | undefined): boolean {
  return value === undefined || typeof value === 'string';
}

/** Quotation marks are optional around numbers and booleans. */
function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
