import { createHash } from 'node:crypto';

/** A key id stands in no policy question; where one shows up nevertheless, as in a referer, it is blanked out. */
const KEY_ID = /\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g;
/** What a presigned URL carries. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const PRESIGNED = /(X-Amz-(?:Security-Token|Signature|Credential)=)[^&"\\\s]+/gi;
/** Of a form in JSON: `"secretAccessKey":"..."`. */
const MEMBER = /("(?:secretAccessKey|sessionToken|password)":")[^"]*(?=")/gi;

const ACCOUNT = /(?<![0-9A-Za-z.])\d{12}(?![0-9A-Za-z])/g;
const CANONICAL_ID = /\b[0-9a-f]{64}\b/g;

/** What must not be in a record is not in it, whichever way it came. */
export function withoutSecrets(line: string): string {
  return line.replace(KEY_ID, '$1************').replace(PRESIGNED, '$1***').replace(MEMBER, '$1***');
}

/**
 * Every account by another number, and the ids that S3 makes of them by others: always the same for the same salt, so that policies
 * mean what they meant and the workers of a run agree. AWS's own `aws` in ARNs stays.
 */
export function withOtherAccounts(line: string, salt: string): string {
  const digest = (text: string) => createHash('sha256').update(`${salt} ${text}`).digest();
  return line
    .replace(ACCOUNT, (account) => String(10 ** 11 + (digest(account).readUIntBE(0, 6) % (9 * 10 ** 11))))
    .replace(CANONICAL_ID, (id) => digest(id).toString('hex'));
}
