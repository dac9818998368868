import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { POLICY_VERSIONS_IN_USE, type Quotas } from '../../account/quotas.js';
import { type Operation, operation } from '../operation.js';

/** What an account has, and may have. Root has neither a password nor a device here: its access keys are all that it may have. */
const getAccountSummary = operation(GetAccountSummaryCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ account }) => ({ SummaryMap: { ...counts(account), ...quotaValues(account.quotas) } }),
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

function quotaValues(quotas: Quotas) {
  return {
    UsersQuota: quotas.UsersPerAccount,
    GroupsQuota: quotas.GroupsPerAccount,
    RolesQuota: quotas.RolesPerAccount,
    PoliciesQuota: quotas.PoliciesPerAccount,
    InstanceProfilesQuota: quotas.InstanceProfilesPerAccount,
    ServerCertificatesQuota: quotas.ServerCertificatesPerAccount,
    GroupsPerUserQuota: quotas.GroupsPerUser,
    AccessKeysPerUserQuota: quotas.AccessKeysPerUser,
    SigningCertificatesPerUserQuota: quotas.CertificatesPerUser,
    AttachedPoliciesPerUserQuota: quotas.PoliciesPerUser,
    AttachedPoliciesPerGroupQuota: quotas.PoliciesPerGroup,
    AttachedPoliciesPerRoleQuota: quotas.PoliciesPerRole,
    VersionsPerPolicyQuota: quotas.VersionsPerPolicy,
    PolicyVersionsInUseQuota: POLICY_VERSIONS_IN_USE,
    PolicySizeQuota: quotas.PolicySize,
    AssumeRolePolicySizeQuota: quotas.ACLSizePerRole,
    UserPolicySizeQuota: quotas.UserPolicySize,
    GroupPolicySizeQuota: quotas.GroupPolicySize,
    RolePolicySizeQuota: quotas.RolePolicySize,
  };
}

export const accountSummaryOperations: readonly Operation[] = [getAccountSummary];
