import { createHash } from 'node:crypto';

/**
 * The canonical user id of an account, which S3 names as owner: 64 hexadecimal digits, an obfuscated form of the account id.
 *
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function canonicalUserId(accountId: string): string {
  return createHash('sha256').update(`canonical user of ${accountId}`).digest('hex');
}
