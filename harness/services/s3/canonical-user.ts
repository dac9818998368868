import { canonicalUserId } from '../../account/canonical-user.js';

/**
 * An owner as S3 names it. It gives no display name any more (since November 2025).
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Owner.html
 */
export function canonicalUser(accountId: string): { readonly ID: string } {
  return { ID: canonicalUserId(accountId) };
}
