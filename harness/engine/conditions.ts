import type { ConditionElement, PolicyVersion } from './document.js';
import { operators, type ValueTest } from './operators.js';
import { type Context, type ContextValue, valueOfKey } from './request.js';
import { literalTemplate, parseTemplate, resolvable, type Template } from './variables.js';

/** `ForAllValues:` and `ForAnyValue:` compare sets of values; without one, a key is expected to have a single value. */
export type SetModifier = 'ForAllValues' | 'ForAnyValue' | undefined;

/** The name of a condition operator, taken apart: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorName {
  readonly modifier: SetModifier;
  readonly name: string;
  readonly ifExists: boolean;
}

/** One key under one operator. All conditions of a statement must hold. */
export interface Condition {
  /** As the policy writes them, for explanations. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly lowerCaseKey: string;
  /** The templates of the values that have variables. */
  readonly variables: readonly Template[];
  holds(context: Context): boolean;
}

const MODIFIER = /^(ForAllValues|ForAnyValue):/;
const IF_EXISTS = 'IfExists';

/** The parts of an operator's name, or undefined when there is no such operator. `Null` takes no `IfExists`. */
export function parseOperator(written: string): OperatorName | undefined {
  const prefix = MODIFIER.exec(written);
  const modifier = prefix?.[1] as SetModifier;
  const rest = written.slice(prefix?.[0].length ?? 0);
  if (rest === 'Null') return { modifier, name: rest, ifExists: false };
  const ifExists = rest.endsWith(IF_EXISTS);
  const name = ifExists ? rest.slice(0, -IF_EXISTS.length) : rest;
  return operators.has(name) ? { modifier, name, ifExists } : undefined;
}

export function compileCondition({ operator, key, values }: ConditionElement, version: PolicyVersion): Condition {
  const lowerCaseKey = key.toLowerCase();
  const parsed = parseOperator(operator);
  const comparison = operators.get(parsed?.name ?? '')?.comparison;
  const read = version === '2012-10-17' && comparison?.variables ? parseTemplate : literalTemplate;
  const templates = values.map(read);
  const variables = templates.filter((template) => template.variables.length > 0);
  const holds = parsed ? compileTest(parsed, lowerCaseKey, templates, variables) : () => false;
  return { operator, key, values, lowerCaseKey, variables, holds };
}

function compileTest(
  { modifier, name, ifExists }: OperatorName,
  key: string,
  templates: readonly Template[],
  variables: readonly Template[],
): Condition['holds'] {
  if (name === 'Null') return keyIsNull(key, templates);
  const operator = operators.get(name);
  if (!operator) return () => false;
  const tests = templates.map((template) => operator.comparison.prepare(template));
  const valueHolds = operator.negated ? noneMatches(tests, variables) : anyMatches(tests);
  const whenAbsent = ifExists || (modifier === undefined ? operator.negated : modifier === 'ForAllValues');
  const compare = COMPARE[modifier ?? 'single'](valueHolds, operator.negated);
  const isSingle = modifier === undefined;
  return (context) => {
    const value = valueOfKey(context, key);
    if (isSingle && typeof value === 'string') return valueHolds(value, context);
    if (value === undefined || (typeof value !== 'string' && value.length === 0)) return whenAbsent;
    return compare(value, context);
  };
}

type Compare = (value: ContextValue, context: Context) => boolean;

/**
 * How the values of a request are put together. An empty text under a set modifier counts as no value.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const COMPARE: Readonly<
  Record<'single' | 'ForAllValues' | 'ForAnyValue', (holds: ValueTest, negated: boolean) => Compare>
> = {
  single: (holds, negated) => (value, context) => {
    if (typeof value === 'string') return holds(value, context);
    return negated ? every(value, holds, context) : some(value, holds, context);
  },
  ForAllValues: (holds) => (value, context) => {
    if (isNull(value)) return true;
    return typeof value === 'string' ? holds(value, context) : every(value, holds, context);
  },
  ForAnyValue: (holds) => (value, context) => {
    if (isNull(value)) return false;
    return typeof value === 'string' ? holds(value, context) : some(value, holds, context);
  },
};

function isNull(value: ContextValue): boolean {
  return value === '' || (value.length === 1 && value[0] === '');
}

function every(values: readonly string[], holds: ValueTest, context: Context): boolean {
  for (const value of values) {
    if (!holds(value, context)) return false;
  }
  return true;
}

function some(values: readonly string[], holds: ValueTest, context: Context): boolean {
  for (const value of values) {
    if (holds(value, context)) return true;
  }
  return false;
}

function anyMatches(tests: readonly ValueTest[]): ValueTest {
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (actual, context) => {
    for (const test of tests) {
      if (test(actual, context)) return true;
    }
    return false;
  };
}

/**
 * A negated operator holds when none of its values match. A variable without a value makes the statement invalid: it holds neither way.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function noneMatches(tests: readonly ValueTest[], variables: readonly Template[]): ValueTest {
  const matches = anyMatches(tests);
  if (variables.length === 0) return (actual, context) => !matches(actual, context);
  return (actual, context) => variables.every((template) => resolvable(template, context)) && !matches(actual, context);
}

/** `"true"`: the key must be absent; `"false"`: it must be there. */
function keyIsNull(key: string, templates: readonly Template[]): Condition['holds'] {
  const wanted = new Set(templates.map(({ source }) => source.toLowerCase()));
  return (context) => {
    const value = valueOfKey(context, key);
    const absent = value === undefined || (typeof value !== 'string' && value.length === 0);
    return wanted.has(absent ? 'true' : 'false');
  };
}
