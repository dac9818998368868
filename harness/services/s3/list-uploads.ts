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
import { addressedUpload } from './multipart.js';
import { checksumMembers } from './object-body.js';
import { refuseUnsupported } from './unsupported.js';

const PAGE = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = operation(ListPartsCommand, {
  needs: (call) => objectNeed(addressedBucket(call), call.input.Key, 's3:ListMultipartUploadParts'),
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
    const last = items.length > page.length ? page.at(-1) : undefined;
    return {
      Bucket: bucket.name,
      KeyMarker: encoded(input.KeyMarker ?? ''),
      UploadIdMarker: input.UploadIdMarker ?? '',
      Prefix: encoded(input.Prefix),
      Delimiter: encoded(input.Delimiter || undefined),
      EncodingType,
      MaxUploads: limit,
      IsTruncated: last !== undefined,
      NextKeyMarker: last && encoded(typeof last === 'string' ? last : last.key),
      NextUploadIdMarker: typeof last === 'object' ? last.id : undefined,
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

/** The uploads behind the markers, and in place of those that share the text up to the delimiter that text, once. */
function itemsAfter(uploads: readonly Upload[], query: UploadsQuery): readonly (Upload | string)[] {
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = query;
  const marker = query.UploadIdMarker === undefined ? -1 : uploads.findIndex(({ id }) => id === query.UploadIdMarker);
  const isAfter = (name: string, index: number) =>
    keyMarker === '' || compareKeys(name, keyMarker) > 0 || (name === keyMarker && marker >= 0 && index > marker);
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
    Initiator: { ID: initiator },
    ChecksumAlgorithm: checksum.isChosen ? (checksum.algorithm as ChecksumAlgorithm) : undefined,
    ChecksumType: checksum.isChosen ? checksum.type : undefined,
  };
}

function pageSize(argument: string, asked: number | undefined): number {
  if (asked !== undefined && asked < 0)
    throw invalidArgument(argument, `Argument ${argument} must be an integer between 0 and 2147483647`, String(asked));
  return Math.min(asked ?? PAGE, PAGE);
}
