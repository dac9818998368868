import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import { wholeSeconds } from '../../account/clock.js';
import type { Upload, UploadedPart } from '../../account/uploads.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, operation } from '../operation.js';
import { addressedBucket, objectNeed, shownVersion } from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { copySourceName, copySourceNeeds, readCopySource, sourceKeyNeeds } from './copy-source.js';
import { checkKeyOfPart } from './customer-keys.js';
import { encryptionMembers, keyNeeds } from './encryption.js';
import { headerNotImplemented, invalidArgument, invalidRequest } from './errors.js';
import { slices } from './get-object.js';
import { describeNewObject, newObjectNeeds } from './new-object.js';
import { checksumMembers, type ObjectBody, type ReceivedBody, receiveBody } from './object-body.js';
import { type ByteRange, MAX_PART } from './ranges.js';
import { refuseUnsupported } from './unsupported.js';
import { chosenAlgorithm, uploadChecksum } from './upload-checksums.js';

/** It makes no object yet, which policies can tell by `s3:ObjectCreationOperation`. */
const NO_CREATION = { 's3:ObjectCreationOperation': 'false' } as const;
const UPLOAD_ID_LENGTH = 128;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = operation(CreateMultipartUploadCommand, {
  needs: (call) => {
    if (call.caller.kind === 'anonymous')
      throw new AwsError('AccessDenied', 'Anonymous users cannot initiate multipart uploads.  Please authenticate.');
    return newObjectNeeds(addressedBucket(call), call.input, NO_CREATION, call);
  },
  run: (call) => {
    const { input, now, accounts, caller } = call;
    const bucket = addressedBucket(call);
    const checksum = uploadChecksum(input);
    const upload: Upload = {
      ...describeNewObject(input, bucket, call),
      id: accounts.get(bucket.owner).ids.opaque(UPLOAD_ID_LENGTH),
      initiated: wholeSeconds(now),
      initiator: initiatorOf(caller),
      checksum,
      isOvertaken: undefined,
      parts: new Map(),
    };
    bucket.uploads.put(upload);
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: upload.id,
      ...encryptionMembers(upload.encryption, bucket),
      ChecksumAlgorithm: checksum.isChosen ? (checksum.algorithm as ChecksumAlgorithm) : undefined,
      ChecksumType: checksum.isChosen ? checksum.type : undefined,
    };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = operation(UploadPartCommand, {
  needs: (call) => [
    objectNeed(addressedBucket(call), call.input.Key, 's3:PutObject', NO_CREATION),
    ...uploadKeyNeeds(call),
  ],
  run: async (call) => {
    const { input, now } = call;
    refuseUnsupported(input);
    checkPartNumber(input.PartNumber);
    const begun = addressedUpload(call).upload;
    checkKeyOfPart(begun.encryption, input);
    const algorithm = chosenAlgorithm(begun.checksum);
    const received = await receiveBody(input.Body as ObjectBody, input, algorithm);
    // The upload may have changed, or ended, while the body arrived.
    const { bucket, upload } = addressedUpload(call);
    checkSentChecksum(upload, received);
    const part = { ...received, number: input.PartNumber, etag: `"${received.md5}"`, lastModified: wholeSeconds(now) };
    bucket.uploads.put(withPart(upload, part));
    const { ChecksumType: _, ...checksum } = checksumMembers(received.checksum);
    return { ETag: part.etag, ...encryptionMembers(upload.encryption, bucket), ...(received.sent ? checksum : {}) };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = operation(UploadPartCopyCommand, {
  needs: (call) => {
    const keys = { ...NO_CREATION, 's3:x-amz-copy-source': copySourceName(call.input) };
    const writing = objectNeed(addressedBucket(call), call.input.Key, 's3:PutObject', keys);
    return [...[copySourceNeeds(call)].flat(), writing, ...sourceKeyNeeds(call), ...uploadKeyNeeds(call)];
  },
  run: async (call) => {
    const { input, now } = call;
    refuseUnsupported(input);
    checkPartNumber(input.PartNumber);
    const { bucket, upload } = addressedUpload(call);
    checkKeyOfPart(upload.encryption, input);
    const source = readCopySource(call, now);
    const range = copyRange(input.CopySourceRange, source.object.size);
    const chunks = [...slices(source.object.chunks, range)];
    const received = await receiveBody(eachOf(chunks), {}, chosenAlgorithm(upload.checksum));
    const part = { ...received, number: input.PartNumber, etag: `"${received.md5}"`, lastModified: wholeSeconds(now) };
    bucket.uploads.put(withPart(upload, part));
    const { ChecksumType: _, ...checksum } = checksumMembers(received.checksum);
    return {
      CopyPartResult: {
        ETag: part.etag,
        LastModified: new Date(part.lastModified),
        ...(upload.checksum.isChosen ? checksum : {}),
      },
      CopySourceVersionId: shownVersion(source.bucket, source.object.versionId),
      ...encryptionMembers(upload.encryption, bucket),
    };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = operation(AbortMultipartUploadCommand, {
  needs: (call) => objectNeed(addressedBucket(call), call.input.Key, 's3:AbortMultipartUpload'),
  run: (call) => {
    if (call.input.IfMatchInitiatedTime !== undefined) throw headerNotImplemented('x-amz-if-match-initiated-time');
    const { bucket, upload } = addressedUpload(call);
    bucket.uploads.remove(upload.id);
    return {};
  },
});

type UploadCall = Parameters<typeof addressedBucket>[0] & {
  readonly input: { readonly Key: string; readonly UploadId: string };
};

/** The upload that a request is about: its id counts only with its key. */
export function addressedUpload(call: UploadCall): { readonly bucket: Bucket; readonly upload: Upload } {
  const { Key, UploadId } = call.input;
  const bucket = addressedBucket(call);
  const upload = bucket.uploads.get(UploadId);
  if (upload?.key === Key) return { bucket, upload };
  throw new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId },
  );
}

/**
 * "Amazon S3 must decrypt and read data from the encrypted file parts before it completes the multipart upload."
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 */
export function uploadKeyNeeds(call: UploadCall, isMeant: (upload: Upload) => boolean = () => true): readonly Need[] {
  const bucket = addressedBucket(call);
  const upload = bucket.uploads.get(call.input.UploadId);
  return upload !== undefined && isMeant(upload) ? keyNeeds(upload, bucket, 'kms:Decrypt') : [];
}

function initiatorOf(caller: Caller): string {
  if (caller.kind === 'anonymous') return 'anonymous';
  return caller.kind === 'root' ? canonicalUser(caller.account.id).ID : callerArn(caller);
}

function withPart(upload: Upload, { number, chunks, size, etag, checksum, lastModified }: UploadedPart): Upload {
  const part = { number, chunks, size, etag, checksum, lastModified };
  return { ...upload, parts: new Map(upload.parts).set(number, part) };
}

function checkPartNumber(partNumber: number): void {
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= MAX_PART) return;
  throw invalidArgument(
    'partNumber',
    'Part number must be an integer between 1 and 10000, inclusive',
    String(partNumber),
  );
}

function checkSentChecksum({ checksum }: Upload, { sent }: ReceivedBody): void {
  if (!checksum.isChosen || sent?.algorithm === checksum.algorithm) return;
  if (sent === undefined && checksum.type === 'FULL_OBJECT') return;
  const actual = sent?.algorithm.toLowerCase() ?? 'null';
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${actual}`,
  );
}

function copyRange(range: string | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last))
    throw invalidArgument(
      'x-amz-copy-source-range',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      range,
    );
  if (Number(first) >= size) throw invalidRequest('The specified copy range is invalid for the source object size');
  if (Number(last) >= size)
    throw invalidArgument(
      'x-amz-copy-source-range',
      `Range specified is not valid for source object of size: ${size}`,
      range,
    );
  return { start: Number(first), end: Number(last) + 1 };
}

async function* eachOf(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}
