import { createHash } from 'node:crypto';

/**
 * The canonical user id of an account, which S3 names as owner: 64 hexadecimal digits, an obfuscated form of the account id.
 * S3 gives no display name any more (since November 2025).
 *
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Owner.html
 */
export function canonicalUser(accountId: string): { readonly ID: string } {
  return { ID: createHash('sha256').update(`canonical user of ${accountId}`).digest('hex') };
}
