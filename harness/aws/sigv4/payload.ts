import { AwsError } from '../errors.js';
import type { HeaderMap, WireBody } from '../http.js';
import { firstHeader } from './attempt.js';
import { awsChunked } from './aws-chunked.js';
import {
  checksumCheck,
  checksumInTrailer,
  contentMd5Check,
  type DigestCheck,
  promisedChecksum,
  sha256Check,
} from './digest-checks.js';
import type { PayloadRule } from './payload-rule.js';
import { emptySha256 } from './signature.js';

/** A body that proves itself while it is read. */
export interface CheckedBody {
  /** The object's own bytes, without framing. It fails with AWS's error where a promise was broken: keep nothing before its end. */
  readonly stream: AsyncIterable<Uint8Array>;
  /** Nothing was sent and no other than the empty body was promised: the stream need not be read. */
  readonly isEmpty: boolean;
  /** The checksums that the client sent and that held, by algorithm (`CRC32`), in base64; empty before the stream has ended. */
  checksums(): Readonly<Record<string, string>>;
}

export interface BodyChecks {
  /** False where `x-amz-checksum-*` is not about this body: CompleteMultipartUpload sends the checksum of the object. */
  readonly checksumHeaders?: boolean;
}

/**
 * Checks an S3 body against everything that the request said about it: `x-amz-content-sha256`, signed chunks, the decoded length,
 * `Content-MD5`, `x-amz-checksum-*` in headers or trailers. Headers that are wrong in themselves are refused at once, before
 * anything of the body is read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checkedBody(
  body: WireBody,
  rule: PayloadRule,
  headers: HeaderMap,
  checks: BodyChecks = {},
): CheckedBody {
  const trailerNames = rule.kind === 'chunks' && rule.trailers ? announcedTrailers(headers) : undefined;
  const promised = checks.checksumHeaders === false ? undefined : promisedChecksum(headers, trailerNames ?? []);
  const verified: Record<string, string> = {};
  let trailers: ReadonlyMap<string, string> = new Map();

  const digests: DigestCheck[] = [];
  const isAbsent = body === undefined || body === '';
  if (rule.kind === 'sha256' && !(isAbsent && rule.hash === emptySha256)) digests.push(sha256Check(rule.hash));
  const md5 = contentMd5Check(headers);
  if (md5 !== undefined) digests.push(md5);
  if (promised !== undefined) {
    const { algorithm, value } = promised;
    const awaited = () => value ?? checksumInTrailer(algorithm, trailers);
    const remember = (held: string) => {
      verified[algorithm] = held;
    };
    digests.push(checksumCheck(algorithm, awaited, remember));
  }

  const takeTrailers = (sent: ReadonlyMap<string, string>) => {
    trailers = sent;
  };
  const object = rule.kind === 'chunks' ? decoded(body, rule, headers, trailerNames, takeTrailers) : pieces(body);
  return {
    stream: digests.length === 0 ? object : checkedPieces(object, digests),
    isEmpty: isAbsent && digests.length === 0 && rule.kind !== 'chunks',
    checksums: () => verified,
  };
}

async function* checkedPieces(object: AsyncIterable<Uint8Array>, digests: readonly DigestCheck[]) {
  for await (const bytes of object) {
    for (const digest of digests) digest.update(bytes);
    yield bytes;
  }
  for (const digest of digests) digest.verify();
}

function decoded(
  body: WireBody,
  rule: Extract<PayloadRule, { kind: 'chunks' }>,
  headers: HeaderMap,
  trailers: readonly string[] | undefined,
  onTrailers: (trailers: ReadonlyMap<string, string>) => void,
): AsyncIterable<Uint8Array> {
  return awsChunked(pieces(body), { decodedLength: decodedLength(headers), signer: rule.signer, trailers, onTrailers });
}

function decodedLength(headers: HeaderMap): number {
  const sent = firstHeader(headers, 'x-amz-decoded-content-length') ?? '';
  if (/^\d{1,15}$/.test(sent)) return Number(sent);
  throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.');
}

function announcedTrailers(headers: HeaderMap): readonly string[] {
  return (headers.get('x-amz-trailer') ?? [])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

async function* pieces(body: WireBody): AsyncGenerator<Uint8Array> {
  if (body === undefined || body === '') return;
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}
