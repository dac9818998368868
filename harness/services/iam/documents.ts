import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import { policySize } from '../../account/quotas.js';
import { resolvePrincipals, type TrustPolicy } from '../../account/trust.js';
import { AwsError } from '../../aws/errors.js';
import { PolicyError, principalArns } from '../../engine/index.js';
import { checkQuota } from './failures.js';

/** Policy documents travel URL-encoded, by the rules of RFC 3986 (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html). */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Throws MalformedPolicyDocument for a document that may not be an inline policy. It may be of any version, as session policies may, and
 * without one it is of the oldest: many templates say none. Only managed policies have to be "version 2012-10-17 or greater".
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export function checkInlinePolicy(account: Account, document: string): void {
  refusing(() => account.compiled.compile(document, 'session'));
}

/** Throws MalformedPolicyDocument, and LimitExceeded for a document that is too long to be a managed policy. */
export function checkManagedPolicy(account: Account, document: string): void {
  refusing(() => account.compiled.compile(document, 'identity'));
  checkQuota(account, 'PolicySize', policySize(document));
}

/** A trust policy with its users and roles turned into unique ids. Throws MalformedPolicyDocument if one does not exist. */
export function trustPolicy(call: { account: Account; accounts: Accounts }, document: string): TrustPolicy {
  const compiled = refusing(() => call.account.compiled.compile(document, 'trust'));
  checkQuota(call.account, 'ACLSizePerRole', policySize(document));
  const resolved = resolvePrincipals(principalArns(compiled), call.accounts);
  if ('unknown' in resolved)
    throw new AwsError('MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${resolved.unknown}"`);
  return { document, principalIds: resolved.principalIds };
}

function refusing<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError(error.code, error.message);
    throw error;
  }
}
