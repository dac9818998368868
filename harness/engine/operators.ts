import { compileArnPattern, matchesArnPattern } from './arn-pattern.js';
import { dateValue } from './dates.js';
import { addressRange, rangeTest } from './ip-addresses.js';
import type { Context } from './request.js';
import { plainText, resolveTemplate, type Template, withoutWildcards } from './variables.js';
import { compileWildcard, matchesWildcard } from './wildcard.js';

/** Asks whether one value of the request matches one value of the policy. */
export type ValueTest = (actual: string, context: Context) => boolean;

/** How an operator compares. Negation, set modifiers, `IfExists` and absent keys are the business of `conditions.ts`. */
export interface Comparison {
  /** Whether policy variables are replaced in the policy's values; elsewhere `${...}` is an ordinary text. */
  readonly variables: boolean;
  prepare(expected: Template): ValueTest;
}

export interface Operator {
  readonly comparison: Comparison;
  readonly negated: boolean;
}

const NEVER: ValueTest = () => false;

const text: Comparison = {
  variables: true,
  prepare(expected) {
    const plain = plainText(expected);
    if (plain !== undefined) return (actual) => actual === plain;
    const pattern = compileWildcard(withoutWildcards(expected));
    return (actual, context) => matchesWildcard(pattern, actual, context);
  },
};

const textIgnoringCase: Comparison = {
  variables: true,
  prepare(expected) {
    const plain = plainText(expected)?.toLowerCase();
    if (plain !== undefined) return (actual) => actual.toLowerCase() === plain;
    return (actual, context) => actual.toLowerCase() === resolveTemplate(expected, context)?.toLowerCase();
  },
};

const textPattern: Comparison = {
  variables: true,
  prepare(expected) {
    const pattern = compileWildcard(expected);
    return (actual, context) => matchesWildcard(pattern, actual, context);
  },
};

const arnPattern: Comparison = {
  variables: true,
  prepare(expected) {
    const pattern = compileArnPattern(expected);
    return (actual, context) => matchesArnPattern(pattern, actual, context);
  },
};

const truth: Comparison = {
  variables: true,
  prepare: (expected) => textIgnoringCase.prepare(expected),
};

const base64: Comparison = {
  variables: false,
  prepare(expected) {
    const plain = withoutPadding(plainText(expected) ?? '');
    return (actual) => withoutPadding(actual) === plain;
  },
};

const addresses: Comparison = {
  variables: false,
  prepare(expected) {
    const range = addressRange(plainText(expected) ?? '');
    return range ? rangeTest(range) : NEVER;
  },
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberValue(value: string): number | undefined {
  return smallWhole(value) ?? (NUMBER.test(value) ? Number(value) : undefined);
}

/** So many digits are exact, however they are added up. */
const EXACT_DIGITS = 15;
const ZERO = 48;

/** A number that is only digits, as nearly all are. */
function smallWhole(value: string): number | undefined {
  if (value.length === 0 || value.length > EXACT_DIGITS) return undefined;
  let number = 0;
  for (let index = 0; index < value.length; index++) {
    const digit = value.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

/** Reads both sides; what cannot be read does not match. */
function ordered(
  read: (value: string) => number | undefined,
  test: (actual: number, expected: number) => boolean,
): Comparison {
  return {
    variables: false,
    prepare(expected) {
      const wanted = read(plainText(expected) ?? '');
      if (wanted === undefined) return NEVER;
      return (actual) => {
        const value = read(actual);
        return value !== undefined && test(value, wanted);
      };
    },
  };
}

const numeric = (test: (actual: number, expected: number) => boolean) => ordered(numberValue, test);
const date = (test: (actual: number, expected: number) => boolean) => ordered(dateValue, test);

const equal = (actual: number, expected: number) => actual === expected;
const less = (actual: number, expected: number) => actual < expected;
const lessOrEqual = (actual: number, expected: number) => actual <= expected;
const greater = (actual: number, expected: number) => actual > expected;
const greaterOrEqual = (actual: number, expected: number) => actual >= expected;

const is = (comparison: Comparison): Operator => ({ comparison, negated: false });
const not = (comparison: Comparison): Operator => ({ comparison, negated: true });

/**
 * Every condition operator except `Null`, which asks for the key and not for its value.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', is(text)],
  ['StringNotEquals', not(text)],
  ['StringEqualsIgnoreCase', is(textIgnoringCase)],
  ['StringNotEqualsIgnoreCase', not(textIgnoringCase)],
  ['StringLike', is(textPattern)],
  ['StringNotLike', not(textPattern)],
  ['NumericEquals', is(numeric(equal))],
  ['NumericNotEquals', not(numeric(equal))],
  ['NumericLessThan', is(numeric(less))],
  ['NumericLessThanEquals', is(numeric(lessOrEqual))],
  ['NumericGreaterThan', is(numeric(greater))],
  ['NumericGreaterThanEquals', is(numeric(greaterOrEqual))],
  ['DateEquals', is(date(equal))],
  ['DateNotEquals', not(date(equal))],
  ['DateLessThan', is(date(less))],
  ['DateLessThanEquals', is(date(lessOrEqual))],
  ['DateGreaterThan', is(date(greater))],
  ['DateGreaterThanEquals', is(date(greaterOrEqual))],
  ['Bool', is(truth)],
  ['BinaryEquals', is(base64)],
  ['IpAddress', is(addresses)],
  ['NotIpAddress', not(addresses)],
  ['ArnEquals', is(arnPattern)],
  ['ArnLike', is(arnPattern)],
  ['ArnNotEquals', not(arnPattern)],
  ['ArnNotLike', not(arnPattern)],
]);

function withoutPadding(value: string): string {
  return value.replace(/=+$/, '');
}
