import { parseOperator } from './conditions.js';
import type { AuthorizationRequest, ContextValue, Principal } from './request.js';
import type { ConditionTrace, Mismatch, StatementTrace } from './trace.js';

/** One thing that would have to be otherwise. */
export interface Change {
  readonly element: Mismatch | 'statement';
  /** Of a condition: as the policy writes them. */
  readonly operator?: string;
  readonly key?: string;
  readonly expected?: readonly string[];
  /** What the request has; undefined where it has nothing. */
  readonly actual?: ContextValue | undefined;
  /** The change in plain words. */
  readonly words: string;
}

/** What an Allow that does not match would have to say, or the request would have to have. */
export function changesToMatch(statement: StatementTrace, request: AuthorizationRequest): readonly Change[] {
  return statement.mismatches.flatMap((element): readonly Change[] => {
    if (element !== 'condition') return [{ element, words: ELEMENT_WORDS[element](request) }];
    return statement.conditions.filter(({ holds }) => !holds).map((condition) => conditionChange(condition, 'hold'));
  });
}

/** What would keep a Deny that matches from matching. */
export function changesToEscape(statement: StatementTrace): readonly Change[] {
  const conditions = statement.conditions.map((condition) => conditionChange(condition, 'fail'));
  if (conditions.length > 0) return conditions;
  return [{ element: 'statement', words: 'the statement has no condition: it would have to be removed or narrowed' }];
}

const ELEMENT_WORDS: Readonly<Record<Exclude<Mismatch, 'condition'>, (request: AuthorizationRequest) => string>> = {
  action: ({ action }) => `its actions would have to include ${action}`,
  resource: ({ resource }) => `its resources would have to include ${resource}`,
  principal: ({ principal }) => `its principals would have to include ${principalWords(principal)}`,
};

function principalWords(principal: Principal): string {
  switch (principal.type) {
    case 'anonymous':
      return 'everyone (`*`)';
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    case 'root':
    case 'user':
    case 'assumed-role':
    case 'federated-user':
      return principal.arn;
    default:
      return principal satisfies never;
  }
}

/** What a condition's key would have to be for the condition to hold, or to fail. */
function conditionChange(condition: ConditionTrace, wanted: 'hold' | 'fail'): Change {
  const { operator, key, expected, actual } = condition;
  const words = `\`${key}\` would have to be ${wish(condition, wanted)}; the request has ${valueWords(actual)}`;
  return { element: 'condition', operator, key, expected, actual, words };
}

function wish({ operator, expected, variables }: ConditionTrace, wanted: 'hold' | 'fail'): string {
  const name = parseOperator(operator)?.name ?? operator;
  const mustHold = wanted === 'hold';
  if (name === 'Null') return expected.includes('true') === mustHold ? 'absent' : 'there';
  const values = expected.map((value) => `\`${withVariables(value, variables)}\``).join(' or ');
  const isNegated = /Not/.test(name);
  return `${isNegated === mustHold ? 'other than ' : ''}${values} (${operator})`;
}

/** The policy's value with the variables that have one replaced. */
function withVariables(value: string, variables: ConditionTrace['variables']): string {
  return value.replace(/\$\{([^},]+)[^}]*\}/g, (whole, name: string) => variables[name.trim()] ?? whole);
}

function valueWords(value: ContextValue | undefined): string {
  if (value === undefined || value.length === 0) return 'none';
  return typeof value === 'string' ? `\`${value}\`` : value.map((one) => `\`${one}\``).join(', ');
}
