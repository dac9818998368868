import type { Account } from '../../account/account.js';
import type { SamlProvider } from '../../account/saml-providers.js';
import { AwsError } from '../../aws/errors.js';
import type { SamlClaims } from './saml-claims.js';
import { invalidToken } from './saml-response.js';

/** AWS's sign-in endpoints, global and regional, also those that are a provider's own. */
const ENDPOINT = /^https:\/\/(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml(?:\/acs\/[A-Z0-9]+)?$/;
const WEB_SERVICES = 'urn:amazon:webservices';

/**
 * Throws InvalidIdentityToken for an assertion that was made for someone else. "For the value of the Audience element, specify either
 * https://signin.aws.amazon.com/saml or urn:amazon:webservices"; the recipient is one of the endpoints.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
export function checkAudience({ audiences, recipient }: SamlClaims): void {
  const isForAws = audiences.some((audience) => audience === WEB_SERVICES || ENDPOINT.test(audience));
  if (!isForAws || !ENDPOINT.test(recipient)) throw invalidToken('Response does not contain the required audience.');
}

const REDEEMED_WITHIN = 5 * 60 * 1000;

/**
 * Throws ExpiredTokenException for an assertion that is too old, InvalidIdentityToken for one that has no date or is not valid yet, or
 * whose provider's metadata is not valid any more. `now` is the assertion's own, see {@link timeOf}.
 */
export function checkTimes(claims: SamlClaims, { validUntil }: SamlProvider, now: number): void {
  const { issued, notBefore = issued, notOnOrAfter, sessionNotOnOrAfter = notOnOrAfter } = claims;
  if ([issued, notOnOrAfter, notBefore, sessionNotOnOrAfter].some(Number.isNaN))
    throw invalidToken('The dates of the assertion are not valid');
  if (now - issued > REDEEMED_WITHIN) throw expired('Token must be redeemed within 5 minutes of issuance');
  if (now >= Math.min(notOnOrAfter, sessionNotOnOrAfter)) throw expired('Response has expired');
  if (Math.max(issued, notBefore) - now > REDEEMED_WITHIN) throw invalidToken('The assertion is not valid yet');
  if (now >= validUntil) throw invalidToken('The metadata of the provider is not valid any more');
}

/**
 * An assertion ages with the clock of the account from when it was issued on: one that is made after the clock was moved is fresh.
 * Milliseconds since the epoch.
 */
export function timeOf({ issued }: SamlClaims, { clock }: Account, wallTime: number): number {
  return Number.isNaN(issued) ? wallTime : wallTime + clock.aheadSince(issued);
}

function expired(message: string): AwsError {
  return new AwsError('ExpiredTokenException', message);
}
