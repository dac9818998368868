import { parseOperator } from './conditions.js';
import type { ContextKeyType } from './context-keys.js';
import { isObject, listOf, member, textOf } from './document.js';
import { itemsOf, type PlacedStatement } from './placed-elements.js';
import type { PolicyFault } from './policy-error.js';
import type { DocumentPath } from './positions.js';
import {
  type FoundActions,
  type FoundKey,
  findActions,
  findContextKey,
  isKey,
  resourceTypesMet,
} from './reference-lookup.js';
import type { ActionFacts, ServiceFacts, ServiceReference } from './service-reference.js';

/** Keys that hang on the tags of whatever resource there is. */
const RESOURCE_TAG = /ResourceTag\//i;

export type LintRule =
  | 'duplicate-name'
  | 'duplicate-statement'
  | 'for-all-values-allow'
  | 'key-of-other-actions'
  | 'missing-set-operator'
  | 'operator-type'
  | 'shadowed-statement'
  | 'unknown-action'
  | 'unknown-condition-key'
  | 'unknown-service'
  | 'unsupported-resource'
  | 'wildcard-without-match';

export interface LintFault extends PolicyFault {
  readonly rule: LintRule;
}

/** A statement with what the reference says of its parts, looked up once for all rules. */
export interface LintedStatement {
  readonly placed: PlacedStatement;
  /** Of Action and NotAction. */
  readonly actions: readonly { readonly written: string; readonly path: DocumentPath; readonly found: FoundActions }[];
  readonly conditions: readonly LintedCondition[];
}

interface LintedCondition {
  readonly operator: string;
  readonly written: string;
  readonly values: readonly string[];
  readonly path: DocumentPath;
  readonly found: FoundKey;
}

export function lintedStatement(placed: PlacedStatement, reference: ServiceReference): LintedStatement {
  const condition = member(placed.json, 'Condition');
  const tests = isObject(condition) ? Object.entries(condition) : [];
  return {
    placed,
    actions: itemsOf(placed, 'Action', 'NotAction').map(({ value, path }) => {
      const written = textOf(value);
      return { written, path, found: findActions(written, reference) };
    }),
    conditions: tests.flatMap(([operator, keys]) =>
      Object.entries(isObject(keys) ? keys : {}).map(([written, values]) => ({
        operator,
        written,
        values: listOf(values).map(textOf),
        path: [...placed.path, 'Condition', operator, written],
        found: findContextKey(written, reference),
      })),
    ),
  };
}

type StatementRule = (statement: LintedStatement) => readonly LintFault[];

/** A further rule is one more function here. */
export const statementRules: readonly StatementRule[] = [
  unknownActions,
  unsupportedResources,
  unknownKeys,
  keysOfOtherActions,
  operatorTypes,
  setOperators,
];

function unknownActions({ placed, actions }: LintedStatement): readonly LintFault[] {
  return actions.flatMap(({ written, path, found }): LintFault[] => {
    const fault = (rule: LintRule, message: string) => [{ rule, message, statement: placed.index, path }];
    if (found.kind === 'unknown-service') {
      return fault('unknown-service', `no service with the prefix \`${found.prefix}\` is known: check the spelling`);
    }
    if (found.kind !== 'no-match') return [];
    return found.isPattern
      ? fault('wildcard-without-match', `\`${written}\` matches no known action of ${found.prefix}`)
      : fault('unknown-action', `\`${written}\` is not known as an action of ${found.prefix}: check the spelling`);
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function unsupportedResources({ placed, actions }: LintedStatement): readonly LintFault[] {
  const resources = itemsOf(placed, 'Resource').map(({ value }) => textOf(value));
  if (resources.length === 0 || resources.includes('*') || member(placed.json, 'Action') === undefined) return [];
  const met = new Map<ServiceFacts, ReadonlySet<string>>();
  return actions.flatMap(({ written, path, found }): LintFault[] => {
    if (found.kind !== 'found') return [];
    const types = met.get(found.service) ?? resourceTypesMet(found.service, resources);
    met.set(found.service, types);
    if (found.actions.some((action) => takes(action, types, resources))) return [];
    const message = `\`${written}\` cannot have the resources of this statement: ${wants(found)}`;
    return [{ rule: 'unsupported-resource', message, statement: placed.index, path }];
  });
}

/** Actions without resource types ask for `*`, which a resource that only leaves the name open meets as well. */
function takes({ resourceTypes }: ActionFacts, met: ReadonlySet<string>, resources: readonly string[]): boolean {
  if (resourceTypes.length > 0) return resourceTypes.some((type) => met.has(type));
  return resources.some((resource) => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(resource));
}

function wants({ service, actions }: Extract<FoundActions, { kind: 'found' }>): string {
  const types = [...new Set(actions.flatMap(({ resourceTypes }) => resourceTypes))];
  const arns = types.map((type) => service.resourceTypes.get(type.toLowerCase())?.arn ?? type);
  return arns.length === 0 ? 'it only takes `*`' : `it takes ${arns.map((arn) => `\`${arn}\``).join(' or ')}`;
}

function unknownKeys({ placed, conditions }: LintedStatement): readonly LintFault[] {
  return conditions
    .filter(({ found }) => found.kind === 'unknown')
    .map(({ written, path }) => ({
      rule: 'unknown-condition-key',
      message: `\`${written}\` is not known as a condition key: check the spelling`,
      statement: placed.index,
      path,
      atName: true,
    }));
}

