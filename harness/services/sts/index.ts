import type { Operation } from '../operation.js';
import { getAccessKeyInfo } from './access-key-info.js';
import { assumeRole } from './assume-role.js';
import { assumeRoleWithSaml } from './assume-role-with-saml.js';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { assumeRoot } from './assume-root.js';
import { decodeAuthorizationMessage } from './authorization-message.js';
import { getCallerIdentity } from './caller-identity.js';
import { getFederationToken } from './federation-token.js';
import { getWebIdentityToken } from './identity-token.js';
import { getScopedCredentials } from './scoped-credentials.js';
import { getSessionToken } from './session-token.js';

/** The operations of STS that have a handler. */
export const operations: readonly Operation[] = [
  assumeRole,
  assumeRoleWithSaml,
  assumeRoleWithWebIdentity,
  assumeRoot,
  decodeAuthorizationMessage,
  getAccessKeyInfo,
  getCallerIdentity,
  getFederationToken,
  getScopedCredentials,
  getSessionToken,
  getWebIdentityToken,
];
