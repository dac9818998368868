import type { Clock } from './clock.js';
import { wholeSeconds } from './clock.js';
import type { Ids } from './ids.js';

/** A key pair with a session token, of use for a limited time. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch on the account's clock, whole seconds. */
  readonly issued: number;
  readonly expiration: number;
  /** How many bytes of the session token policies and tags take. */
  readonly packedBytes: number;
  /** The policies, as JSON text, that GetScopedCredentials was given on the way to these credentials: each of them narrows. */
  readonly scopeDowns: readonly string[];
}

/** The size of a session token; one without policies and tags unless given. */
export interface TokenSize {
  readonly tokenBytes?: number;
  readonly packedBytes?: number;
}

/** What a session token takes that tells of no policies and no tags. */
export const PLAIN_TOKEN_BYTES = 372;

const NO_SCOPE_DOWNS: readonly string[] = [];

export function temporaryCredentials(
  {
    durationSeconds,
    tokenBytes = PLAIN_TOKEN_BYTES,
    packedBytes = 0,
  }: TokenSize & { readonly durationSeconds: number },
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
): TemporaryCredentials {
  const issued = wholeSeconds(clock.now());
  const accessKeyId = ids.accessKey('session');
  const secretAccessKey = ids.secret();
  const token = ids.sessionToken();
  const rest = tokenBytes - token.length;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: rest > 0 ? token + ids.opaque(rest) : token,
    issued,
    expiration: issued + durationSeconds * 1000,
    packedBytes,
    scopeDowns: NO_SCOPE_DOWNS,
  };
}
