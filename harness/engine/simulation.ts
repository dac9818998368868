import type { ServiceReference } from './service-reference.js';

/** What a simulation answers, the most restrictive last. */
export type PolicyEvaluationDecision = 'allowed' | 'implicitDeny' | 'explicitDeny';

export interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyValues: readonly string[];
  /** A type that ends with `List` makes the key multivalued. */
  readonly ContextKeyType: string;
}

/**
 * The input of SimulateCustomPolicy, in AWS's member names.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export interface SimulateCustomPolicyInput {
  readonly PolicyInputList: readonly string[];
  readonly PermissionsBoundaryPolicyInputList?: readonly string[];
  /** From the organization's root down to the account, at most seven levels. */
  readonly OrderedOrganizationPolicyInputList?: readonly {
    readonly ServiceControlPolicyInputList?: readonly string[];
  }[];
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly ResourcePolicy?: string;
  readonly ResourceOwner?: string;
  readonly CallerArn?: string;
  readonly ContextEntries?: readonly ContextEntry[];
}

/** A policy of the principal: `id` is what `SourcePolicyId` will say, the name of a managed policy for instance. */
export interface SimulatedPolicy {
  readonly id: string;
  readonly document: string;
}

/**
 * The input of SimulatePrincipalPolicy, with the policies that the principal has where AWS's has only its ARN: whoever keeps the
 * account looks them up, and leaves out those of PolicyExclusionList.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export interface SimulatePrincipalPolicyInput
  extends Omit<SimulateCustomPolicyInput, 'PolicyInputList' | 'OrderedOrganizationPolicyInputList'> {
  readonly PolicySourceArn: string;
  readonly PolicyInputList?: readonly string[];
  readonly attached: {
    readonly policies: readonly SimulatedPolicy[];
    readonly boundary?: SimulatedPolicy;
    /** The SCPs of each level from the root down to the account; absent for an account of no organization. */
    readonly scps?: readonly (readonly SimulatedPolicy[])[];
  };
}

export interface SimulationOptions {
  /** Tells the ARNs of the resource types; without one, `EvalResourceName` of a whole result is `*`. */
  readonly reference?: ServiceReference;
}

export interface SimulationPosition {
  readonly Line: number;
  readonly Column: number;
}

/** A statement that determined a result. */
export interface MatchedStatement {
  /** `PolicyInputList.1`, `ResourcePolicy` or the name of an attached policy. */
  readonly SourcePolicyId: string;
  readonly SourcePolicyType: 'IAM Policy' | 'Resource Policy';
  readonly StartPosition: SimulationPosition;
  readonly EndPosition: SimulationPosition;
}

/** What whole results and those of one resource have in common. */
export interface SimulationDetails {
  readonly MatchedStatements: readonly MatchedStatement[];
  readonly MissingContextValues: readonly string[];
  /** Empty in the caller's own account; absent for `*` and where an SCP ended the simulation. */
  readonly EvalDecisionDetails?: Readonly<Record<string, PolicyEvaluationDecision>>;
  readonly PermissionsBoundaryDecisionDetail?: { readonly AllowedByPermissionsBoundary: boolean };
}

export interface ResourceSpecificResult extends SimulationDetails {
  readonly EvalResourceName: string;
  readonly EvalResourceDecision: PolicyEvaluationDecision;
}

/**
 * The result of one action: since July 2026 the most restrictive of all its resources.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export interface EvaluationResult extends SimulationDetails {
  readonly EvalActionName: string;
  /** The ARN of the resource type as a template, or `*`. */
  readonly EvalResourceName: string;
  readonly EvalDecision: PolicyEvaluationDecision;
  readonly OrganizationsDecisionDetail?: { readonly AllowedByOrganizations: boolean };
  /** Absent where no resource was named. */
  readonly ResourceSpecificResults?: readonly ResourceSpecificResult[];
}

/** An input that AWS answers with InvalidInput; AWS's words for it are not known, these are ours. */
export class SimulationInputError extends Error {
  override readonly name = 'SimulationInputError';
  readonly code = 'InvalidInput';
}
