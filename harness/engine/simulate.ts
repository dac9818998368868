import { serviceOf } from './actions.js';
import { authorize } from './authorize.js';
import { compile } from './compile.js';
import type { Decision, Layer } from './decision.js';
import { matchedStatement, missingContextValues } from './simulated-statements.js';
import type {
  EvaluationResult,
  PolicyEvaluationDecision,
  ResourceSpecificResult,
  SimulateCustomPolicyInput,
  SimulatePrincipalPolicyInput,
  SimulationDetails,
  SimulationOptions,
} from './simulation.js';
import { type PreparedSimulation, prepareCustom, preparePrincipal } from './simulation-request.js';
import type { CompiledStatement } from './statement.js';
import { type StatementTrace, type Trace, trace } from './trace.js';

/**
 * What SimulateCustomPolicy answers. Throws a `PolicyError` for a document that is no policy and a `SimulationInputError` for what
 * AWS answers with InvalidInput.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export function simulateCustomPolicy(
  input: SimulateCustomPolicyInput,
  options: SimulationOptions = {},
): readonly EvaluationResult[] {
  return simulate(prepareCustom(input), options);
}

/**
 * What SimulatePrincipalPolicy answers; throws as {@link simulateCustomPolicy} does.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePrincipalPolicy(
  input: SimulatePrincipalPolicyInput,
  options: SimulationOptions = {},
): readonly EvaluationResult[] {
  return simulate(preparePrincipal(input), options);
}

/**
 * What GetContextKeysForCustomPolicy answers, and GetContextKeysForPrincipalPolicy for the policies that a principal has, SCPs left
 * out: the keys of conditions and variables, in the policies' spelling and once each.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
export function contextKeysOfPolicies(documents: readonly string[]): readonly string[] {
  const policies = documents.map((document) => compile(document, { kind: 'identity', accepted: true }));
  const keys = policies.flatMap(({ statements }) => statements.flatMap(keysOfStatement));
  return [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()];
}

/** In the order of AWS's answers: the variables of the resources, then the conditions. */
function keysOfStatement({ resources = [], conditions }: CompiledStatement): readonly string[] {
  return [
    ...resources.flatMap(({ template }) => template.variables.map(({ written }) => written)),
    ...conditions.flatMap(({ key, variables }) => [
      key,
      ...variables.flatMap((template) => template.variables.map(({ written }) => written)),
    ]),
  ];
}

function simulate(simulation: PreparedSimulation, options: SimulationOptions): readonly EvaluationResult[] {
  return simulation.actions.map((action) => evaluateAction(action, simulation, options));
}

function evaluateAction(
  action: string,
  simulation: PreparedSimulation,
  { reference }: SimulationOptions,
): EvaluationResult {
  const results = simulation.resources.map((resource) => evaluateResource(action, resource, simulation));
  const specific = results.map(({ result }) => result);
  const isNamed = simulation.resources.some((resource) => resource !== '*');
  const boundaries = specific.flatMap(({ PermissionsBoundaryDecisionDetail: detail }) => detail ?? []);
  const details = results.map(({ details }) => details).filter((detail) => detail !== undefined);
  return {
    EvalActionName: action,
    EvalResourceName: resourceTemplate(action, reference),
    EvalDecision: mostRestrictive(specific.map(({ EvalResourceDecision }) => EvalResourceDecision)),
    MatchedStatements: unique(specific.flatMap(({ MatchedStatements }) => MatchedStatements)),
    MissingContextValues: unique(specific.flatMap(({ MissingContextValues }) => MissingContextValues)),
    ...(details.length > 0 ? { EvalDecisionDetails: mostRestrictiveOfEach(details) } : {}),
    ...(simulation.policies.scps
      ? {
          OrganizationsDecisionDetail: {
            AllowedByOrganizations: results.every(({ organizationAllows }) => organizationAllows),
          },
        }
      : {}),
    ...(boundaries.length > 0
      ? {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: boundaries.every(({ AllowedByPermissionsBoundary: allowed }) => allowed),
          },
        }
      : {}),
    ...(isNamed ? { ResourceSpecificResults: specific } : {}),
  };
}

interface ResourceEvaluation {
  readonly result: ResourceSpecificResult;
  readonly organizationAllows: boolean;
  /** Of both sides; empty in the caller's own account, where the result of one resource does not have it. */
  readonly details: SimulationDetails['EvalDecisionDetails'];
}

