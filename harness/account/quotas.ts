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
  TagsPerEntity: 50,
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
  PolicyVersionsInUse: 10_000,
  /** Characters of a managed policy, white space left out. */
  PolicySize: 6144,
  /** Characters of a trust policy, white space left out. */
  ACLSizePerRole: 2048,
} as const;

/** Characters that all inline policies of one entity may have together, white space left out. */
export const INLINE_POLICY_SIZES = { user: 2048, group: 5120, role: 10_240 } as const;

/** "IAM does not count white space when calculating the size of a policy against these quotas." */
export function policySize(document: string): number {
  return document.replace(/\s+/g, '').length;
}
