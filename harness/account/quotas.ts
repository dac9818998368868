/**
 * The default quotas of an account, by the names that AWS prints in LimitExceeded where it prints one.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; 20 managed policies per role since 2026-08-19.
 */
export const QUOTAS = {
  UsersPerAccount: 5000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1000,
  PoliciesPerAccount: 1500,
  GroupsPerUser: 10,
  AccessKeysPerUser: 2,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 20,
  VersionsPerPolicy: 5,
  InstanceProfilesPerAccount: 1000,
  /** Roles in an instance profile. */
  InstanceSessionsPerInstanceProfile: 1,
  ServerCertificatesPerAccount: 20,
  SAMLProvidersPerAccount: 100,
  OpenIdConnectProvidersPerAccount: 100,
  ClientIdsPerOpenIdConnectProvider: 100,
  CertificatesPerUser: 2,
  SSHPublicKeysPerUser: 5,
  MFADevicesPerUser: 8,
  /** For each service. */
  ServiceSpecificCredentialsPerUser: 2,
  /** Characters of a managed policy, white space left out. */
  PolicySize: 6144,
  /** Characters of a trust policy, white space left out. */
  ACLSizePerRole: 2048,
  /** Characters that all inline policies of one user have together, white space left out. */
  UserPolicySize: 2048,
  GroupPolicySize: 5120,
  RolePolicySize: 10_240,
} as const;

/** What cannot be raised: the tags of anything, and the versions that an account's policies have together. */
export const TAGS_PER_ENTITY = 50;
export const POLICY_VERSIONS_IN_USE = 10_000;

export type QuotaName = keyof typeof QUOTAS;
export type Quotas = Readonly<Record<QuotaName, number>>;

/** Quotas that cannot be: an unknown name, or less than every account of AWS has. */
export class InvalidQuota extends Error {
  override readonly name = 'InvalidQuota';
}

/**
 * AWS's quotas with some of them raised, as AWS raises them on request; also beyond AWS's own maximum, for tests of size. Throws
 * {@link InvalidQuota} for an unknown name, and for a number below the default.
 */
export function raisedQuotas(raised: Partial<Quotas> = {}): Quotas {
  for (const [name, quota] of Object.entries(raised)) {
    const atLeast = Object.hasOwn(QUOTAS, name) ? QUOTAS[name as QuotaName] : undefined;
    if (atLeast === undefined) {
      throw new InvalidQuota(`\`${name}\` is no quota; known are ${Object.keys(QUOTAS).sort().join(', ')}`);
    }
    if (!Number.isSafeInteger(quota) || quota < atLeast) {
      throw new InvalidQuota(
        `the quota \`${name}\` can be raised, not lowered to ${quota}: pass a whole number of at least ${atLeast}, which every account has`,
      );
    }
  }
  return { ...QUOTAS, ...raised };
}

/** "IAM does not count white space when calculating the size of a policy against these quotas." */
export function policySize(document: string): number {
  return document.replace(/\s+/g, '').length;
}
