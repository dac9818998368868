import type { Operation } from '../operation.js';
import { accessKeyOperations } from './access-keys.js';
import { accountPropertyOperations } from './account-properties.js';
import { accountSettingOperations } from './account-settings.js';
import { accountSummaryOperations } from './account-summary.js';
import { attachmentOperations } from './attachments.js';
import { authorizationDetailOperations } from './authorization-details.js';
import { boundaryOperations } from './boundaries.js';
import { credentialReportOperations } from './credential-report.js';
import { grantingPolicyOperations } from './granting-policies.js';
import { groupOperations } from './groups.js';
import { inlinePolicyOperations } from './inline-policies.js';
import { instanceProfileTagOperations } from './instance-profile-tags.js';
import { instanceProfileOperations } from './instance-profiles.js';
import { lastAccessedOperations } from './last-accessed.js';
import { loginProfileOperations } from './login-profiles.js';
import { membershipOperations } from './memberships.js';
import { mfaDeviceOperations } from './mfa-devices.js';
import { oidcProviderListOperations } from './oidc-provider-lists.js';
import { oidcProviderTagOperations } from './oidc-provider-tags.js';
import { oidcProviderOperations } from './oidc-providers.js';
import { outboundFederationOperations } from './outbound-federation.js';
import { passwordPolicyOperations } from './password-policy.js';
import { policyOperations } from './policies.js';
import { policyEntityOperations } from './policy-entities.js';
import { policyTagOperations } from './policy-tags.js';
import { policyVersionOperations } from './policy-versions.js';
import { roleManagerOperations } from './role-manager.js';
import { roleTagOperations } from './role-tags.js';
import { roleOperations } from './roles.js';
import { samlProviderTagOperations } from './saml-provider-tags.js';
import { samlProviderOperations } from './saml-providers.js';
import { serverCertificateTagOperations } from './server-certificate-tags.js';
import { serverCertificateOperations } from './server-certificates.js';
import { serviceCredentialOperations } from './service-credentials.js';
import { serviceLinkedRoleOperations } from './service-linked-roles.js';
import { signingCertificateOperations } from './signing-certificates.js';
import { simulationOperations } from './simulate.js';
import { sshPublicKeyOperations } from './ssh-public-keys.js';
import { userTagOperations } from './user-tags.js';
import { userOperations } from './users.js';
import { virtualMfaDeviceOperations } from './virtual-mfa-devices.js';

/** Every operation of IAM that the emulator knows. */
export const operations: readonly Operation[] = [
  ...userOperations,
  ...userTagOperations,
  ...accessKeyOperations,
  ...groupOperations,
  ...membershipOperations,
  ...roleOperations,
  ...roleTagOperations,
  ...policyOperations,
  ...policyTagOperations,
  ...policyVersionOperations,
  ...policyEntityOperations,
  ...attachmentOperations,
  ...inlinePolicyOperations,
  ...boundaryOperations,
  ...accountSettingOperations,
  ...instanceProfileOperations,
  ...instanceProfileTagOperations,
  ...loginProfileOperations,
  ...passwordPolicyOperations,
  ...mfaDeviceOperations,
  ...virtualMfaDeviceOperations,
  ...sshPublicKeyOperations,
  ...signingCertificateOperations,
  ...serverCertificateOperations,
  ...serverCertificateTagOperations,
  ...samlProviderOperations,
  ...samlProviderTagOperations,
  ...oidcProviderOperations,
  ...oidcProviderListOperations,
  ...oidcProviderTagOperations,
  ...outboundFederationOperations,
  ...serviceCredentialOperations,
  ...serviceLinkedRoleOperations,
  ...accountSummaryOperations,
  ...authorizationDetailOperations,
  ...credentialReportOperations,
  ...grantingPolicyOperations,
  ...lastAccessedOperations,
  ...simulationOperations,
  ...roleManagerOperations,
  ...accountPropertyOperations,
];
