import type { HeaderMap } from '../http.js';
import { canonicalHeaders } from './canonical-headers.js';

export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderMap;
  /** As listed in the signature, in its order. */
  readonly signedHeaders: readonly string[];
  /** A SHA-256 in hex, or one of S3's words such as `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
}

/**
 * The text whose hash is signed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(parts: CanonicalParts): string {
  const { method, path, query, headers, signedHeaders, payloadHash } = parts;
  const pieces = canonicalHeaders(signedHeaders, headers);
  pieces.unshift(method, '\n', path, '\n', query, '\n');
  pieces.push('\n', signedHeaders.join(';'), '\n', payloadHash);
  return pieces.join('');
}
