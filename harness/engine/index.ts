export { authorize } from './authorize.js';
export { refusalClause } from './aws-words.js';
export type { Change } from './changes.js';
export { type CompiledPolicy, type CompileOptions, compile, contextKeysOf, principalArns } from './compile.js';
export { contextEntry } from './context-entry.js';
export {
  absentContextKeys,
  type ContextKey,
  type ContextKeyType,
  globalContextKey,
  globalContextKeys,
} from './context-keys.js';
export type { DecidingStatement, Decision, Layer, PolicySource } from './decision.js';
export type { PrincipalElement } from './document.js';
export { type ExplainedStatement, type Explanation, explain } from './explain.js';
export { explanationText } from './explanation-text.js';
export { noJsonReason, reasonOf } from './finding-reasons.js';
export { gather, type PolicyGroup } from './gather.js';
export { kindsInOrder } from './kinds.js';
export { type LintFinding, type LintOptions, lint } from './lint.js';
export type { LintRule } from './lint-rules.js';
export type { Obstacle } from './obstacles.js';
export { createOpenAuthorizer, type OpenAuthorizer, type OpenDecision } from './open-keys.js';
export { plainWords } from './plain-words.js';
export type { AttachedPolicy, PolicySet } from './policies.js';
export { createPolicyCache, type PolicyCache } from './policy-cache.js';
export { PolicyError, type PolicyErrorCode, type PolicyFinding } from './policy-error.js';
export { groupsOf, mapGroups, type PolicySetOf } from './policy-groups.js';
export {
  type DecidedJson,
  decisionOfJson,
  type PolicyJson,
  type PolicySetJson,
  policiesJson,
  policiesOfJson,
} from './policy-json.js';
export {
  type DocumentPath,
  type DocumentPositions,
  type DuplicateName,
  jsonPositions,
  type Position,
  type Span,
} from './positions.js';
export type { AuthorizationRequest, Context, ContextValue, Principal } from './request.js';
export type { ActionFacts, ServiceFacts, ServiceReference } from './service-reference.js';
export { contextKeysOfPolicies, simulateCustomPolicy, simulatePrincipalPolicy } from './simulate.js';
export {
  type ContextEntry,
  type EvaluationResult,
  type MatchedStatement,
  type PolicyEvaluationDecision,
  type ResourceSpecificResult,
  type SimulateCustomPolicyInput,
  type SimulatedPolicy,
  type SimulatePrincipalPolicyInput,
  SimulationInputError,
  type SimulationOptions,
  type SimulationPosition,
} from './simulation.js';
export { placeWords, type StatementPlace, statementPlace } from './statement-place.js';
export { createPolicyTable, readPolicyTable, type TabledDecision } from './tabled-decision.js';
export {
  type ConditionTrace,
  type LayerTrace,
  type Mismatch,
  type StatementTrace,
  type Trace,
  trace,
} from './trace.js';
export type { UnjudgedStatement } from './unjudged.js';
export { type PolicyKind, validate } from './validate.js';
export { readYaml, type YamlDocument } from './yaml-document.js';
