import type { CryptoKey, JSONWebKeySet } from 'jose';
import type { KeySet } from '../../account/oidc-keys.js';
import { AwsError } from '../../aws/errors.js';
import { ALGORITHMS, invalidToken, type WebIdentityToken } from './web-identity-token.js';

/** AWS's words, with both of its blanks. */
export const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";
const NOT_VALID =
  'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.';

/** Throws InvalidIdentityToken unless one of the issuer's keys made the signature. */
export async function verifySignature({ text }: WebIdentityToken, { keys }: KeySet): Promise<void> {
  const { compactVerify, createLocalJWKSet, errors } = await import('jose');
  const keySet = createLocalJWKSet({ keys: [...keys] } as JSONWebKeySet);
  const options = { algorithms: ALGORITHMS };
  try {
    await compactVerify(text, keySet, options).catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      for await (const key of error) if (await isSignedBy(text, key)) return;
      throw error;
    });
  } catch (cause) {
    const hasNoKey = cause instanceof errors.JWKSNoMatchingKey;
    throw Object.assign(invalidToken(hasNoKey ? NO_KEY : NOT_VALID), { cause });
  }
}

async function isSignedBy(text: string, key: CryptoKey): Promise<boolean> {
  const { compactVerify } = await import('jose');
  return compactVerify(text, key, { algorithms: ALGORITHMS }).then(
    () => true,
    () => false,
  );
}

/**
 * Throws ExpiredTokenException for a token whose time is over, and InvalidIdentityToken for one whose time has not come.
 *
 * @param now - seconds since the epoch
 */
export function checkTimes({ claims: { nbf }, expiration }: WebIdentityToken, now: number): void {
  if (now >= expiration) {
    throw new AwsError(
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${expiration}`,
    );
  }
  if (nbf !== undefined && now < nbf) throw invalidToken(NOT_VALID);
}
