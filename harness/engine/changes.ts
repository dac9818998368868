import { parseOperator } from './conditions.js';
import { actionHint, conditionHint, OLD_VERSION, resourceHint } from './hints.js';
import type { AuthorizationRequest, ContextValue, Principal } from './request.js';
import type { CompiledStatement } from './statement.js';
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
  /** What was probably meant: the mistake that people often make here. */
  readonly hint?: string;
}

/** What an Allow that does not match would have to say, or the request would have to have. */
export function changesToMatch(statement: StatementTrace, request: AuthorizationRequest): readonly Change[] {
  const compiled = compiledOf(statement);
  return statement.mismatches.flatMap((element): readonly Change[] => {
    if (element === 'condition') {
      const failing = statement.conditions.filter(({ holds }) => !holds);
      return failing.map((condition) =>
        withHint(
          conditionChange(condition, 'hold'),
          oldVersion(statement, condition.expected) ?? conditionHint(condition),
        ),
      );
    }
    const { words, hint } = ELEMENTS[element];
    return [withHint({ element, words: words(request, compiled) }, hint?.(request, compiled, statement))];
  });
}

function withHint(change: Change, hint: string | undefined): Change {
  return hint === undefined ? change : { ...change, hint };
}

/** What would keep a Deny that matches from matching. */
export function changesToEscape(
  statement: StatementTrace,
  { action, resource }: AuthorizationRequest,
): readonly Change[] {
  const conditions = statement.conditions.map((condition) => conditionChange(condition, 'fail'));
  if (conditions.length > 0) return conditions;
  const { exceptActions, exceptResources } = compiledOf(statement) ?? {};
  if (exceptActions) return [{ element: 'action', words: `its NotAction would have to include ${action}` }];
  if (exceptResources) return [{ element: 'resource', words: `its NotResource would have to include ${resource}` }];
  return [{ element: 'statement', words: 'the statement has no condition: it would have to be removed or narrowed' }];
}

function compiledOf({ policy, index }: StatementTrace): CompiledStatement | undefined {
  return policy.statements.find((statement) => statement.index === index);
}

function oldVersion({ policy }: StatementTrace, written: readonly string[]): string | undefined {
  return policy.version !== '2012-10-17' && written.some((text) => text.includes('${')) ? OLD_VERSION : undefined;
}

interface ElementWords {
  words(request: AuthorizationRequest, statement: CompiledStatement | undefined): string;
  hint?(
    request: AuthorizationRequest,
    statement: CompiledStatement | undefined,
    traced: StatementTrace,
  ): string | undefined;
}

const ELEMENTS: Readonly<Record<Exclude<Mismatch, 'condition'>, ElementWords>> = {
  action: {
    words: ({ action }, statement) =>
      statement?.exceptActions
        ? `its NotAction would have to leave out less than ${list(statement.element.notAction)}: it takes ${action} out`
        : `its actions would have to include ${action}`,
    hint: ({ action }, statement) => statement && actionHint(statement, action),
  },
  resource: {
    words: ({ resource }, statement) =>
      statement?.exceptResources
        ? `its NotResource would have to leave out less than ${list(statement.element.notResource)}: it takes ${resource} out`
        : `its resources would have to include ${resource}`,
    hint: (request, statement, traced) =>
      statement && (oldVersion(traced, statement.element.resource ?? []) ?? resourceHint(statement, request)),
  },
  principal: {
    words: ({ principal }, statement) =>
      statement?.exceptPrincipals
        ? `its NotPrincipal would have to be without ${principalWords(principal)}`
        : `its principals would have to include ${principalWords(principal)}`,
  },
};

function list(written: readonly string[] = []): string {
  return written.map((one) => `\`${one}\``).join(', ');
}

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

/** How a value stands to the policy's, where they have an order. */
const ORDER: Readonly<Record<string, string>> = {
  NumericLessThan: 'less than',
  NumericLessThanEquals: 'at most',
  NumericGreaterThan: 'more than',
  NumericGreaterThanEquals: 'at least',
  DateLessThan: 'before',
  DateLessThanEquals: 'at or before',
  DateGreaterThan: 'after',
  DateGreaterThanEquals: 'at or after',
};

function wish({ operator, expected, variables }: ConditionTrace, wanted: 'hold' | 'fail'): string {
  const name = parseOperator(operator)?.name ?? operator;
  const mustHold = wanted === 'hold';
  if (name === 'Null') return expected.includes('true') === mustHold ? 'absent' : 'there';
  const values = expected.map((value) => `\`${withVariables(value, variables)}\``).join(' or ');
  const relation = ORDER[name];
  if (relation !== undefined) return `${mustHold ? '' : 'not '}${relation} ${values} (${operator})`;
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
