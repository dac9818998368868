import { headerMap } from './header-map.js';
import type { HeaderMap } from './http.js';
import type { Verified } from './sigv4/verify.js';

/** Whether the signature of a request stands in its URL. */
export function isPresigned(verified: Verified<unknown>): boolean {
  return verified.kind === 'signed' && verified.signature.authType === 'REST-QUERY-STRING';
}

/** What a presigned URL has in its query for its signature alone. */
const OF_THE_SIGNATURE: ReadonlySet<string> = new Set([
  ...['x-amz-algorithm', 'x-amz-content-sha256', 'x-amz-credential', 'x-amz-date', 'x-amz-expires'],
  ...['x-amz-security-token', 'x-amz-signature', 'x-amz-signedheaders'],
]);

/** Signers move every header of Amazon's own; of the others S3 is known to take these. */
const OTHERS: ReadonlySet<string> = new Set(['content-md5', 'content-type', 'if-match', 'if-none-match']);

/** SDKs sign the checksum of an empty body into a URL for any body: S3 passes it over (recorded). */
const PASSED_OVER = ['x-amz-checksum-', 'x-amz-sdk-checksum-algorithm'];

/**
 * The headers of a presigned request, with those that its signer moved into the query: an ACL, tags or a condition that stand there count
 * as if they had been sent.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function withHoistedHeaders(headers: HeaderMap, query: ReadonlyMap<string, string>): HeaderMap {
  const hoisted = [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => isHeader(name) && !headers.has(name));
  if (hoisted.length === 0) return headers;
  const sent = [...headers].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return headerMap([...sent, ...hoisted].flat());
}

function isHeader(name: string): boolean {
  if (OTHERS.has(name)) return true;
  return name.startsWith('x-amz-') && !OF_THE_SIGNATURE.has(name) && !PASSED_OVER.some((each) => name.startsWith(each));
}
