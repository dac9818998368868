import { parseOperator } from './conditions.js';
import { dateValue } from './dates.js';
import { addressRange, parseAddress } from './ip-addresses.js';
import type { ContextValue } from './request.js';
import type { ConditionTrace, StatementTrace, Trace } from './trace.js';

/** A statement of which it cannot be said what AWS would make of it; the engine takes it as not matching. */
export interface UnjudgedStatement {
  readonly statement: StatementTrace;
  /** Why, one sentence for each condition. */
  readonly reasons: readonly string[];
}

/**
 * The statements that fit the request but for conditions that cannot be judged: operators that are not known, or values that are not
 * of their type. They are told, so that nobody takes the decision for more than it is.
 */
export function unjudgedStatements({ layers }: Trace): readonly UnjudgedStatement[] {
  const unjudged: UnjudgedStatement[] = [];
  for (const { binds, groups } of layers) {
    if (!binds) continue;
    for (const group of groups) {
      for (const statement of group) {
        if (statement.conditions.length === 0 || !fits(statement)) continue;
        const reasons = statement.conditions.flatMap(reasonsOf);
        if (reasons.length > 0) unjudged.push({ statement, reasons });
      }
    }
  }
  return unjudged;
}

/** Everything but the conditions matches. */
function fits({ matched, mismatches }: StatementTrace): boolean {
  return matched || (mismatches.length === 1 && mismatches[0] === 'condition');
}

function reasonsOf({ operator, key, expected, actual }: ConditionTrace): readonly string[] {
  const name = parseOperator(operator)?.name;
  if (name === undefined) return [`the operator \`${operator}\` is not known`];
  const type = TYPES.find(({ operators }) => operators.test(name));
  if (!type) return [];
  const wrongInPolicy = expected.filter((value) => !type.isExpected(value));
  const wrongInRequest = valuesOf(actual).filter((value) => !type.isActual(value));
  return [
    ...wrongInPolicy.map((value) => `\`${value}\` in the policy is no ${type.name} for \`${operator}\` to compare`),
    ...wrongInRequest.map((value) => `the request's \`${key}\` is \`${value}\`, which is no ${type.name}`),
  ];
}

interface ValueType {
  readonly operators: RegExp;
  readonly name: string;
  isExpected(value: string): boolean;
  isActual(value: string): boolean;
}

const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value));
const isDate = (value: string) => dateValue(value) !== undefined;

const TYPES: readonly ValueType[] = [
  { operators: /^Numeric/, name: 'number', isExpected: isNumber, isActual: isNumber },
  { operators: /^Date/, name: 'date', isExpected: isDate, isActual: isDate },
  {
    operators: /IpAddress$/,
    name: 'IP address',
    isExpected: (value) => addressRange(value) !== undefined,
    isActual: (value) => parseAddress(value) !== undefined,
  },
];

function valuesOf(value: ContextValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
