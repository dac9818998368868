import { AwsError } from '../errors.js';
import type { HmacKey } from './hmac-key.js';

/** How the body of a request must be checked while it streams. */
export type PayloadRule =
  /** Nothing is left to check: unsigned by agreement, or hashed already. */
  | { readonly kind: 'unsigned' }
  /** In lower-case hex. */
  | { readonly kind: 'sha256'; readonly hash: string }
  /** aws-chunked: with signed chunks where there is a signer, with trailers where `trailers`. */
  | { readonly kind: 'chunks'; readonly trailers: boolean; readonly signer: ChunkSigner | undefined };

/** What the signatures of chunks continue: each signs the one before it, the first the request's own. */
export interface ChunkSigner {
  readonly accessKeyId: string;
  readonly key: HmacKey;
  readonly stamp: string;
  /** `DATE/REGION/s3/aws4_request` */
  readonly scope: string;
  /** The signature of the request. */
  readonly seed: string;
  readonly canonicalRequest: string;
}

type Streaming = { readonly trailers: boolean; readonly signed: boolean };

/** The words that `x-amz-content-sha256` may say instead of a hash. */
const streaming: Readonly<Record<string, Streaming | undefined>> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { trailers: true, signed: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { trailers: false, signed: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { trailers: true, signed: true },
};

const sigV4aStreaming = [
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
];

export function isPayloadHash(value: string): boolean {
  return (
    value === 'UNSIGNED-PAYLOAD' ||
    /^[0-9a-f]{64}$/i.test(value) ||
    Object.hasOwn(streaming, value) ||
    sigV4aStreaming.includes(value)
  );
}

/**
 * The rule that a valid `x-amz-content-sha256` sets. Without a signer (an anonymous request) chunks cannot be signed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function payloadRule(declared: string, signer: ChunkSigner | undefined): PayloadRule {
  if (declared === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' };
  if (sigV4aStreaming.includes(declared)) throw notImplemented();
  const stream = streaming[declared];
  if (stream === undefined) return { kind: 'sha256', hash: declared.toLowerCase() };
  if (stream.signed && signer === undefined) throw unsignedChunks();
  return { kind: 'chunks', trailers: stream.trailers, signer: stream.signed ? signer : undefined };
}

function notImplemented(): AwsError {
  const text = 'A header you provided implies functionality that is not implemented';
  return new AwsError('NotImplemented', text, { Header: 'x-amz-content-sha256' });
}

function unsignedChunks(): AwsError {
  const text =
    "Anonymous requests don't support this x-amz-content-sha256 value. " +
    'Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.';
  return new AwsError('InvalidRequest', text);
}
