/**
 * What a decision costs at the least: a loop over prepared comparisons, written for the identity policies of the benchmarks and
 * for nothing else. It knows beforehand which actions will be asked for and how far the resources of each are alike.
 */
import type { AuthorizationRequest } from './index.js';

export type Outcome = 'allowed' | 'explicit-deny' | 'implicit-deny';

/** A decision names the statement that made it. */
export interface BoundDecision {
  readonly outcome: Outcome;
  readonly statement: Statement | undefined;
}

export type Bound = (request: AuthorizationRequest) => BoundDecision;

type OneOrMore = string | readonly string[];

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** Whether the text matches from `at` on. */
type Matches = (text: string, at: number, request: AuthorizationRequest) => boolean;
type Test = (request: AuthorizationRequest) => boolean;

interface Prepared {
  readonly resource: Matches;
  readonly conditions: readonly Test[];
  readonly statement: Statement;
}

/** The statements about one action by the first characters of their resources, of which `length` are looked at. */
interface Table {
  readonly length: number;
  readonly all: readonly Prepared[];
  readonly byStart: ReadonlyMap<string, readonly Prepared[]>;
}

const NONE: readonly Prepared[] = [];
const FEW = 2;

export function prepareBound(documents: readonly string[], requests: readonly AuthorizationRequest[]): Bound {
  const statements = documents.flatMap((text) => list((JSON.parse(text) as { Statement: Statement }).Statement));
  const tables = new Map<string, { readonly denies: Table; readonly allows: Table }>();
  for (const { action } of requests) {
    const about = statements.filter((statement) => isAbout(statement, action));
    const of = (effect: string) => prepareTable(about.filter(({ Effect }) => Effect === effect));
    if (!tables.has(action)) tables.set(action, { denies: of('Deny'), allows: of('Allow') });
  }
  return (request) => {
    const table = tables.get(request.action);
    const deny = table && firstOf(table.denies, request);
    if (deny) return { outcome: 'explicit-deny', statement: deny };
    const allow = table && firstOf(table.allows, request);
    return { outcome: allow ? 'allowed' : 'implicit-deny', statement: allow };
  };
}

function firstOf({ length, all, byStart }: Table, request: AuthorizationRequest): Statement | undefined {
  const { resource } = request;
  const prepared = length === 0 ? all : (byStart.get(resource.slice(0, length)) ?? NONE);
  for (const { resource: matches, conditions, statement } of prepared) {
    if (matches(resource, length, request) && everyHolds(conditions, request)) return statement;
  }
  return undefined;
}

function everyHolds(conditions: readonly Test[], request: AuthorizationRequest): boolean {
  for (const condition of conditions) {
    if (!condition(request)) return false;
  }
  return true;
}

function prepareTable(statements: readonly Statement[]): Table {
  const written = statements.flatMap((statement) => list(statement.Resource).map((text) => ({ statement, text })));
  const plain = written.map(({ text }) => text.search(/[*?$]|$/));
  const length = written.length <= FEW ? 0 : Math.min(...plain);
  const byStart = new Map<string, Prepared[]>();
  const all = written.map(({ statement, text }) => {
    const prepared = { statement, resource: matcher(text.slice(length)), conditions: tests(statement) };
    const start = text.slice(0, length);
    byStart.set(start, [...(byStart.get(start) ?? []), prepared]);
    return prepared;
  });
  return { length, all, byStart };
}

function tests({ Condition = {} }: Statement): readonly Test[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => condition(operator, key.toLowerCase(), list(values))),
  );
}

/** A text cut into stars, question marks, variables and what stands between them; each piece goes on to the next. */
function matcher(written: string): Matches {
  const [, piece = '', rest = ''] = /^(\*|\?|\$\{.+?\}|[^*?$]*)(.*)$/.exec(written) ?? [];
  if (written === '') return (text, at) => at === text.length;
  if (piece === '*') return afterStar(rest);
  const next = matcher(rest);
  if (piece === '?') return (text, at, request) => next(text, at + 1, request);
  if (piece.startsWith('$')) return variable(piece.slice(2, -1).toLowerCase(), next);
  const plain = inOnePiece(piece);
  if (rest === '') return (text, at) => text.length === at + plain.length && text.startsWith(plain, at);
  if (rest === '*') return (text, at) => text.startsWith(plain, at);
  return (text, at, request) => text.startsWith(plain, at) && next(text, at + plain.length, request);
}

function afterStar(rest: string): Matches {
  if (rest === '') return () => true;
  if (!/[*?$]/.test(rest)) return (text, at) => at + rest.length <= text.length && text.endsWith(rest);
  const plain = inOnePiece(rest.slice(0, rest.search(/[*?$]/)));
  const next = matcher(rest.slice(plain.length));
  return (text, at, request) => {
    for (let from = text.indexOf(plain, at); from >= 0; from = text.indexOf(plain, from + 1)) {
      if (next(text, from + plain.length, request)) return true;
    }
    return false;
  };
}

function variable(key: string, next: Matches): Matches {
  return (text, at, request) => {
    const value = request.context.get(key);
    return typeof value === 'string' && text.startsWith(value, at) && next(text, at + value.length, request);
  };
}

/** A part of a text is not copied out of it, which makes it slow to compare. */
function inOnePiece(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

function condition(operator: string, key: string, values: readonly string[]): Test {
  const isNot = operator.includes('Not');
  const matches = comparison(operator.replace('Not', ''), values);
  return (request) => {
    const actual = request.context.get(key);
    return typeof actual === 'string' ? matches(actual, 0, request) !== isNot : isNot;
  };
}

function comparison(operator: string, values: readonly string[]): Matches {
  const [first = ''] = values;
  if (operator === 'NumericGreaterThan') return (actual) => Number(actual) > Number(first);
  if (operator === 'DateGreaterThan') return (actual) => Date.parse(actual) > Date.parse(first);
  if (operator === 'IpAddress') return inRange(first);
  const matchers = values.map((value) => (/[*?$]/.test(value) ? matcher(value) : (text: string) => text === value));
  const [only] = matchers;
  if (only && matchers.length === 1) return only;
  return (actual, at, request) => {
    for (const matches of matchers) {
      if (matches(actual, at, request)) return true;
    }
    return false;
  };
}

function inRange(range: string): Matches {
  const [start = '', bits = '32'] = range.split('/');
  const shift = 32 - Number(bits);
  const wanted = addressNumber(start) >>> shift;
  return (actual) => addressNumber(actual) >>> shift === wanted;
}

const DOT = 46;
const ZERO = 48;

function addressNumber(text: string): number {
  let number = 0;
  let part = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) number = (number << 8) | part;
    part = code === DOT ? 0 : part * 10 + code - ZERO;
  }
  return (number << 8) | part;
}

/** Only while preparing. */
function isAbout({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (written: string) =>
    new RegExp(`^${written.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action);
  return NotAction === undefined ? list(Action).some(matches) : !list(NotAction).some(matches);
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : ([value].flat() as readonly T[]);
}
