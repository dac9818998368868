import { createHash } from 'node:crypto';
import { type CompletedPart, CompleteMultipartUploadCommand } from '@aws-sdk/client-s3';
import type { Upload, UploadedPart } from '../../account/uploads.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, operation } from '../operation.js';
import { addressedBucket, existingTagKeys, objectNeed } from './addressed.js';
import { encryptionMembers } from './encryption.js';
import { invalidRequest } from './errors.js';
import { addressedUpload, uploadKeyNeeds } from './multipart.js';
import { checksumMembers, type GivenChecksums, givenChecksum, hexadecimal } from './object-body.js';
import { checkWriteConditionForm, checkWriteConditions, type WriteConditions } from './preconditions.js';
import { refuseUnsupported } from './unsupported.js';
import { completedChecksum } from './upload-checksums.js';
import { storeObject, writtenVersion } from './write-object.js';

/**
 * With "an additional checksum value" it takes the permission to decrypt too:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export const completeMultipartUpload = operation(CompleteMultipartUploadCommand, {
  needs: (call): readonly Need[] => {
    const { Key, IfMatch, IfNoneMatch } = call.input;
    const bucket = addressedBucket(call);
    const keys = { 's3:ObjectCreationOperation': 'true', 's3:if-match': IfMatch, 's3:if-none-match': IfNoneMatch };
    const existing = bucket.objects.get(Key);
    const compare = objectNeed(bucket, Key, 's3:GetObject', existing && existingTagKeys(existing));
    return [
      objectNeed(bucket, Key, 's3:PutObject', keys),
      ...(IfMatch === undefined ? [] : [compare]),
      ...uploadKeyNeeds(call, ({ checksum }) => checksum.isChosen),
    ];
  },
  run: (call) => {
    const { input } = call;
    const { bucket, upload } = addressedUpload(call);
    refuseUnsupported(input);
    checkWriteConditionForm(input);
    const parts = completedParts(upload, input.MultipartUpload?.Parts ?? []);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const checksum = completedChecksum(upload.checksum, parts);
    checkPromises(input, checksum, size);
    checkWriteConditions(input.Key, bucket.objects.get(input.Key), input);
    checkNotOvertaken(upload, input);
    const { key, storageClass, headers, metadata, tags, lock, owner, acl, encryption } = upload;
    const object = storeObject(call, bucket, {
      ...{ key, storageClass, headers, metadata, tags, lock, owner, acl, encryption },
      chunks: parts.flatMap(({ chunks }) => chunks),
      size,
      etag: etagOf(parts),
      checksum,
      parts: parts.map(({ number, size: partSize, checksum: own }) => ({ number, size: partSize, checksum: own })),
    });
    bucket.uploads.remove(upload.id);
    return {
      Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: object.etag,
      ...checksumMembers(checksum),
      VersionId: writtenVersion(bucket, object),
      ...encryptionMembers(object.encryption, bucket),
    };
  },
});

/**
 * "If a conflicting operation occurs during the upload S3 returns a 409 ConditionalRequestConflict response": the upload has to begin anew.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function checkNotOvertaken({ key, isOvertaken }: Upload, { IfMatch, IfNoneMatch }: WriteConditions): void {
  if (!isOvertaken || (IfMatch === undefined && IfNoneMatch === undefined)) return;
  throw new AwsError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { Condition: IfMatch === undefined ? 'If-None-Match' : 'If-Match', Key: key },
  );
}

/** All parts but the last have 5 MiB at least: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_SIZE = 5 * 1024 ** 2;

function completedParts(upload: Upload, listed: readonly CompletedPart[]): readonly UploadedPart[] {
  if (listed.length === 0) throw invalidRequest('You must specify at least one part');
  const isInOrder = listed.every(({ PartNumber = 0 }, i) => i === 0 || PartNumber > (listed[i - 1]?.PartNumber ?? 0));
  if (!isInOrder)
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      { UploadId: upload.id },
    );
  const parts = listed.map((part) => completedPart(upload, part));
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART_SIZE);
  if (small)
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(small.size),
      MinSizeAllowed: String(MIN_PART_SIZE),
      PartNumber: String(small.number),
      ETag: bare(small.etag),
    });
  return parts;
}

function completedPart(upload: Upload, listed: CompletedPart): UploadedPart {
  const part = upload.parts.get(listed.PartNumber ?? 0);
  const { algorithm, type, isChosen } = upload.checksum;
  const sent = givenChecksum(listed as GivenChecksums);
  if (isChosen && type === 'COMPOSITE' && sent?.algorithm !== algorithm)
    throw invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${listed.PartNumber} in the request.`,
    );
  const differs = sent?.algorithm === part?.checksum.algorithm && sent?.value !== part?.checksum.value;
  if (part && bare(part.etag) === bare(listed.ETag ?? '') && !differs) return part;
  throw new AwsError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: upload.id, PartNumber: String(listed.PartNumber), ETag: bare(listed.ETag ?? '') },
  );
}

/** What the request says of the whole object must hold. */
function checkPromises(
  input: GivenChecksums & { readonly ChecksumType?: string | undefined; readonly MpuObjectSize?: number | undefined },
  checksum: ReturnType<typeof completedChecksum>,
  size: number,
): void {
  const { ChecksumType: type, MpuObjectSize: promisedSize } = input;
  if (promisedSize !== undefined && Number(promisedSize) !== size)
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${promisedSize} does not match what was computed: ${size}`,
    );
  if (type !== undefined && type !== checksum.type)
    throw invalidRequest(
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  const sent = givenChecksum(input);
  const value = checksum.value.replace(/-\d+$/, '');
  if (sent && (sent.algorithm !== checksum.algorithm || sent.value.replace(/-\d+$/, '') !== value))
    throw new AwsError(
      'BadDigest',
      `The ${sent.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
}

/** The MD5 of the MD5s of the parts, and their number. */
function etagOf(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(bare(etag), 'hex'));
  return `"${hexadecimal(hash.digest('base64'))}-${parts.length}"`;
}

function bare(etag: string): string {
  return etag.replaceAll('"', '');
}
