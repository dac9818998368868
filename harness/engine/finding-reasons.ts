import { isObject, type Json, type JsonObject, member, parseJson, textOf } from './document.js';
import { scanJson } from './json-scan.js';
import type { DocumentPath } from './positions.js';
import { DOCUMENT_ELEMENTS, STATEMENT_ELEMENTS } from './validate-syntax.js';

/** What AWS answers to faults of many kinds. */
const VAGUE: ReadonlySet<string> = new Set([
  'Syntax errors in policy.',
  'The policy failed legacy parsing',
  'This policy contains invalid Json',
  "Policies must be valid JSON and the first byte must be '{'",
]);

interface Finding {
  readonly message: string;
  readonly path: DocumentPath;
}

/** What is meant where AWS's words fit many faults; undefined where they tell, or nothing more is known. */
export function reasonOf({ message, path }: Finding, document: string): string | undefined {
  if (!VAGUE.has(message)) return undefined;
  const json = parseJson(document);
  if (json === undefined) return noJsonReason(document);
  if (!isObject(json)) return 'a policy is an object, `{ "Version": ..., "Statement": [...] }`';
  if (/^\s/.test(document) && path.length === 0) return 'white space stands before the `{`';
  return elementReason(json, path);
}

/** Why a text is no JSON, as far as that can be told of it. */
export function noJsonReason(text: string): string {
  if (text.trim() === '') return 'the document is empty';
  if (text.startsWith('\uFEFF'))
    return 'it begins with a byte order mark, which JSON has not: save it as UTF-8 without one';
  if (/^[^{}]{0,4}[\0\uFFFD]/.test(text)) return 'it is no text in UTF-8';
  const at = scanJson(text).fault ?? 0;
  const [before, rest] = [text.slice(0, at), text.slice(at)];
  if (rest === '') return 'the JSON ends too early';
  if (/,\s*$/.test(before) && /^[\]}]/.test(rest)) return `a comma stands before the \`${rest[0]}\``;
  if (/^(\/\/|\/\*|#)/.test(rest)) return 'JSON has no comments';
  if (rest.startsWith("'")) return 'JSON has texts in double quotation marks';
  return `it stops to be JSON at \`${rest.split(/[\r\n]/, 1)[0]?.slice(0, 20)}\``;
}

/** What an element that is at fault should have been. */
function elementReason(json: JsonObject, path: DocumentPath): string | undefined {
  const [name, value] = [path.at(-1), valueAt(json, path)];
  const condition = path.indexOf('Condition');
  if (condition >= 0) return conditionReason(path.length - condition - 1, String(name), value);
  if (name === undefined) return '`Statement` is missing';
  if (typeof name === 'number')
    return path.length === 2 ? 'a statement is an object' : `\`${path.at(-2)}\` holds texts`;
  const [of, known] =
    path.length === 1 ? (['policy', DOCUMENT_ELEMENTS] as const) : (['statement', STATEMENT_ELEMENTS] as const);
  return known.has(name) ? ELEMENT_REASONS[name]?.(value) : unknownReason(name, of, known);
}

function unknownReason(name: string, of: string, known: ReadonlySet<string>): string {
  if (name === '<<') return 'a policy has no merge keys: write the elements out';
  const meant = [...known].find((element) => element.toLowerCase() === name.toLowerCase());
  return `\`${name}\` is no element of a ${of}${meant === undefined ? '' : `, \`${meant}\` is`}`;
}

const ELEMENT_REASONS: Readonly<Record<string, (value: Json | undefined) => string | undefined>> = {
  Version: (value) => `\`Version\` is \`${textOf(value ?? '')}\`, and can be 2012-10-17 or 2008-10-17`,
  Statement: (value) => (value === undefined ? '`Statement` is missing' : '`Statement` holds no statement'),
  Effect: (value) =>
    value === undefined ? '`Effect` is missing' : `\`Effect\` is \`${textOf(value)}\`, and can be Allow or Deny`,
  ...Object.fromEntries(
    ['Action', 'Resource', 'Principal'].map((element) => [`Not${element}`, () => eitherOr(element)]),
  ),
};

function eitherOr(element: string): string {
  return `a statement has either \`${element}\` or \`Not${element}\``;
}

/** `depth` is 0 for the Condition itself, 1 for an operator, 2 for a key. */
function conditionReason(depth: number, name: string, value: Json | undefined): string | undefined {
  if (depth === 0 || (depth === 1 && !isObject(value)))
    return 'a `Condition` is an object of operators, each with an object of keys';
  return depth === 1 ? `\`${name}\` is no operator of conditions` : undefined;
}

function valueAt(json: Json | undefined, path: DocumentPath): Json | undefined {
  let found = json;
  for (const step of path) {
    if (Array.isArray(found)) found = found[Number(step)] as Json | undefined;
    else found = isObject(found) ? member(found, String(step)) : undefined;
  }
  return found;
}
