import type { EvaluationResult } from '@aws-sdk/client-iam';
import { CannotDecide, type DecisionJson } from '../emulator/index.js';
import { EVERYTHING } from './guard-boundary.js';

/** Asks AWS's simulator with this permissions boundary; with the principal's own unless given. */
export type Simulate = (boundary: string | undefined) => Promise<EvaluationResult>;

/** What the simulator's answers come to. */
export interface Verdict {
  readonly because: 'allowed' | 'explicit-deny' | 'implicit-deny';
  readonly layer: NonNullable<DecisionJson['layer']>;
  /** The answer that settled it. */
  readonly result: EvaluationResult;
}

interface Limits {
  /** The document of the permissions boundary; the simulator takes the principal's own unless given. */
  readonly boundary: string | undefined;
  /** The policies of the session as one document. */
  readonly session: string | undefined;
}

/**
 * Whether a principal may, within its boundary and the policies of its session. "The policies cannot be scope-down policies": of a
 * session they are asked as if they were a boundary, which narrows in the same way, in a simulation of its own; what both allow is allowed.
 *
 * Throws {@link CannotDecide} where an SCP denied: which context keys it asked for in vain is told by no answer.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function verdict(simulate: Simulate, { boundary, session }: Limits): Promise<Verdict> {
  const own = await simulate(boundary);
  refuseOrganization(own);
  if (own.EvalDecision === 'explicitDeny') return { because: 'explicit-deny', layer: layerOfDeny(own), result: own };
  const narrowed = session === undefined ? undefined : await simulate(session);
  if (narrowed?.EvalDecision === 'explicitDeny')
    return { because: 'explicit-deny', layer: 'session', result: { ...narrowed, MatchedStatements: [] } };
  if (own.EvalDecision !== 'allowed')
    return { because: 'implicit-deny', layer: await layerWithoutAllow(own, simulate), result: own };
  if (narrowed !== undefined && narrowed.EvalDecision !== 'allowed')
    return { because: 'implicit-deny', layer: 'session', result: narrowed };
  return { because: 'allowed', layer: isOfResource(own) ? 'resource' : 'identity', result: own };
}

function refuseOrganization({ OrganizationsDecisionDetail, MatchedStatements = [] }: EvaluationResult): void {
  if (OrganizationsDecisionDetail?.AllowedByOrganizations !== false || MatchedStatements.length > 0) return;
  throw new CannotDecide(
    "an SCP of the organization denies it in AWS's simulator, which does not tell what context keys that SCP asked for in vain; really call it with an SDK command",
  );
}

/** The answer names statements of identity and resource policies only. */
function layerOfDeny(result: EvaluationResult): Verdict['layer'] {
  if (result.MatchedStatements?.length) return isOfResource(result) ? 'resource' : 'identity';
  return isWithinBoundary(result) ? 'identity' : 'boundary';
}

/** Where the boundary does not allow, the answer tells nothing of the policies within: they are asked alone. */
async function layerWithoutAllow(own: EvaluationResult, simulate: Simulate): Promise<Verdict['layer']> {
  if (isWithinBoundary(own)) return 'identity';
  const { EvalDecision } = await simulate(EVERYTHING);
  return EvalDecision === 'allowed' ? 'boundary' : 'identity';
}

function isWithinBoundary({ PermissionsBoundaryDecisionDetail: detail }: EvaluationResult): boolean {
  return detail?.AllowedByPermissionsBoundary !== false;
}

function isOfResource({ MatchedStatements = [] }: EvaluationResult): boolean {
  return MatchedStatements.some(({ SourcePolicyType = '' }) => /resource/i.test(SourcePolicyType));
}
