import { matchesAction } from '../engine/actions.js';
import type { AuthorizationRequest } from '../engine/index.js';
import { grantStrength } from '../engine/principals.js';
import { matchesResource } from '../engine/resources.js';
import { actionMatches, type CompiledStatement, principalMatches, resourceMatches } from '../engine/statement.js';

/** How a statement and a request meet, part by part. */
export interface StatementFit {
  readonly action: boolean;
  readonly resource: boolean;
  readonly principal: boolean;
  /** In the order of the statement's conditions. */
  readonly conditions: readonly boolean[];
  readonly applies: boolean;
}

export function fitOf(statement: CompiledStatement, request: AuthorizationRequest, hasBoundary: boolean): StatementFit {
  const action = actionMatches(statement, request.action.toLowerCase());
  const resource = resourceMatches(statement, request);
  const principal = principalMatches(statement, request, hasBoundary) !== grantStrength.none;
  const conditions = statement.conditions.map((condition) => condition.holds(request.context));
  return {
    action,
    resource,
    principal,
    conditions,
    applies: action && resource && principal && !conditions.includes(false),
  };
}

/** Which of the written actions, also under NotAction, are met by the request. */
export function actionsMet({ actions }: CompiledStatement, { action }: AuthorizationRequest): readonly boolean[] {
  const name = action.toLowerCase();
  return actions.map((pattern) => matchesAction(pattern, name));
}

/** Which of the written resources, also under NotResource, are met by the request. */
export function resourcesMet(
  { resources = [] }: CompiledStatement,
  { resource, context }: AuthorizationRequest,
): readonly boolean[] {
  return resources.map((pattern) => matchesResource(pattern, resource, context));
}
