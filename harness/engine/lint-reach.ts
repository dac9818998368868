import { compileAction, matchesAction } from './actions.js';
import { isObject, type Json, type JsonObject, listOf, member } from './document.js';
import type { LintFault } from './lint-rules.js';
import type { PlacedStatement } from './placed-elements.js';
import { literalTemplate } from './variables.js';
import { compileWildcard, matchesWildcard } from './wildcard.js';

/** A statement that can never make a difference: it stands here already, or a Deny without condition covers it. */
export function unreachable(
  statement: PlacedStatement,
  statements: readonly PlacedStatement[],
): readonly LintFault[] {
  const { index, path, json } = statement;
  const own = canonical(json);
  const twin = statements.find((other) => other.index < index && canonical(other.json) === own);
  if (twin) {
    const message = `this statement says the same as ${nameOf(twin)}: remove one`;
    return [{ rule: 'duplicate-statement', message, statement: index, path }];
  }
  if (member(json, 'Effect') !== 'Allow') return [];
  const shadow = statements.find((other) => isPlainDeny(other.json) && coversStatement(other.json, json));
  if (!shadow) return [];
  const message = `${nameOf(shadow)} denies all that this statement allows, and a deny always wins`;
  return [{ rule: 'shadowed-statement', message, statement: index, path }];
}

function nameOf({ json, index }: PlacedStatement): string {
  const sid = member(json, 'Sid');
  return typeof sid === 'string' && sid !== '' ? `the statement \`${sid}\`` : `statement ${index + 1}`;
}

/** The statement without its Sid, its members and lists in one order. */
function canonical(json: JsonObject): string {
  const { Sid: _, ...rest } = json;
  return JSON.stringify(ordered(rest));
}

const UNORDERED = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

function ordered(value: Json, name?: string): Json {
  if (!isObject(value)) return name !== undefined && UNORDERED.has(name) ? listOf(value).map(String).sort() : value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, inner]) => [key, ordered(inner, key)]));
}

function isPlainDeny(json: JsonObject): boolean {
  const isBare = ['Condition', 'NotAction', 'NotResource', 'NotPrincipal'].every(
    (name) => member(json, name) === undefined,
  );
  const principal = member(json, 'Principal');
  return member(json, 'Effect') === 'Deny' && isBare && (principal === undefined || principal === '*');
}

function coversStatement(deny: JsonObject, allow: JsonObject): boolean {
  if (member(allow, 'NotAction') !== undefined || member(allow, 'NotResource') !== undefined) return false;
  return (
    coversAll(deny, allow, 'Action', (wide, narrow) => matchesAction(compileAction(wide), narrow.toLowerCase())) &&
    (member(deny, 'Resource') === undefined ||
      coversAll(deny, allow, 'Resource', (wide, narrow) =>
        matchesWildcard(compileWildcard(literalTemplate(wide)), narrow, undefined),
      ))
  );
}

type Covers = (wide: string, narrow: string) => boolean;

/** A pattern covers another when it matches its text, stars and all. A `?` could match a star, so that it only covers itself. */
function coversAll(deny: JsonObject, allow: JsonObject, element: string, covers: Covers): boolean {
  const wide = listOf(member(deny, element)).map(String);
  const narrow = listOf(member(allow, element)).map(String);
  return (
    narrow.length > 0 &&
    narrow.every((one) => wide.some((pattern) => pattern === one || (!pattern.includes('?') && covers(pattern, one))))
  );
}
