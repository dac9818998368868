import type { Caller } from '../../account/caller.js';
import type { Session } from '../../account/sessions.js';
import { TOKEN_BYTES } from './token-size.js';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html */
export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: Session) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiration),
  };
}

/** How much of a session token is used. */
export function tokenSize({ sessionToken }: Session) {
  const size = Buffer.byteLength(sessionToken);
  return { SessionTokenSize: size, SessionTokenUtilization: Math.ceil((size / TOKEN_BYTES) * 100) };
}

/** The same with the older name of the second figure, which is told only where policies or tags were passed to be packed. */
export function tokenSizes(session: Session) {
  const sizes = tokenSize(session);
  return { ...sizes, ...(session.packedBytes > 0 && { PackedPolicySize: sizes.SessionTokenUtilization }) };
}

const USER_DEFAULT = 43_200;
const ROOT_LIMIT = 3600;

/** Twelve hours unless asked otherwise; what the root user opens lasts "a maximum of 3,600 seconds", and a longer one "defaults to one hour". */
export function tokenDuration(caller: Caller, seconds = USER_DEFAULT): number {
  return caller.kind === 'root' ? Math.min(seconds, ROOT_LIMIT) : seconds;
}
