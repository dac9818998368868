import {
  type ChecksumAlgorithm,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type StorageClass,
} from '@aws-sdk/client-s3';
import { compareKeys } from '../../account/bucket-keys.js';
import type { Upload } from '../../account/uploads.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketNeed, objectNeed } from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { invalidArgument } from './errors.js';
import { encoderOf, encodingOf } from './list-objects.js';
import { addressedUpload, uploadKeyNeeds } from './multipart.js';
import { checksumMembers } from './object-body.js';
import { refuseUnsupported } from './unsupported.js';

const PAGE = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = operation(ListPartsCommand, {
  needs: (call) => [
    objectNeed(addressedBucket(call), call.input.Key, 's3:ListMultipartUploadParts'),
    ...uploadKeyNeeds(call),
  ],
  run: (call) => {
    refuseUnsupported(call.input);
    const { bucket, upload } = addressedUpload(call);
    const after = Number(call.input.PartNumberMarker ?? 0);
    const limit = pageSize('max-parts', call.input.MaxParts);
    const following = [...upload.parts.values()]
      .sort((a, b) => a.number - b.number)
      .filter(({ number }) => number > after);
    const page = following.slice(0, limit);
    return {
      Bucket: bucket.name,
      Key: upload.key,
      ...describe(upload),
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: following.length > page.length,
      Parts: page.map(({ number, etag, size, lastModified, checksum }) => {
        const { ChecksumType: _, ...members } = upload.checksum.isChosen
          ? checksumMembers(checksum)
          : { ChecksumType: undefined };
        return { PartNumber: number, ETag: etag, Size: size, LastModified: new Date(lastModified), ...members };
      }),
    };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads = operation(ListMultipartUploadsCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:ListBucketMultipartUploads'),
  run: (call) => {
    const { input } = call;
    const bucket = addressedBucket(call);
    const limit = pageSize('max-uploads', input.MaxUploads);
    const EncodingType = encodingOf(input.EncodingType);
    const encoded = encoderOf(EncodingType);
    const items = itemsAfter(bucket.uploads.sorted(), input);
    const page = items.slice(0, limit);
    const last = page.at(-1);
    const isTruncated = limit > 0 && items.length > page.length;
    return {
      Bucket: bucket.name,
      KeyMarker: encoded(input.KeyMarker ?? ''),
      UploadIdMarker: input.KeyMarker ? (input.UploadIdMarker ?? '') : '',
      Prefix: encoded(input.Prefix),
      Delimiter: encoded(input.Delimiter || undefined),
      EncodingType,
      MaxUploads: limit,
      IsTruncated: isTruncated,
      NextKeyMarker: typeof last === 'object' ? encoded(last.key) : (isTruncated && encoded(last)) || '',
      NextUploadIdMarker: typeof last === 'object' ? last.id : '',
      Uploads: page.flatMap((upload) =>
        typeof upload === 'string'
          ? []
          : { Key: encoded(upload.key), Initiated: new Date(upload.initiated), ...describe(upload) },
      ),
      CommonPrefixes: page.flatMap((prefix) => (typeof prefix === 'string' ? { Prefix: encoded(prefix) } : [])),
    };
  },
});

interface UploadsQuery {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly KeyMarker?: string | undefined;
  readonly UploadIdMarker?: string | undefined;
}

/**
 * The uploads behind the markers (of one that was aborted since, what was before it is gone as well), and in place of those that share the text up to the delimiter that text, once.
 */
function itemsAfter(uploads: readonly Upload[], query: UploadsQuery): readonly (Upload | string)[] {
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = query;
  const { UploadIdMarker: idMarker } = query;
  const marker = uploads.findIndex(({ id }) => id === idMarker);
  if (keyMarker !== '' && idMarker && marker >= 0 && uploads[marker]?.key !== keyMarker)
    throw invalidArgument('upload-id-marker', 'Invalid uploadId marker', idMarker);
  const isAfter = (name: string, index: number) =>
    keyMarker === '' || compareKeys(name, keyMarker) > 0 || (name === keyMarker && Boolean(idMarker) && index > marker);
  const prefixes = new Set<string>();
  return uploads.flatMap((upload, index): readonly (Upload | string)[] => {
    if (!upload.key.startsWith(prefix)) return [];
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    if (end < 0) return isAfter(upload.key, index) ? [upload] : [];
    const group = upload.key.slice(0, end + delimiter.length);
    if (prefixes.has(group) || !isAfter(group, -1)) return [];
    prefixes.add(group);
    return [group];
  });
}

function describe({ id, initiator, storageClass, checksum, owner }: Upload) {
  return {
    UploadId: id,
    StorageClass: storageClass as StorageClass,
    Owner: canonicalUser(owner),
    Initiator: { ID: initiator, DisplayName: principalName(initiator) },
    ChecksumAlgorithm: checksum.isChosen ? (checksum.algorithm as ChecksumAlgorithm) : undefined,
    ChecksumType: checksum.isChosen ? checksum.type : undefined,
  };
}

/** "Name of the Principal", https://docs.aws.amazon.com/AmazonS3/latest/API/API_Initiator.html; an account has none since November 2025. */
function principalName(initiator: string): string | undefined {
  return initiator.startsWith('arn:') ? initiator.slice(initiator.lastIndexOf('/') + 1) : undefined;
}

function pageSize(argument: string, asked: number | undefined): number {
  if (asked !== undefined && asked < 0)
    throw invalidArgument(argument, `Argument ${argument} must be an integer between 0 and 2147483647`, String(asked));
  return Math.min(asked ?? PAGE, PAGE);
}
