import type { CompiledPolicy } from './compile.js';
import type { Decision, Layer, PolicySource } from './decision.js';
import type { PolicyGroup } from './gather.js';
import { type PolicyKindRule, policyKinds } from './kinds.js';
import type { AttachedPolicy } from './policies.js';
import { grantStrength } from './principals.js';
import type { ContextValue } from './request.js';
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
  const layers = Object.values(policyKinds).flatMap((kind) => traceKind(kind, decision));
  const candidates = layers
    .flatMap(({ groups }) => groups.flat())
    .filter(({ mismatches }) => mismatches.every((mismatch) => mismatch === 'condition'));
  const absent = candidates
    .flatMap(({ conditions }) => conditions)
    .filter(({ actual, holds }) => actual === undefined && !holds)
    .map(({ key }) => key.toLowerCase());
  return { decision, layers, absentKeys: [...new Set(absent)] };
}

function traceKind(kind: PolicyKindRule, decision: Decision): readonly LayerTrace[] {
  const groups = kind.groups(decision.policies);
  if (!groups) return [];
  const traced = groups.map((group) => traceGroup(group, decision));
  return [{ layer: kind.layer, binds: kind.binds(decision.request), groups: traced }];
}

function traceGroup({ policies }: PolicyGroup, decision: Decision): readonly StatementTrace[] {
  return policies.flatMap((attached) =>
    attached.policy.statements.map((statement) => traceStatement(statement, attached, decision)),
  );
}

function traceStatement(
  statement: CompiledStatement,
  { source, policy }: AttachedPolicy,
  { request, policies }: Decision,
): StatementTrace {
  const conditions = statement.conditions.map((condition): ConditionTrace => {
    const { operator, key, values, lowerCaseKey } = condition;
    const variables = condition.variables.flatMap((template) => template.variables);
    return {
      operator,
      key,
      expected: values,
      actual: request.context.get(lowerCaseKey),
      variables: Object.fromEntries(
        variables.map((variable) => [variable.written, variableText(variable, request.context)]),
      ),
      holds: condition.holds(request.context),
    };
  });
  const hasBoundary = policies.boundary !== undefined;
  const checks: readonly (readonly [Mismatch, boolean])[] = [
    ['action', actionMatches(statement, request.action.toLowerCase())],
    ['resource', resourceMatches(statement, request)],
    ['principal', principalMatches(statement, request, hasBoundary) !== grantStrength.none],
    ['condition', conditions.every(({ holds }) => holds)],
  ];
  const mismatches = checks.filter(([, matches]) => !matches).map(([mismatch]) => mismatch);
  const { sid, index, effect } = statement;
  return { source, policy, sid, index, effect, matched: mismatches.length === 0, mismatches, conditions };
}