function evaluateResource(action: string, resource: string, simulation: PreparedSimulation): ResourceEvaluation {
  const { caller, callerAccount, context, policies } = simulation;
  // Who has no account cannot be of another one than the resource.
  const resourceAccount = callerAccount === '' ? '' : (accountOfArn(resource) ?? simulation.owner);
  const decision = authorize({ principal: caller, action, resource, resourceAccount, context }, policies);
  const traced = trace(decision);
  const organizationAllows = layerDecision(traced, 'scp') === 'allowed';
  const isTold = resource !== '*' && (policies.scps === undefined || organizationAllows);
  const crossing = isTold && callerAccount !== resourceAccount ? crossAccountDetails(traced) : undefined;
  const result: ResourceSpecificResult = {
    EvalResourceName: resource,
    EvalResourceDecision: evalDecision(decision),
    MatchedStatements: determining(decision, traced).map(matchedStatement),
    MissingContextValues: missingContextValues(traced),
    ...(crossing && { EvalDecisionDetails: crossing }),
    ...(policies.boundary
      ? {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: layerDecision(traced, 'boundary') === 'allowed',
          },
        }
      : {}),
  };
  return { result, organizationAllows, details: crossing ?? (isTold ? {} : undefined) };
}

function accountOfArn(arn: string): string | undefined {
  return /^\d{12}$/.exec(arn.split(':')[4] ?? '')?.[0];
}

function evalDecision({ outcome, because }: Decision): PolicyEvaluationDecision {
  if (outcome === 'allowed') return 'allowed';
  return because === 'explicit-deny' ? 'explicitDeny' : 'implicitDeny';
}

/** The layers whose statements a result names. */
const NAMED_LAYERS: readonly Layer[] = ['identity', 'resource'];

/** The statements that determined the decision: each Deny that matches, else each Allow of an allowed request. */
function determining(
  { outcome, because }: Decision,
  { layers }: Trace,
): readonly (StatementTrace & { layer: Layer })[] {
  const effect = outcome === 'allowed' ? 'Allow' : 'Deny';
  if (effect === 'Deny' && because !== 'explicit-deny') return [];
  return layers
    .filter(({ layer }) => NAMED_LAYERS.includes(layer))
    .flatMap(({ layer, groups }) => groups.flat().map((statement) => ({ ...statement, layer })))
    .filter((statement) => statement.matched && statement.effect === effect);
}

/** How one kind of policy would decide alone; each of its groups must allow. */
function layerDecision({ layers }: Trace, wanted: Layer): PolicyEvaluationDecision {
  const traced = layers.find(({ layer }) => layer === wanted);
  if (!traced?.binds) return 'allowed';
  return mostRestrictive(
    traced.groups.map((group) => {
      const effects = new Set(group.filter(({ matched }) => matched).map(({ effect }) => effect));
      if (effects.has('Deny')) return 'explicitDeny';
      return effects.has('Allow') ? 'allowed' : 'implicitDeny';
    }),
  );
}

/** Each account's side of a cross-account request. The names of the sides are those of `SourcePolicyType`. */
function crossAccountDetails(traced: Trace): Readonly<Record<string, PolicyEvaluationDecision>> {
  const hasResourcePolicy = traced.layers.some(({ layer }) => layer === 'resource');
  return {
    'IAM Policy': layerDecision(traced, 'identity'),
    'Resource Policy': hasResourcePolicy ? layerDecision(traced, 'resource') : 'implicitDeny',
  };
}

const RESTRICTION: readonly PolicyEvaluationDecision[] = ['allowed', 'implicitDeny', 'explicitDeny'];

function mostRestrictive(decisions: readonly PolicyEvaluationDecision[]): PolicyEvaluationDecision {
  return RESTRICTION[Math.max(0, ...decisions.map((decision) => RESTRICTION.indexOf(decision)))] ?? 'explicitDeny';
}

function mostRestrictiveOfEach(
  details: readonly Readonly<Record<string, PolicyEvaluationDecision>>[],
): Readonly<Record<string, PolicyEvaluationDecision>> {
  const sides = unique(details.flatMap(Object.keys));
  return Object.fromEntries(
    sides.map((side) => [side, mostRestrictive(details.map((detail) => detail[side] ?? 'allowed'))]),
  );
}

/**
 * The ARN of the action's resource type as a template. Where an action takes several types, the one with the shortest ARN: a bucket
 * before an access point to it (inferred; AWS does not say which).
 */
function resourceTemplate(action: string, reference: SimulationOptions['reference']): string {
  const service = reference?.service(serviceOf(action));
  const name = action.slice(action.indexOf(':') + 1).toLowerCase();
  const arns = (service?.actions.get(name)?.resourceTypes ?? []).flatMap(
    (type) => service?.resourceTypes.get(type.toLowerCase())?.arn ?? [],
  );
  return arns.reduce((best, arn) => (best === '*' || arn.length < best.length ? arn : best), '*');
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
