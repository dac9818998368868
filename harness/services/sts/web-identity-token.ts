import type { JWTPayload } from 'jose';
import { AwsError } from '../../aws/errors.js';

/** A web identity token as it was sent, read but not yet verified. */
export interface WebIdentityToken {
  readonly text: string;
  readonly keyId: string | undefined;
  readonly claims: JWTPayload;
  /** Seconds since the epoch. */
  readonly issued: number;
  readonly expiration: number;
}

/** "Tokens must be signed using either RSA keys (RS256, RS384, or RS512) or ECDSA keys (ES256, ES384, or ES512)." */
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';

/**
 * Reads a token. Throws InvalidIdentityToken for what is no JWT, for an algorithm that AWS does not take, and for one without a claim
 * that AWS needs. "Timestamps in the token must be formatted as either an integer or a long integer."
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function readToken(text: string, required: readonly string[]): Promise<WebIdentityToken> {
  const { header, claims } = await parsed(text);
  if (!ALGORITHMS.includes(header.alg ?? '')) throw invalidToken(NO_JWT);
  for (const name of [...required, 'exp', 'iat'])
    if (claims[name] === undefined) throw invalidToken(`Missing a required claim: ${name}.`);
  const { iat = Number.NaN, exp = Number.NaN } = claims;
  if (!Number.isInteger(iat) || !Number.isInteger(exp)) throw invalidToken(NO_JWT);
  return { text, keyId: header.kid, claims, issued: iat, expiration: exp };
}

async function parsed(text: string) {
  const { decodeJwt, decodeProtectedHeader } = await import('jose');
  try {
    return { header: decodeProtectedHeader(text), claims: decodeJwt(text) };
  } catch (cause) {
    throw Object.assign(invalidToken(NO_JWT), { cause });
  }
}

/** A claim of one text; undefined where it is not there, or something else. */
export function textClaim(claims: JWTPayload, name: string): string | undefined {
  const claim = claims[name];
  return typeof claim === 'string' ? claim : undefined;
}

export function invalidToken(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message);
}
