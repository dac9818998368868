import {
  contextEntry,
  contextKeysOfPolicies,
  type Decision,
  type PolicyEvaluationDecision,
  type PolicyGroup,
  type SimulateCustomPolicyInput,
} from '../engine/index.js';

/** A question to SimulateCustomPolicy, and what the engine says to it. `<account>` stands for the account that is asked. */
export interface ParityCase {
  /** Where it comes from, for a person: a test, or a statement of a file. */
  readonly from: string;
  readonly input: SimulateCustomPolicyInput;
  readonly expected: PolicyEvaluationDecision;
}

/** A decision that AWS's simulator cannot make, and why. */
export interface LeftOut {
  readonly leftOut: string;
}

const OUTCOMES: Readonly<Partial<Record<Decision['because'], PolicyEvaluationDecision>>> = {
  allowed: 'allowed',
  'explicit-deny': 'explicitDeny',
  'implicit-deny': 'implicitDeny',
};

/**
 * The question that a decision answered. AWS's simulator "doesn't evaluate" trust policies, sessions' policies, RCPs and VPC endpoints', and a
 * role's access by a resource policy: these are left out.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export function parityCase(from: string, decision: Decision, hide: (text: string) => string): ParityCase | LeftOut {
  const { request, policies, because } = decision;
  const expected = OUTCOMES[because];
  const leftOut = reasonToLeaveOut(decision);
  if (leftOut !== undefined || expected === undefined) return { leftOut: leftOut ?? `decided by the rule ${because}` };
  const boundary = documents(policies.boundary);
  const [resourcePolicy] = documents(policies.resource);
  const scps = policies.scps?.map((level) => ({ ServiceControlPolicyInputList: documents(level).map(hide) }));
  const identity = documents(policies.identity);
  const all = [...identity, ...boundary, ...documents(policies.resource), ...(policies.scps ?? []).flatMap(documents)];
  const ContextEntries = contextEntries(all, request.context, hide);
  return {
    from,
    expected,
    input: {
      PolicyInputList: identity.map(hide),
      ActionNames: [request.action],
      ...(request.resource !== '*' && { ResourceArns: [hide(request.resource)] }),
      ...(ContextEntries.length > 0 && { ContextEntries }),
      ...(boundary.length > 0 && { PermissionsBoundaryPolicyInputList: boundary.map(hide) }),
      ...(scps && { OrderedOrganizationPolicyInputList: scps }),
      ...(resourcePolicy !== undefined &&
        'arn' in request.principal && {
          ResourcePolicy: hide(resourcePolicy),
          CallerArn: hide(request.principal.arn),
        }),
    },
  };
}

function reasonToLeaveOut({ request, policies }: Decision): string | undefined {
  const { principal, action, resourceAccount } = request;
  if (/^sts:assume/i.test(action)) return 'sts:Assume*: the simulator knows no trust policies';
  if (principal.type !== 'user' && principal.type !== 'assumed-role') return `the caller is no user and no role`;
  if (policies.trust) return 'a trust policy';
  if ((policies.sessions ?? []).length > 0 || (policies.scopeDowns ?? []).length > 0) return 'a session policy';
  if ((policies.rcps ?? []).length > 0) return 'an RCP';
  if (policies.endpoint) return 'the policy of a VPC endpoint';
  if (documents(policies.resource).length > 0 && principal.type !== 'user') return 'a role with a resource policy';
  if (principal.account !== resourceAccount) return 'a resource of another account';
  return undefined;
}

function documents(group: PolicyGroup | undefined): readonly string[] {
  return (group?.policies ?? []).map(({ policy }) => policy.document);
}

/** Only the keys that the policies look at: the rest of a request would make no difference. */
function contextEntries(
  policies: readonly string[],
  context: Decision['request']['context'],
  hide: (text: string) => string,
): NonNullable<SimulateCustomPolicyInput['ContextEntries']> {
  return contextKeysOfPolicies(policies).flatMap((name) => {
    const value = context.get(name.toLowerCase());
    if (value === undefined) return [];
    return [contextEntry(name, typeof value === 'string' ? hide(value) : value.map(hide), GLOBAL_ONLY)];
  });
}

/** The keys of services are taken for texts. */
const GLOBAL_ONLY = { service: () => undefined, prefixes: () => [] };
