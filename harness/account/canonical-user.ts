import { createHash } from 'node:crypto';

/** Who owns what an unsigned request wrote: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html */
const ANONYMOUS = '65a011a29cdf8ec533ec3d1ccaae921c';

/**
 * The canonical user id of an account, which S3 names as owner: 64 hexadecimal digits, an obfuscated form of the account id.
 *
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function canonicalUserId(accountId: string): string {
  if (accountId === 'anonymous') return ANONYMOUS;
  return createHash('sha256').update(`canonical user of ${accountId}`).digest('hex');
}
