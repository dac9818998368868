import { type ServiceReference, simulateCustomPolicy } from '../engine/index.js';
import type { ParityCase } from './parity-case.js';

type Member = Readonly<Record<string, unknown>>;

/** An example of what a pattern stands for. */
const example = (pattern: string) =>
  pattern
    .replace(/\$\{[^}]*\}/g, 'example')
    .replaceAll('*', 'example')
    .replaceAll('?', 'x');

/** How many of the actions that a pattern matches are asked about. */
const ACTIONS_OF_A_PATTERN = 2;

/**
 * The questions that the text of an identity policy raises: each action on each resource of each statement, once without and once with
 * context keys as its conditions want them; and what the engine says. `sts:Assume*` is left out.
 */
export function policyQuestions(file: string, document: string, reference: ServiceReference): readonly ParityCase[] {
  const { Statement } = JSON.parse(document) as { readonly Statement: Member | readonly Member[] };
  const statements = Array.isArray(Statement) ? (Statement as readonly Member[]) : [Statement as Member];
  return statements.flatMap((statement, index) => {
    const actions = listOf(statement.Action ?? statement.NotAction).flatMap((action) => actionsOf(action, reference));
    const resources = listOf(statement.Resource ?? statement.NotResource).map(example);
    const contexts = [[], entriesOf(statement.Condition)].filter((entries, at) => at === 0 || entries.length > 0);
    return actions
      .filter((action) => !/^sts:assume/i.test(action))
      .flatMap((action) =>
        resources.flatMap((resource) =>
          contexts.map((ContextEntries): ParityCase => {
            const input = {
              PolicyInputList: [document],
              ActionNames: [action],
              ...(resource !== 'example' && { ResourceArns: [resource] }),
              ...(ContextEntries.length > 0 && { ContextEntries }),
            };
            const expected = simulateCustomPolicy(input)[0]?.EvalDecision ?? 'implicitDeny';
            return { from: `${file}, statement ${index + 1}`, input, expected };
          }),
        ),
      );
  });
}

function actionsOf(pattern: string, reference: ServiceReference): readonly string[] {
  if (!/[*?]/.test(pattern)) return [pattern];
  const [prefix = '', name = '*'] = pattern === '*' ? ['s3', '*'] : pattern.split(':');
  const known = [...(reference.service(prefix.toLowerCase())?.actions.values() ?? [])].map((action) => action.name);
  return known
    .filter((action) => fits(name.toLowerCase(), action.toLowerCase()))
    .slice(0, ACTIONS_OF_A_PATTERN)
    .map((action) => `${prefix}:${action}`);
}

/** `*` and `?`, piece by piece: no expression is built from a policy's text. */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return fits(rest, text) || (text !== '' && fits(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && fits(rest, text.slice(1));
}

/** What the values of each family of operators are to the simulator. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/Numeric/, 'numeric'],
  [/Date/, 'date'],
  [/Bool/, 'boolean'],
  [/IpAddress/, 'ip'],
  [/String|Arn/, 'string'],
];

function entriesOf(condition: unknown): NonNullable<ParityCase['input']['ContextEntries']> {
  const tests = Object.entries((condition ?? {}) as Readonly<Record<string, Member>>);
  const entries = tests.flatMap(([operator, keys]) => {
    const type = TYPES.find(([family]) => family.test(operator))?.[1];
    if (type === undefined) return [];
    const isList = /^For(All|Any)Values?:/.test(operator);
    return Object.entries(keys).map(([ContextKeyName, values]) => {
      const [first = ''] = listOf(values).map((value) =>
        type === 'ip' ? value.replace(/\/\d+$/, '') : example(value),
      );
      return { ContextKeyName, ContextKeyValues: [first], ContextKeyType: isList ? `${type}List` : type };
    });
  });
  return [...new Map(entries.map((entry) => [entry.ContextKeyName.toLowerCase(), entry])).values()];
}

function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}
