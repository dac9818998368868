import type { CompiledPolicy } from './compile.js';
import type { Condition } from './conditions.js';
import type { Decision, Layer, PolicySource } from './decision.js';
import type { PolicyGroup } from './gather.js';
import { type PolicyKindRule, policyKinds } from './kinds.js';
import type { AttachedPolicy } from './policies.js';
import { grantStrength } from './principals.js';
import { type AuthorizationRequest, type Context, type ContextValue, valueOfKey } from './request.js';
import { actionMatches, type CompiledStatement, principalMatches, resourceMatches } from './statement.js';
import { variableText } from './variables.js';

/** What became of every statement of every policy that took part in a decision. */
export interface Trace {
  readonly decision: Decision;
  readonly layers: readonly LayerTrace[];
  /** Condition keys that a statement which fits otherwise looked for in vain, in lower case. */
  readonly absentKeys: readonly string[];
}

export interface LayerTrace {
  readonly layer: Layer;
  /** The kind of policy does not bind this caller or this action, as SCPs do not bind service-linked roles. */
  readonly binds: boolean;
  /** One list for each group: all of an SCP level, of a session, of the identity. */
  readonly groups: readonly (readonly StatementTrace[])[];
}

/** An element of a statement that does not match. */
export type Mismatch = 'action' | 'resource' | 'principal' | 'condition';

export interface StatementTrace {
  readonly source: PolicySource;
  readonly policy: CompiledPolicy;
  readonly sid: string | undefined;
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly matched: boolean;
  /** Every element that does not match; empty when the statement matched. */
  readonly mismatches: readonly Mismatch[];
  readonly conditions: readonly ConditionTrace[];
}

export interface ConditionTrace {
  /** As the policy writes them. */
  readonly operator: string;
  readonly key: string;
  readonly expected: readonly string[];
  /** The request's value; undefined where the key is absent. */
  readonly actual: ContextValue | undefined;
  /** The variables in `expected` with their values here; undefined for one that has none. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly holds: boolean;
}

/** Looks at every statement again, made on demand: `authorize` stops as soon as it knows. */
export function trace(decision: Decision): Trace {
  const { request, policies } = decision;
  const asked: Asked = {
    request,
    action: request.action.toLowerCase(),
    hasBoundary: policies.boundary !== undefined,
    absentKeys: new Set(),
  };
  const layers: LayerTrace[] = [];
  for (const kind of kindsToTrace) {
    const groups = kind.groups(policies)?.map((group) => traceGroup(group, asked));
    if (groups) layers.push({ layer: kind.layer, binds: kind.binds(request), groups });
  }
  return { decision, layers, absentKeys: [...asked.absentKeys] };
}

const kindsToTrace: readonly PolicyKindRule[] = Object.values(policyKinds);

/** What every statement is asked, and what is noted of all of them. */
interface Asked {
  readonly request: AuthorizationRequest;
  readonly action: string;
  readonly hasBoundary: boolean;
  readonly absentKeys: Set<string>;
}

function traceGroup({ policies }: PolicyGroup, asked: Asked): readonly StatementTrace[] {
  const traced: StatementTrace[] = [];
  for (const attached of policies) {
    for (const statement of attached.policy.statements) traced.push(traceStatement(statement, attached, asked));
  }
  return traced;
}

/** Every combination of mismatches, made once: a trace has as many lists as there are statements. */
const MISMATCHES: readonly (readonly Mismatch[])[] = Array.from({ length: 16 }, (_, bits) =>
  (['action', 'resource', 'principal', 'condition'] as const).filter((_, index) => bits & (1 << index)),
);
const ONLY_CONDITION = 8;

function traceStatement(
  statement: CompiledStatement,
  { source, policy }: AttachedPolicy,
  asked: Asked,
): StatementTrace {
  const { request } = asked;
  const conditions = traceConditions(statement, request.context);
  const bits =
    (actionMatches(statement, asked.action) ? 0 : 1) |
    (resourceMatches(statement, request) ? 0 : 2) |
    (principalMatches(statement, request, asked.hasBoundary) === grantStrength.none ? 4 : 0) |
    (conditions.every(({ holds }) => holds) ? 0 : ONLY_CONDITION);
  if (bits === ONLY_CONDITION) noteAbsent(conditions, asked.absentKeys);
  const { sid, index, effect } = statement;
  return {
    source,
    policy,
    sid,
    index,
    effect,
    matched: bits === 0,
    mismatches: MISMATCHES[bits] ?? [],
    conditions,
  };
}

const UNCONDITIONAL: readonly ConditionTrace[] = [];
const NO_VARIABLES: ConditionTrace['variables'] = {};

function traceConditions({ conditions }: CompiledStatement, context: Context): readonly ConditionTrace[] {
  if (conditions.length === 0) return UNCONDITIONAL;
  return conditions.map((condition) => {
    const { operator, key, values, lowerCaseKey } = condition;
    return {
      operator,
      key,
      expected: values,
      actual: valueOfKey(context, lowerCaseKey),
      variables: condition.variables.length === 0 ? NO_VARIABLES : variablesOf(condition, context),
      holds: condition.holds(context),
    };
  });
}

function variablesOf({ variables }: Condition, context: Context): ConditionTrace['variables'] {
  const asked = variables.flatMap((template) => template.variables);
  return Object.fromEntries(asked.map((variable) => [variable.written, variableText(variable, context)]));
}

function noteAbsent(conditions: readonly ConditionTrace[], absentKeys: Set<string>): void {
  for (const { actual, holds, key } of conditions) {
    if (actual === undefined && !holds) absentKeys.add(key.toLowerCase());
  }
}
