import type { ObjectChecksum } from '../../account/objects.js';
import { type ChecksumAlgorithm, checksumAlgorithm, startChecksum } from '../../aws/checksums.js';
import { AwsError } from '../../aws/errors.js';
import { invalidRequest } from './errors.js';

/**
 * The body of an upload. The front checks it while it is read, and throws AWS's error where a hash, a chunk or a checksum is
 * wrong; `checksums` are those that the client sent and that held, known when it has ended.
 */
export type ObjectBody =
  | Uint8Array
  | string
  | (AsyncIterable<Uint8Array> & { checksums?(): Readonly<Record<string, string>> })
  | undefined;

export interface ReceivedBody {
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  /** Of the algorithm that was asked for, else the one that was sent, else S3's own. */
  readonly checksum: ObjectChecksum;
  readonly sent: ObjectChecksum | undefined;
}

/** S3's own checksum of an object that came without one: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

/** What a single PutObject can carry. */
export const MAX_SIZE = 5 * 1024 ** 3;

/** Reads a body to its end. Nothing of it may be kept unless this returns. */
export async function receiveBody(
  body: ObjectBody,
  given: GivenChecksums,
  algorithm?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const inHeader = givenChecksum(given);
  const md5 = startChecksum('MD5');
  const computed = inHeader && algorithm === undefined ? undefined : startChecksum(algorithm ?? DEFAULT_ALGORITHM);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of pieces(body)) {
    size += chunk.byteLength;
    if (size > MAX_SIZE) throw entityTooLarge(size);
    md5.update(chunk);
    computed?.update(chunk);
    chunks.push(chunk);
  }
  const value = computed?.digest() ?? '';
  const sent = inHeader ?? inTrailer(body);
  const own: ObjectChecksum = { algorithm: algorithm ?? DEFAULT_ALGORITHM, value, type: 'FULL_OBJECT' };
  const checksum = algorithm === undefined ? (sent ?? own) : own;
  return { chunks, size, md5: hexadecimal(md5.digest()), checksum, sent };
}

/** Of content that is there already, for a copy. */
export function digestOf(chunks: readonly Uint8Array[], algorithm: ChecksumAlgorithm): string {
  const running = startChecksum(algorithm);
  for (const chunk of chunks) running.update(chunk);
  return running.digest();
}

export function hexadecimal(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

/** A buffer is copied, since its sender may use it again. */
async function* pieces(body: ObjectBody): AsyncIterable<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield Uint8Array.from(body);
  else for await (const chunk of body) if (chunk.byteLength > 0) yield chunk;
}

/** The members of PutObject that carry a checksum. */
export interface GivenChecksums {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumMD5?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumSHA512?: string | undefined;
}

const MEMBER: Readonly<Record<ChecksumAlgorithm, keyof GivenChecksums>> = {
  CRC32: 'ChecksumCRC32',
  CRC32C: 'ChecksumCRC32C',
  CRC64NVME: 'ChecksumCRC64NVME',
  MD5: 'ChecksumMD5',
  SHA1: 'ChecksumSHA1',
  SHA256: 'ChecksumSHA256',
  SHA512: 'ChecksumSHA512',
};

/** The member of an answer that shows a checksum. */
export function checksumMembers({ algorithm, value, type }: ObjectChecksum) {
  const known = checksumAlgorithm(algorithm);
  const member = known === undefined || known === 'not computed' ? {} : { [MEMBER[known]]: value };
  return { ...(member as GivenChecksums), ChecksumType: type };
}

/** The checksum of the members, at most one. */
export function givenChecksum(given: GivenChecksums): ObjectChecksum | undefined {
  const found = Object.entries(MEMBER).flatMap(([algorithm, member]) => {
    const value = given[member];
    return value === undefined ? [] : { algorithm, value, type: 'FULL_OBJECT' as const };
  });
  if (found.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  return found[0];
}

function inTrailer(body: ObjectBody): ObjectChecksum | undefined {
  if (typeof body !== 'object' || body instanceof Uint8Array) return undefined;
  const [sent] = Object.entries(body.checksums?.() ?? {});
  return sent && { algorithm: sent[0], value: sent[1], type: 'FULL_OBJECT' };
}

function entityTooLarge(size: number): AwsError {
  return new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: String(size),
    MaxSizeAllowed: String(MAX_SIZE),
  });
}
