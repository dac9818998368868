import { type PolicyKindRule, policyKinds } from './kinds.js';
import { type GrantStrength, grantStrength } from './principals.js';
import type { Principal } from './request.js';

/** What decides which policies must allow a request. */
export interface Situation {
  readonly caller: Principal['type'];
  /** The caller's account owns the resource. */
  readonly sameAccount: boolean;
  /** How directly an Allow of the resource's policy, or of the role's trust policy, names the caller. */
  readonly strength: GrantStrength;
  /** A role is to be assumed. */
  readonly hasTrust: boolean;
}

/** One of AWS's rules about who must allow. Explicit denies, SCPs and endpoint policies count under each of them. */
export interface AccessRule {
  readonly name: string;
  applies(situation: Situation): boolean;
  /** The kinds of policy that must allow, in the order in which a missing Allow is reported. */
  readonly requires: readonly PolicyKindRule[];
  /** The kind that gave the permission; undefined where none is needed. */
  readonly grantedBy: PolicyKindRule | undefined;
}

/** Which callers belong to an account. */
const HAS_ACCOUNT: Readonly<Record<Principal['type'], boolean>> = {
  anonymous: false,
  service: false,
  federated: false,
  root: true,
  user: true,
  'assumed-role': true,
  'federated-user': true,
};

const { identity, resource, trust } = policyKinds;
const LIMITS = [policyKinds.boundary, policyKinds.session] as const;

/** What holds where no other rule does: the identity policies must allow. */
export const identityRule: AccessRule = {
  name: 'identity policies allow, within boundary and session policies',
  applies: () => true,
  requires: [identity, ...LIMITS],
  grantedBy: identity,
};

/**
 * The rules, of which the first that applies holds.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export const accessRules: readonly AccessRule[] = [
  {
    name: 'a service, an identity provider or nobody assumes a role by its trust policy alone',
    applies: ({ caller, hasTrust }) => hasTrust && !HAS_ACCOUNT[caller],
    requires: [trust],
    grantedBy: trust,
  },
  {
    name: 'anonymous callers and services have what the resource policy gives them',
    applies: ({ caller }) => !HAS_ACCOUNT[caller],
    requires: [resource],
    grantedBy: resource,
  },
  {
    name: 'the root user of another account needs the trust policy',
    applies: ({ caller, sameAccount, hasTrust }) => !sameAccount && hasTrust && caller === 'root',
    requires: [trust],
    grantedBy: trust,
  },
  {
    name: 'the root user of another account needs the resource policy',
    applies: ({ caller, sameAccount }) => !sameAccount && caller === 'root',
    requires: [resource],
    grantedBy: resource,
  },
  {
    name: 'a role of another account needs both sides',
    applies: ({ sameAccount, hasTrust }) => !sameAccount && hasTrust,
    requires: [trust, identity, ...LIMITS],
    grantedBy: trust,
  },
  {
    name: 'a resource of another account needs both sides',
    applies: ({ sameAccount }) => !sameAccount,
    requires: [identity, ...LIMITS, resource],
    grantedBy: resource,
  },
  {
    name: 'a trust policy that names user, session or everyone is enough',
    applies: ({ hasTrust, strength }) => hasTrust && strength === grantStrength.caller,
    requires: [trust],
    grantedBy: trust,
  },
  {
    name: 'a trust policy that names the role is enough, within boundary and session policies',
    applies: ({ hasTrust, strength }) => hasTrust && strength === grantStrength.role,
    requires: [trust, ...LIMITS],
    grantedBy: trust,
  },
  {
    name: 'a trust policy that names the account leaves it to the identity policies',
    applies: ({ hasTrust }) => hasTrust,
    requires: [trust, identity, ...LIMITS],
    grantedBy: trust,
  },
  {
    name: 'the root user of the account may do everything',
    applies: ({ caller }) => caller === 'root',
    requires: [],
    grantedBy: undefined,
  },
  {
    name: 'a resource policy that names user, session or everyone is enough',
    applies: ({ strength }) => strength === grantStrength.caller,
    requires: [resource],
    grantedBy: resource,
  },
  {
    name: 'a resource policy that names the role is enough, within boundary and session policies',
    applies: ({ strength }) => strength === grantStrength.role,
    requires: [resource, ...LIMITS],
    grantedBy: resource,
  },
];

/** The rule of each situation, worked out once. */
const RULES: ReadonlyMap<Situation['caller'], readonly AccessRule[]> = new Map(
  callers().map((caller) => [caller, situationsOf(caller).map(firstThatApplies)]),
);

export function ruleFor(
  caller: Situation['caller'],
  sameAccount: boolean,
  strength: GrantStrength,
  hasTrust: boolean,
): AccessRule {
  return RULES.get(caller)?.[placeOf(sameAccount, strength, hasTrust)] ?? identityRule;
}

function placeOf(sameAccount: boolean, strength: GrantStrength, hasTrust: boolean): number {
  return strength * 4 + (sameAccount ? 2 : 0) + (hasTrust ? 1 : 0);
}

function firstThatApplies(situation: Situation): AccessRule {
  return accessRules.find((rule) => rule.applies(situation)) ?? identityRule;
}

function callers(): readonly Situation['caller'][] {
  return Object.keys(HAS_ACCOUNT) as Situation['caller'][];
}

function situationsOf(caller: Situation['caller']): readonly Situation[] {
  const situations: Situation[] = [];
  for (const strength of Object.values(grantStrength)) {
    for (const sameAccount of [false, true]) {
      for (const hasTrust of [false, true]) {
        situations[placeOf(sameAccount, strength, hasTrust)] = { caller, sameAccount, strength, hasTrust };
      }
    }
  }
  return situations;
}

/**
 * Operations for which AWS asks for no permission: even an explicit Deny does not stop them.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const actionsWithoutPermission: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);

/**
 * What a bucket policy cannot deny to the root user of the bucket's account, lest it be locked out.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const rootBucketPolicyActions: ReadonlySet<string> = new Set([
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
]);
