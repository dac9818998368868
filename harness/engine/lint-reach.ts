import { compileAction, matchesAction } from './actions.js';
import { isObject, type Json, type JsonObject, listOf, member, textOf } from './document.js';
import type { LintFault } from './lint-rules.js';
import type { PlacedStatement } from './placed-elements.js';
import { literalTemplate } from './variables.js';
import { compileWildcard, matchesWildcard } from './wildcard.js';

/** The statements that can never make a difference: they stand here already, or a Deny without condition covers them. */
export function unreachable(statements: readonly PlacedStatement[]): readonly LintFault[] {
  const first = new Map<string, PlacedStatement>();
  const shadows = statements.filter(({ json }) => isPlainDeny(json)).map(shadowOf);
  return statements.flatMap((statement): LintFault[] => {
    const { json, index, path } = statement;
    const own = canonical(json);
    const twin = first.get(own);
    if (twin) {
      const message = `this statement says the same as ${nameOf(twin)}: remove one`;
      return [{ rule: 'duplicate-statement', message, statement: index, path }];
    }
    first.set(own, statement);
    const shadow = member(json, 'Effect') === 'Allow' ? shadows.find((deny) => coversStatement(deny, json)) : undefined;
    if (!shadow) return [];
    const message = `${nameOf(shadow.statement)} denies all that this statement allows, and a deny always wins`;
    return [{ rule: 'shadowed-statement', message, statement: index, path }];
  });
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

const UNORDERED: ReadonlySet<string> = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

function ordered(value: Json, name?: string): Json {
  if (!isObject(value)) return name !== undefined && UNORDERED.has(name) ? listOf(value).map(textOf).sort() : value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return members.map(([key, inner]) => [key, ordered(inner, key)]);
}

const NARROWING = ['Condition', 'NotAction', 'NotResource', 'NotPrincipal'];

function isPlainDeny(json: JsonObject): boolean {
  const principal = member(json, 'Principal');
  const isForEveryone = principal === undefined || principal === '*';
  const isBare = NARROWING.every((name) => member(json, name) === undefined);
  return member(json, 'Effect') === 'Deny' && isBare && isForEveryone;
}

/** A pattern asks whether it covers the text of another. */
type Covers = (narrow: string) => boolean;

interface Shadow {
  readonly statement: PlacedStatement;
  readonly actions: readonly Covers[];
  /** Undefined where the element is missing, as in trust policies. */
  readonly resources: readonly Covers[] | undefined;
}

function shadowOf(statement: PlacedStatement): Shadow {
  const resource = member(statement.json, 'Resource');
  return {
    statement,
    actions: listOf(member(statement.json, 'Action')).map(textOf).map(coversActions),
    resources: resource === undefined ? undefined : listOf(resource).map(textOf).map(coversResources),
  };
}

function coversActions(wide: string): Covers {
  const pattern = compileAction(wide);
  return covers(wide, (narrow) => matchesAction(pattern, narrow.toLowerCase()));
}

function coversResources(wide: string): Covers {
  const pattern = compileWildcard(literalTemplate(wide));
  return covers(wide, (narrow) => matchesWildcard(pattern, narrow, undefined));
}

/** A pattern covers another when it matches its text, stars and all. A `?` could match a star, so that it only covers itself. */
function covers(wide: string, matches: Covers): Covers {
  return (narrow) => narrow === wide || (!wide.includes('?') && matches(narrow));
}

function coversStatement({ actions, resources }: Shadow, allow: JsonObject): boolean {
  if (member(allow, 'NotAction') !== undefined || member(allow, 'NotResource') !== undefined) return false;
  return coversAll(actions, member(allow, 'Action')) && (!resources || coversAll(resources, member(allow, 'Resource')));
}

function coversAll(patterns: readonly Covers[], value: Json | undefined): boolean {
  const narrow = listOf(value).map(textOf);
  return narrow.length > 0 && narrow.every((one) => patterns.some((pattern) => pattern(one)));
}
