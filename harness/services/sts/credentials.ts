import type { Caller } from '../../account/caller.js';
import type { Session } from '../../account/sessions.js';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html */
export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: Session) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiration),
  };
}

/** The largest session token. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TOKEN_BYTES = 4096;

/** How much of a session token is used; a packed size is told only of what was passed to be packed. */
export function tokenSizes({ sessionToken, sessionPolicies, tags }: Exclude<Session, { kind: 'user' }>) {
  const size = Buffer.byteLength(sessionToken);
  const utilization = Math.ceil((size / TOKEN_BYTES) * 100);
  return {
    SessionTokenSize: size,
    SessionTokenUtilization: utilization,
    ...(sessionPolicies.length + tags.length > 0 && { PackedPolicySize: utilization }),
  };
}

const USER_DEFAULT = 43_200;
const ROOT_LIMIT = 3600;

/** Twelve hours unless asked otherwise; what the root user opens lasts "a maximum of 3,600 seconds", and a longer one "defaults to one hour". */
export function tokenDuration(caller: Caller, seconds = USER_DEFAULT): number {
  return caller.kind === 'root' ? Math.min(seconds, ROOT_LIMIT) : seconds;
}
