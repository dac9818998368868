import type { ConditionElement, StatementElement } from '../engine/document.js';
import type { PolicyKind } from '../engine/index.js';

/** A fault that someone might make in a policy. */
export type MutatorName =
  | 'drop-statement'
  | 'flip-effect'
  | 'widen-action'
  | 'widen-resource'
  | 'widen-principal'
  | 'drop-exception'
  | 'drop-conditions'
  | 'drop-condition-key'
  | 'drop-condition-value'
  | 'drop-boundary';

/** Which part of the statement is changed. */
export type MutatedPart =
  | { readonly part: 'statement' }
  | { readonly part: 'effect' | 'principal' | 'conditions' }
  | { readonly part: 'action' | 'resource'; readonly item: number }
  | { readonly part: 'key'; readonly operator: string; readonly key: string }
  | { readonly part: 'value'; readonly operator: string; readonly key: string; readonly item: number };

export interface StatementMutation {
  readonly mutator: MutatorName;
  readonly part: MutatedPart;
  /** For a person: `action s3:GetObject widened to *`. */
  readonly what: string;
  /** The text that is changed: an action, a resource, a key with its operator, a value; empty for the statement as a whole. */
  readonly subject: string;
  /** Whether the statement then speaks about more requests, or about fewer. */
  readonly effect: 'more' | 'fewer' | 'opposite';
  /** The statement as it is then; undefined where it is gone. The same change fits every variant of the policy. */
  apply(element: StatementElement): StatementElement | undefined;
}

type Mutator = (element: StatementElement, kind: PolicyKind) => readonly StatementMutation[];

/** All single faults of a statement. */
export function mutationsOf(element: StatementElement, kind: PolicyKind): readonly StatementMutation[] {
  return MUTATORS.flatMap((mutator) => mutator(element, kind));
}

/** A further fault is one more function here. */
const MUTATORS: readonly Mutator[] = [
  dropStatement,
  flipEffect,
  widenActions,
  widenResources,
  widenPrincipal,
  dropExceptions,
  dropConditions,
  dropConditionKeys,
  dropConditionValues,
];

function dropStatement(): readonly StatementMutation[] {
  const part = { part: 'statement' } as const;
  return [{ mutator: 'drop-statement', part, what: 'dropped', subject: '', effect: 'fewer', apply: () => undefined }];
}

function flipEffect({ effect }: StatementElement): readonly StatementMutation[] {
  const flipped = effect === 'Allow' ? 'Deny' : 'Allow';
  return [
    {
      mutator: 'flip-effect',
      part: { part: 'effect' },
      what: `${effect} turned into ${flipped}`,
      subject: '',
      effect: 'opposite',
      apply: (element) => ({ ...element, effect: flipped }),
    },
  ];
}

/** The action of a trust policy says little: only what assumes a role is ever asked of it. */
function widenActions({ action }: StatementElement, kind: PolicyKind): readonly StatementMutation[] {
  if (action === undefined || kind === 'trust' || action.includes('*')) return [];
  return action.map((written, item) => ({
    mutator: 'widen-action',
    part: { part: 'action', item },
    what: `action ${written} widened to *`,
    subject: written,
    effect: 'more',
    apply: (element) => ({ ...element, action: replaced(element.action, item) }),
  }));
}

function widenResources({ resource }: StatementElement): readonly StatementMutation[] {
  if (resource === undefined || resource.includes('*')) return [];
  return resource.map((written, item) => ({
    mutator: 'widen-resource',
    part: { part: 'resource', item },
    what: `resource ${written} widened to *`,
    subject: written,
    effect: 'more',
    apply: (element) => ({ ...element, resource: replaced(element.resource, item) }),
  }));
}

function widenPrincipal({ principal }: StatementElement): readonly StatementMutation[] {
  if (principal === undefined || principal === '*' || principal.get('AWS')?.includes('*')) return [];
  return [
    {
      mutator: 'widen-principal',
      part: { part: 'principal' },
      what: 'Principal widened to *',
      subject: '',
      effect: 'more',
      apply: (element) => ({ ...element, principal: '*' }),
    },
  ];
}

/** An exception that is gone makes NotAction or NotResource speak about more. */
function dropExceptions({ notAction = [], notResource = [] }: StatementElement): readonly StatementMutation[] {
  const actions = notAction.map(
    (written, item): StatementMutation => ({
      mutator: 'drop-exception',
      part: { part: 'action', item },
      what: `${written} dropped from NotAction`,
      subject: written,
      effect: 'more',
      apply: (element) => ({ ...element, notAction: without(element.notAction, item) }),
    }),
  );
  const resources = notResource.map(
    (written, item): StatementMutation => ({
      mutator: 'drop-exception',
      part: { part: 'resource', item },
      what: `${written} dropped from NotResource`,
      subject: written,
      effect: 'more',
      apply: (element) => ({ ...element, notResource: without(element.notResource, item) }),
    }),
  );
  return [...actions, ...resources];
}

function dropConditions({ conditions }: StatementElement): readonly StatementMutation[] {
  if (conditions.length < 2) return [];
  return [
    {
      mutator: 'drop-conditions',
      part: { part: 'conditions' },
      what: 'Condition dropped as a whole',
      subject: '',
      effect: 'more',
      apply: (element) => ({ ...element, conditions: [] }),
    },
  ];
}

function dropConditionKeys({ conditions }: StatementElement): readonly StatementMutation[] {
  return conditions.map(({ operator, key }) => ({
    mutator: 'drop-condition-key',
    part: { part: 'key', operator, key },
    what: `condition ${operator} ${key} dropped`,
    subject: `${operator} ${key}`,
    effect: 'more',
    apply: (element) => ({ ...element, conditions: element.conditions.filter((each) => !isOf(each, operator, key)) }),
  }));
}

/** A value less: of a negated operator it makes the condition hold for more. */
function dropConditionValues({ conditions }: StatementElement): readonly StatementMutation[] {
  return conditions.flatMap(({ operator, key, values }) => {
    if (values.length < 2) return [];
    return values.map(
      (value, item): StatementMutation => ({
        mutator: 'drop-condition-value',
        part: { part: 'value', operator, key, item },
        what: `value ${value} dropped from ${operator} ${key}`,
        subject: `${operator} ${key} ${value}`,
        effect: /Not(Equals|Like|IpAddress)|NotIp/.test(operator) ? 'more' : 'fewer',
        apply: (element) => ({
          ...element,
          conditions: element.conditions.map((each) =>
            isOf(each, operator, key) ? { ...each, values: each.values.filter((_, at) => at !== item) } : each,
          ),
        }),
      }),
    );
  });
}

function isOf(condition: ConditionElement, operator: string, key: string): boolean {
  return condition.operator === operator && condition.key === key;
}

function replaced(list: readonly string[] | undefined, item: number): readonly string[] {
  return (list ?? []).map((written, at) => (at === item ? '*' : written));
}

function without(list: readonly string[] | undefined, item: number): readonly string[] {
  return (list ?? []).filter((_, at) => at !== item);
}
