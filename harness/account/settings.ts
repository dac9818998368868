import type { OutboundFederation } from './outbound-federation.js';
import type { PasswordPolicy } from './password-policy.js';

/** What is set for an account as a whole. */
export interface AccountSettings {
  /** The name in the address of the sign-in page: an account has one at most. */
  readonly alias: string | undefined;
  readonly passwordPolicy: PasswordPolicy | undefined;
  /** Whether tokens of STS's global endpoint are valid in all regions (2) or in those that need no opt-in (1). */
  readonly globalEndpointTokenVersion: 1 | 2;
  /** `RoleManager/Enabled` among the account's properties. */
  readonly isRoleManagerEnabled: boolean;
  /** The last credential report. */
  readonly credentialReport: CredentialReport | undefined;
  /** Undefined until it is first enabled. */
  readonly outboundFederation: OutboundFederation | undefined;
}

export interface CredentialReport {
  /** CSV. */
  readonly content: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly generated: number;
}

export const INITIAL_SETTINGS: AccountSettings = {
  alias: undefined,
  passwordPolicy: undefined,
  globalEndpointTokenVersion: 1,
  isRoleManagerEnabled: false,
  credentialReport: undefined,
  outboundFederation: undefined,
};
