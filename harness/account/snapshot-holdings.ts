import type { Access } from './access-history.js';
import type { LastUse } from './access-keys.js';
import type { AccessReport } from './access-reports.js';
import type { KeptAwsPolicy } from './aws-policies.js';
import type { InstanceProfile } from './instance-profiles.js';
import type { LoginProfile } from './login-profiles.js';
import type { MfaDevice } from './mfa-devices.js';
import type { OidcProvider } from './oidc-providers.js';
import type { OutboundFederation } from './outbound-federation.js';
import type { PasswordPolicy } from './password-policy.js';
import type { RoleSource } from './role-templates.js';
import type { SamlPrivateKey, SamlProvider } from './saml-providers.js';
import type { ServerCertificate } from './server-certificates.js';
import type { ServiceCredential } from './service-credentials.js';
import type { AccountSettings, CredentialReport } from './settings.js';
import type { SigningCertificate } from './signing-certificates.js';
import { flag, list, named, number, oneOf, optional, record, text } from './snapshot-form.js';
import { POLICY_VERSION, TAGS } from './snapshot-identities.js';
import type { SshPublicKey } from './ssh-public-keys.js';

const STATUS = oneOf('Active', 'Inactive', 'Expired');
const ENTRY = { id: text, name: text };

export const INSTANCE_PROFILE = record<InstanceProfile>({
  ...ENTRY,
  path: text,
  arn: text,
  createDate: number,
  roleId: optional(text),
  tags: TAGS,
});

export const SERVER_CERTIFICATE = record<ServerCertificate>({
  ...ENTRY,
  path: text,
  arn: text,
  body: text,
  chain: optional(text),
  uploadDate: number,
  expiration: number,
  tags: TAGS,
});

export const SAML_PROVIDER = record<SamlProvider>({
  ...ENTRY,
  arn: text,
  metadata: text,
  createDate: number,
  validUntil: number,
  tags: TAGS,
  encryptionMode: optional(oneOf('Required', 'Allowed')),
  privateKeys: list(record<SamlPrivateKey>({ id: text, key: text, uploadDate: number })),
});

export const OIDC_PROVIDER = record<OidcProvider>({
  arn: text,
  url: text,
  clientIds: list(text),
  thumbprints: list(text),
  createDate: number,
  tags: TAGS,
});

export const KEPT_AWS_POLICY = record<KeptAwsPolicy>({
  ...ENTRY,
  arn: text,
  path: text,
  description: optional(text),
  isAttachable: flag,
  createDate: number,
  updateDate: number,
  versions: list(POLICY_VERSION),
  defaultVersionId: text,
});

export const ROLE_SOURCE = record<RoleSource>({ templateArn: text, minorVersion: number, values: named(list(text)) });

export const LOGIN_PROFILE = record<LoginProfile>({
  id: text,
  userId: text,
  digests: list(text),
  passwordResetRequired: flag,
  createDate: number,
  passwordDate: number,
});

export const MFA_DEVICE = record<MfaDevice>({
  ...ENTRY,
  userId: optional(text),
  path: text,
  seed: text,
  tags: TAGS,
  enableDate: optional(number),
  drift: number,
  lastStep: number,
});

const PUBLIC_PART = { id: text, userId: text, body: text, fingerprint: text, status: STATUS, uploadDate: number };

export const SSH_PUBLIC_KEY = record<SshPublicKey>(PUBLIC_PART);

export const SIGNING_CERTIFICATE = record<SigningCertificate>(PUBLIC_PART);

export const SERVICE_CREDENTIAL = record<ServiceCredential>({
  id: text,
  userId: text,
  serviceName: text,
  publicName: text,
  secret: text,
  status: STATUS,
  createDate: number,
  expiration: optional(number),
});

export const LAST_USE = record<LastUse>({ date: number, region: text, serviceName: text });

export const ACCESS = record<Access>({
  principalId: text,
  principalArn: text,
  service: text,
  action: text,
  date: number,
  region: text,
});

export const ACCESS_REPORT = record<AccessReport>({
  jobId: text,
  arn: text,
  granularity: oneOf('SERVICE_LEVEL', 'ACTION_LEVEL'),
  ownerId: text,
  created: number,
});

const PASSWORD_POLICY = record<PasswordPolicy>({
  minimumPasswordLength: number,
  requireSymbols: flag,
  requireNumbers: flag,
  requireUppercaseCharacters: flag,
  requireLowercaseCharacters: flag,
  allowUsersToChangePassword: flag,
  maxPasswordAge: optional(number),
  passwordReusePrevention: optional(number),
  hardExpiry: optional(flag),
});

export const SETTINGS = record<AccountSettings>({
  alias: optional(text),
  passwordPolicy: optional(PASSWORD_POLICY),
  globalEndpointTokenVersion: oneOf(1, 2),
  isRoleManagerEnabled: flag,
  credentialReport: optional(record<CredentialReport>({ content: text, generated: number })),
  outboundFederation: optional(record<OutboundFederation>({ issuerId: text, isEnabled: flag })),
});