/** A key that no request for these actions can have: the condition never sees a value. */
function keysOfOtherActions({ placed, actions, conditions }: LintedStatement): readonly LintFault[] {
  const known = actions.flatMap(({ found }) => (found.kind === 'found' ? found.actions : []));
  const allKnown = actions.every(({ found }) => found.kind === 'found');
  if (!allKnown || known.length === 0 || member(placed.json, 'Action') === undefined) return [];
  return conditions
    .filter(({ written, found }) => found.kind === 'service' && !known.some((action) => hasKey(action, written)))
    .map(({ written, path }) => ({
      rule: 'key-of-other-actions',
      message: `no request for the actions of this statement has \`${written}\`: the condition looks for it in vain`,
      statement: placed.index,
      path,
      atName: true,
    }));
}

function hasKey({ conditionKeys }: ActionFacts, written: string): boolean {
  return RESOURCE_TAG.test(written) || conditionKeys.some((key) => isKey(key, written));
}

/** The types of keys that each family of operators can read; texts are compared with whatever there is. */
const READS: readonly (readonly [RegExp, ReadonlySet<ContextKeyType>])[] = [
  [/^Numeric/, new Set(['numeric', 'date'])],
  [/^Date/, new Set(['date'])],
  [/^Bool$/, new Set(['boolean'])],
  [/^(?:Not)?IpAddress$/, new Set(['ip'])],
  [/^Arn/, new Set(['arn', 'string'])],
  [/^Binary/, new Set(['binary'])],
  [/^String/, new Set(['string', 'arn', 'ip', 'boolean', 'binary'])],
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function operatorTypes({ placed, conditions }: LintedStatement): readonly LintFault[] {
  return conditions.flatMap(({ operator, written, path, found }): LintFault[] => {
    const name = parseOperator(operator)?.name ?? '';
    const readable = READS.find(([family]) => family.test(name))?.[1];
    if (!('key' in found) || !readable || readable.has(found.key.type)) return [];
    const message = `\`${operator}\` cannot compare \`${written}\`, whose values are of the type ${found.key.type}`;
    return [{ rule: 'operator-type', message, statement: placed.index, path, atName: true }];
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function setOperators({ placed, conditions }: LintedStatement): readonly LintFault[] {
  const effect = member(placed.json, 'Effect');
  const asksForNull = (key: string) =>
    conditions.some(({ operator, written }) => operator === 'Null' && written.toLowerCase() === key.toLowerCase());
  return conditions.flatMap(({ operator, written, path, found }): LintFault[] => {
    const { modifier, name } = parseOperator(operator) ?? {};
    const fault = (rule: LintRule, message: string) => [{ rule, message, statement: placed.index, path, atName: true }];
    if ('key' in found && found.key.multivalued && modifier === undefined && name !== 'Null') {
      return fault(
        'missing-set-operator',
        `\`${written}\` can have several values: begin the operator with \`ForAllValues:\` or \`ForAnyValue:\``,
      );
    }
    if (modifier !== 'ForAllValues' || effect !== 'Allow' || asksForNull(written)) return [];
    return fault(
      'for-all-values-allow',
      `\`${operator}\` also allows requests without \`${written}\`: add \`"Null": {"${written}": "false"}\``,
    );
  });
}
