import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, type StorageClass } from '@aws-sdk/client-s3';
import type { StoredObject } from '../../account/objects.js';
import { type Need, type OperationCall, operation } from '../operation.js';
import { addressedBucket, addressedObject, existingObjectNeeds, shownVersion } from './addressed.js';
import { checkCustomerKey } from './customer-keys.js';
import { encryptionMembers, keyNeeds, requireSignature } from './encryption.js';
import { invalidRequest } from './errors.js';
import { checksumMembers } from './object-body.js';
import { checkReadConditions } from './preconditions.js';
import { type ByteRange, requestedRange } from './ranges.js';
import { checkReadable } from './storage-classes.js';
import { refuseUnsupported } from './unsupported.js';

type Input = Omit<GetObjectCommandInput, 'Bucket' | 'Key'> & { readonly Bucket: string; readonly Key: string };
type ReadCall = OperationCall<Input>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = operation(GetObjectCommand, {
  needs: (call) => permissions(call),
  run: (call) => {
    const { object, range, answer } = read(call);
    checkReadable(object);
    return { ...answer, Body: content(object, range) as never };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = operation(HeadObjectCommand, {
  needs: (call) => {
    const isDecrypted = asksChecksum(call.input);
    return permissions(call).filter(({ action }) => isDecrypted || action !== 'kms:Decrypt');
  },
  run: (call) => read(call, 'HEAD').answer,
});

function permissions(call: ReadCall): readonly Need[] {
  const { caller, input } = call;
  const version = input.VersionId;
  if (caller.kind === 'anonymous' && Object.keys(overrides(input)).length > 0)
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  const needs = [existingObjectNeeds(call, { plain: 's3:GetObject', version: 's3:GetObjectVersion' })].flat();
  const bucket = addressedBucket(call);
  const object = version === undefined ? bucket.objects.get(input.Key) : bucket.objects.version(input.Key, version);
  if (object?.isDeleteMarker !== false || caller.kind === 'anonymous') return needs;
  return [...needs, ...keyNeeds(object, bucket, 'kms:Decrypt')];
}

function read(call: ReadCall, method = 'GET') {
  const { input, now, caller } = call;
  refuseUnsupported(input);
  const object = addressedObject(call, method);
  requireSignature(object.encryption, caller);
  checkCustomerKey(object.encryption, input);
  const bucket = addressedBucket(call);
  const VersionId = shownVersion(bucket, object.versionId);
  checkReadConditions(object, input, now);
  const range = requestedRange(input, object);
  return {
    object,
    range,
    answer: {
      ...describe(object, range, input),
      ...encryptionMembers(object.encryption, bucket),
      VersionId,
      ...overrides(input),
    },
  };
}

/** In capitals or not (recorded). */
function asksChecksum({ ChecksumMode }: Pick<Input, 'ChecksumMode'>): boolean {
  return ChecksumMode?.toUpperCase() === 'ENABLED';
}

function describe(object: StoredObject, range: ByteRange | undefined, { ChecksumMode, PartNumber }: Input) {
  const { headers, size, storageClass, lock, parts } = object;
  const { start, end } = range ?? { start: 0, end: size };
  const whole = end - start === size;
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.lastModified),
    ContentLength: end - start,
    ContentRange: range && `bytes ${start}-${end - 1}/${size}`,
    ETag: object.etag,
    ...(asksChecksum({ ChecksumMode }) ? shownChecksum(object, whole, PartNumber) : {}),
    ContentType: headers.contentType,
    CacheControl: headers.cacheControl,
    ContentDisposition: headers.contentDisposition,
    ContentEncoding: headers.contentEncoding,
    ContentLanguage: headers.contentLanguage,
    Expires: headers.expires === undefined ? undefined : new Date(headers.expires),
    WebsiteRedirectLocation: headers.websiteRedirectLocation,
    Metadata: { ...object.metadata },
    /** S3 does not name the usual one. */
    StorageClass: storageClass === 'STANDARD' ? undefined : (storageClass as StorageClass),
    TagCount: object.tags.length || undefined,
    PartsCount: PartNumber === undefined ? undefined : parts?.length,
    ObjectLockMode: lock.retention?.mode,
    ObjectLockRetainUntilDate: lock.retention && new Date(lock.retention.until),
    ObjectLockLegalHoldStatus: lock.legalHold,
  };
}

/** Of a part its own, where the object's is made of those of its parts; of any other range none. */
function shownChecksum({ checksum, parts }: StoredObject, whole: boolean, partNumber: number | undefined) {
  const part = partNumber === undefined ? undefined : parts?.[partNumber - 1];
  if (part && checksum.type === 'COMPOSITE') return { ...checksumMembers(part.checksum), ChecksumType: checksum.type };
  return whole ? checksumMembers(checksum) : {};
}

/** The headers of the answer that the request names itself. */
function overrides(input: Input) {
  const named = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Partial<typeof named>;
}

/** The bytes of the object, or of a part of it; nothing is copied. */
function content({ chunks, size }: StoredObject, range: ByteRange | undefined): Uint8Array | AsyncIterable<Uint8Array> {
  const parts = [...slices(chunks, range ?? { start: 0, end: size })];
  const [only] = parts;
  if (parts.length <= 1) return only ?? new Uint8Array();
  return stream(parts);
}

async function* stream(parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}

export function* slices(chunks: readonly Uint8Array[], { start, end }: ByteRange): Iterable<Uint8Array> {
  let position = 0;
  for (const chunk of chunks) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, chunk.byteLength);
    if (from < to) yield chunk.subarray(from, to);
    position += chunk.byteLength;
  }
}
