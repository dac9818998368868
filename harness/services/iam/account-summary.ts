import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { INLINE_POLICY_SIZES, QUOTAS } from '../../account/quotas.js';
import { type Operation, operation } from '../operation.js';

/** What an account has, and may have. Root has neither a password nor a device here: its access keys are all that it may have. */
const getAccountSummary = operation(GetAccountSummaryCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ account }) => ({ SummaryMap: { ...counts(account), ...QUOTA_VALUES } }),
});

function counts(account: Account) {
  const devices = [...account.mfaDevices];
  return {
    Users: account.users.size,
    Groups: account.groups.size,
    Roles: account.roles.size,
    Policies: account.policies.size,
    PolicyVersionsInUse: account.policies.sorted().reduce((sum, { versions }) => sum + versions.length, 0),
    InstanceProfiles: account.instanceProfiles.size,
    ServerCertificates: account.serverCertificates.size,
    Providers: account.samlProviders.size + account.oidcProviders.size,
    MFADevices: devices.length,
    MFADevicesInUse: devices.filter(({ userId }) => userId !== undefined).length,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountAccessKeysPresent: account.accessKeys.of(account.id).length > 0 ? 1 : 0,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: account.settings.globalEndpointTokenVersion,
  };
}

const QUOTA_VALUES = {
  UsersQuota: QUOTAS.UsersPerAccount,
  GroupsQuota: QUOTAS.GroupsPerAccount,
  RolesQuota: QUOTAS.RolesPerAccount,
  PoliciesQuota: QUOTAS.PoliciesPerAccount,
  InstanceProfilesQuota: QUOTAS.InstanceProfilesPerAccount,
  ServerCertificatesQuota: QUOTAS.ServerCertificatesPerAccount,
  GroupsPerUserQuota: QUOTAS.GroupsPerUser,
  AccessKeysPerUserQuota: QUOTAS.AccessKeysPerUser,
  SigningCertificatesPerUserQuota: QUOTAS.CertificatesPerUser,
  AttachedPoliciesPerUserQuota: QUOTAS.PoliciesPerUser,
  AttachedPoliciesPerGroupQuota: QUOTAS.PoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: QUOTAS.PoliciesPerRole,
  VersionsPerPolicyQuota: QUOTAS.VersionsPerPolicy,
  PolicyVersionsInUseQuota: QUOTAS.PolicyVersionsInUse,
  PolicySizeQuota: QUOTAS.PolicySize,
  AssumeRolePolicySizeQuota: QUOTAS.ACLSizePerRole,
  UserPolicySizeQuota: INLINE_POLICY_SIZES.user,
  GroupPolicySizeQuota: INLINE_POLICY_SIZES.group,
  RolePolicySizeQuota: INLINE_POLICY_SIZES.role,
};

export const accountSummaryOperations: readonly Operation[] = [getAccountSummary];
