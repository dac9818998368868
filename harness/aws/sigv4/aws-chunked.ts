import { createHash } from 'node:crypto';
import { AwsError } from '../errors.js';
import { ByteReader } from './byte-reader.js';
import type { ChunkSigner } from './payload-rule.js';
import { signatureDoesNotMatch } from './s3-proof-complaints.js';
import { emptySha256, sameSecret, sha256 } from './signature.js';

export interface ChunkedFraming {
  /** `x-amz-decoded-content-length`: the size of the object. */
  readonly decodedLength: number;
  readonly signer: ChunkSigner | undefined;
  /** The names that `x-amz-trailer` announces, in lower case; undefined where no trailers may come. */
  readonly trailers: readonly string[] | undefined;
  /** Called once, after the last chunk. */
  onTrailers(trailers: ReadonlyMap<string, string>): void;
}

const smallestChunk = 8192;
const longestLine = 1024;
const longestTrailers = 16 * 1024;

interface Chunk {
  readonly number: number;
  readonly size: number;
  readonly signature: string;
}

/**
 * The object inside an aws-chunked body. Bytes are passed on as they come; a wrong signature, size or end fails the stream, so a
 * reader must not keep anything before the stream has ended.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* awsChunked(
  body: AsyncIterable<Uint8Array>,
  framing: ChunkedFraming,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(body);
  const { signer, decodedLength } = framing;
  let previous = signer?.seed ?? '';
  let received = 0;
  let before: Chunk | undefined;
  try {
    for (let number = 1; ; number += 1) {
      const chunk = chunkHeader(await reader.line(longestLine), number, signer !== undefined);
      if (chunk.size > 0) refuseAfterSmallChunk(before);
      received += chunk.size;
      if (received > decodedLength) throw wrongLength(decodedLength, received);
      yield* signer === undefined
        ? wholeChunk(reader, chunk)
        : signedChunk(wholeChunk(reader, chunk), chunk, signer, previous);
      previous = chunk.signature;
      if (chunk.size === 0) break;
      if ((await reader.line(2)) !== '') throw brokenOff();
      before = chunk;
    }
    if (received !== decodedLength) throw wrongLength(decodedLength, received);
    framing.onTrailers(readTrailers(await reader.rest(longestTrailers), previous, framing));
  } finally {
    await reader.close();
  }
}

async function* wholeChunk(reader: ByteReader, chunk: Chunk): AsyncGenerator<Uint8Array> {
  let left = chunk.size;
  for await (const bytes of reader.take(chunk.size)) {
    left -= bytes.length;
    yield bytes;
  }
  if (left > 0) throw brokenOff();
}

async function* signedChunk(
  chunkBytes: AsyncIterable<Uint8Array>,
  chunk: Chunk,
  signer: ChunkSigner,
  previous: string,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  for await (const bytes of chunkBytes) {
    digest.update(bytes);
    yield bytes;
  }
  verifyChunk(signer, previous, chunk.signature, digest.digest('hex'));
}

function chunkHeader(line: string | undefined, number: number, signed: boolean): Chunk {
  const [, hex = '', signature = ''] =
    /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line ?? '') ?? [];
  if (hex === '' || (signed && signature === '')) throw brokenOff();
  return { number, size: Number.parseInt(hex, 16), signature };
}

function refuseAfterSmallChunk(before: Chunk | undefined): void {
  if (before === undefined || before.size >= smallestChunk) return;
  const text = 'Only the last chunk is allowed to have a size less than 8192 bytes';
  throw new AwsError('InvalidChunkSizeError', text, {
    Chunk: String(before.number),
    BadChunkSize: String(before.size),
  });
}

function verifyChunk(signer: ChunkSigner, previous: string, given: string, chunkHash: string): void {
  const stringToSign = ['AWS4-HMAC-SHA256-PAYLOAD', signer.stamp, signer.scope, previous, emptySha256, chunkHash].join(
    '\n',
  );
  refuseOtherSignature(signer, stringToSign, given);
}

function refuseOtherSignature(signer: ChunkSigner, stringToSign: string, given: string): void {
  if (sameSecret(signer.key.hex(stringToSign), given)) return;
  const { accessKeyId, canonicalRequest } = signer;
  throw signatureDoesNotMatch(accessKeyId, given, { stringToSign, canonicalRequest });
}

/** Lines may end as AWS's text says (CRLF) or as its example shows (LF CRLF); an empty line ends them. */
function readTrailers(
  text: string | undefined,
  previous: string,
  framing: ChunkedFraming,
): ReadonlyMap<string, string> {
  if (text === undefined || !/(^|\n)\r\n$/.test(text)) throw brokenOff();
  const trailers = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) throw malformedTrailer();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const signature = trailers.get('x-amz-trailer-signature');
  trailers.delete('x-amz-trailer-signature');
  refuseOtherTrailers(trailers, framing.trailers ?? []);
  if (framing.signer !== undefined && framing.trailers !== undefined) {
    if (signature === undefined) throw brokenOff();
    verifyTrailers(framing.signer, previous, signature, trailers);
  }
  return trailers;
}

function refuseOtherTrailers(trailers: ReadonlyMap<string, string>, announced: readonly string[]): void {
  if (trailers.size !== announced.length || announced.some((name) => !trailers.has(name))) throw malformedTrailer();
}

function verifyTrailers(
  signer: ChunkSigner,
  previous: string,
  given: string,
  trailers: ReadonlyMap<string, string>,
): void {
  const canonical = [...trailers]
    .map(([name, value]) => name + ':' + value + '\n')
    .sort()
    .join('');
  const stringToSign = ['AWS4-HMAC-SHA256-TRAILER', signer.stamp, signer.scope, previous, sha256(canonical)].join('\n');
  refuseOtherSignature(signer, stringToSign, given);
}

function brokenOff(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}

function wrongLength(expected: number, provided: number): AwsError {
  const text = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new AwsError('IncompleteBody', text, {
    NumberBytesExpected: String(expected),
    NumberBytesProvided: String(provided),
  });
}

function malformedTrailer(): AwsError {
  return new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
