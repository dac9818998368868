/** The version of the policy language; a document without one is of the first. */
export type PolicyVersion = '2008-10-17' | '2012-10-17';

/** A policy document in one form: lists where a single value or object may stand. */
export interface PolicyDocument {
  readonly version: PolicyVersion;
  readonly id: string | undefined;
  readonly statements: readonly StatementElement[];
}

export interface StatementElement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: PrincipalElement | undefined;
  readonly notPrincipal: PrincipalElement | undefined;
  readonly action: readonly string[] | undefined;
  readonly notAction: readonly string[] | undefined;
  readonly resource: readonly string[] | undefined;
  readonly notResource: readonly string[] | undefined;
  readonly conditions: readonly ConditionElement[];
}

/** `"*"`, or the names under each type: `{ "AWS": [...], "Service": [...] }`. */
export type PrincipalElement = '*' | ReadonlyMap<string, readonly string[]>;

export interface ConditionElement {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** JSON as it comes out of `JSON.parse`. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Undefined for a text that is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member only: `toString` and `__proto__` are names like any other in a policy. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A value, or each item of a list of values. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/**
 * A value as text: quotation marks are optional around numbers and booleans. A list or an object, which no element has for a
 * value, is not asked for its text: it may have a member `toString` of its own, or lists without end in each other.
 */
export function textOf(value: Json): string {
  return typeof value === 'object' && value !== null ? '[object Object]' : String(value);
}

/** Reads a document that was found valid. */
export function readDocument(json: Json): PolicyDocument {
  const object = isObject(json) ? json : {};
  return {
    version: member(object, 'Version') === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    id: text(member(object, 'Id')),
    statements: listOf(member(object, 'Statement')).filter(isObject).map(readStatement),
  };
}

function readStatement(statement: JsonObject): StatementElement {
  return {
    sid: text(member(statement, 'Sid')),
    effect: member(statement, 'Effect') === 'Allow' ? 'Allow' : 'Deny',
    principal: readPrincipal(member(statement, 'Principal')),
    notPrincipal: readPrincipal(member(statement, 'NotPrincipal')),
    action: texts(member(statement, 'Action')),
    notAction: texts(member(statement, 'NotAction')),
    resource: texts(member(statement, 'Resource')),
    notResource: texts(member(statement, 'NotResource')),
    conditions: readConditions(member(statement, 'Condition')),
  };
}

function readPrincipal(value: Json | undefined): PrincipalElement | undefined {
  if (value === '*') return '*';
  if (!isObject(value)) return undefined;
  return new Map(Object.entries(value).map(([type, names]) => [type, texts(names) ?? []]));
}

function readConditions(value: Json | undefined): readonly ConditionElement[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) ?? [] })) : [],
  );
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: Json | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : listOf(value).map(textOf);
}
