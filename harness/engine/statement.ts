import { type ActionPattern, compileAction, matchesAction } from './actions.js';
import { type Condition, compileCondition } from './conditions.js';
import type { PolicyVersion, StatementElement } from './document.js';
import {
  compilePrincipal,
  type GrantStrength,
  grantStrength,
  isSpared,
  type PrincipalTest,
  principalStrength,
} from './principals.js';
import type { AuthorizationRequest } from './request.js';
import { compileResource, isResolvable, matchesResource, type ResourcePattern } from './resources.js';

/** One statement, ready to be asked. */
export interface CompiledStatement {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly ActionPattern[];
  /** The actions stand under NotAction. */
  readonly exceptActions: boolean;
  /** Undefined where the element is missing, as in trust policies: every resource. */
  readonly resources: readonly ResourcePattern[] | undefined;
  /** The resources stand under NotResource. */
  readonly exceptResources: boolean;
  /** Undefined in policies without a Principal element: whoever they are attached to. */
  readonly principals: PrincipalTest | undefined;
  /** The principals stand under NotPrincipal. */
  readonly exceptPrincipals: boolean;
  readonly conditions: readonly Condition[];
  readonly element: StatementElement;
}

export function compileStatement(
  element: StatementElement,
  index: number,
  version: PolicyVersion,
  principalIds: ReadonlyMap<string, string> | undefined,
): CompiledStatement {
  const { action, notAction, resource, notResource, principal, notPrincipal } = element;
  const named = principal ?? notPrincipal;
  return {
    index,
    sid: element.sid,
    effect: element.effect,
    actions: (action ?? notAction ?? []).map(compileAction),
    exceptActions: action === undefined,
    resources: (resource ?? notResource)?.map((written) => compileResource(written, version)),
    exceptResources: resource === undefined && notResource !== undefined,
    principals: named === undefined ? undefined : compilePrincipal(named, principalIds),
    exceptPrincipals: principal === undefined && notPrincipal !== undefined,
    conditions: element.conditions.map((condition) => compileCondition(condition, version)),
    element,
  };
}

export function actionMatches({ actions, exceptActions }: CompiledStatement, lowerCaseAction: string): boolean {
  for (const pattern of actions) {
    if (matchesAction(pattern, lowerCaseAction)) return !exceptActions;
  }
  return exceptActions;
}

export function resourceMatches(statement: CompiledStatement, { resource, context }: AuthorizationRequest): boolean {
  const { resources, exceptResources } = statement;
  if (!resources) return true;
  for (const pattern of resources) {
    if (exceptResources && !isResolvable(pattern, context)) return false;
    if (matchesResource(pattern, resource, context)) return !exceptResources;
  }
  return exceptResources;
}

/**
 * How directly the statement speaks to the caller. NotPrincipal always meets whoever has a permissions boundary.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function principalMatches(
  { principals, exceptPrincipals }: CompiledStatement,
  { principal }: AuthorizationRequest,
  hasBoundary: boolean,
): GrantStrength {
  if (!principals) return grantStrength.caller;
  if (!exceptPrincipals) return principalStrength(principals, principal);
  return hasBoundary || !isSpared(principals, principal) ? grantStrength.caller : grantStrength.none;
}

export function conditionsHold({ conditions }: CompiledStatement, { context }: AuthorizationRequest): boolean {
  for (const condition of conditions) {
    if (!condition.holds(context)) return false;
  }
  return true;
}
