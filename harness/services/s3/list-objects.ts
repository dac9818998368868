import {
  type ChecksumAlgorithm,
  type EncodingType,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ObjectStorageClass,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { StoredObject } from '../../account/objects.js';
import { type OperationCall, operation } from '../operation.js';
import { addressedBucket, bucketNeed } from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { invalidArgument } from './errors.js';
import { type ListingPage, listPage } from './listing.js';
import { readToken, writeToken } from './page-tokens.js';

/** No page has more, whatever MaxKeys says. */
export const PAGE = 1000;

interface ListingInput {
  readonly Bucket: string;
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
  readonly EncodingType?: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2 = operation(ListObjectsV2Command, {
  needs: (call) => listingNeed(call),
  run: (call) => {
    const { ContinuationToken, StartAfter, FetchOwner } = call.input;
    const after = ContinuationToken === undefined ? StartAfter || undefined : readToken(ContinuationToken);
    const { page, bucket, encoded, common } = listing(call, after);
    return {
      ...common,
      Contents: contents(bucket, page, encoded, FetchOwner === true),
      KeyCount: page.keys.length + page.commonPrefixes.length,
      ContinuationToken,
      NextContinuationToken: page.truncated && page.last !== undefined ? writeToken(page.last) : undefined,
      StartAfter: ContinuationToken === undefined ? encoded(StartAfter) : undefined,
    };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects = operation(ListObjectsCommand, {
  needs: (call) => listingNeed(call),
  run: (call) => {
    const { Marker } = call.input;
    const { page, bucket, encoded, common } = listing(call, Marker || undefined);
    return {
      ...common,
      Contents: contents(bucket, page, encoded, true),
      Marker: encoded(Marker ?? ''),
      NextMarker: page.truncated && common.Delimiter !== undefined ? encoded(page.last) : undefined,
    };
  },
});

function listingNeed(call: Pick<OperationCall<ListingInput>, 'accounts' | 'input'>) {
  const { Prefix, Delimiter, MaxKeys } = call.input;
  return bucketNeed(addressedBucket(call), 's3:ListBucket', {
    's3:prefix': Prefix,
    's3:delimiter': Delimiter,
    's3:max-keys': MaxKeys?.toString(),
  });
}

/** What both versions of the operation do and answer. */
function listing(call: Pick<OperationCall<ListingInput>, 'accounts' | 'input'>, after: string | undefined) {
  const bucket = addressedBucket(call);
  const { Prefix: prefix = '', Delimiter: delimiter = '', MaxKeys = PAGE } = call.input;
  checkMaxKeys(MaxKeys);
  const encodingType = encodingOf(call.input.EncodingType);
  const encoded = encoderOf(encodingType);
  const limit = Math.min(MaxKeys, PAGE);
  const page = listPage(bucket.objects, { prefix, delimiter, after, limit });
  const common = {
    Name: bucket.name,
    Prefix: encoded(prefix),
    Delimiter: encoded(delimiter || undefined),
    MaxKeys: limit,
    EncodingType: encodingType,
    IsTruncated: page.truncated,
    CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: encoded(each) })),
  };
  return { bucket, page, encoded, common };
}

type Encoded = (text: string | undefined) => string | undefined;

function contents({ objects, owner }: Bucket, page: ListingPage, encoded: Encoded, withOwner: boolean) {
  const Owner = canonicalUser(owner);
  return page.keys.flatMap((key) => {
    const object = objects.get(key);
    if (!object) return [];
    const described = { ...describeListed(object), Key: encoded(key) };
    return withOwner ? { ...described, Owner } : described;
  });
}

export function describeListed({ etag, lastModified, size, storageClass, checksum }: StoredObject) {
  return {
    LastModified: new Date(lastModified),
    ETag: etag,
    ChecksumAlgorithm: [checksum.algorithm as ChecksumAlgorithm],
    ChecksumType: checksum.type,
    Size: size,
    StorageClass: storageClass as ObjectStorageClass,
  };
}

export function checkMaxKeys(maxKeys: number): void {
  if (maxKeys < 0)
    throw invalidArgument('maxKeys', 'Argument maxKeys must be an integer between 0 and 2147483647', String(maxKeys));
}

/** The encoding of keys in an answer, whose XML cannot hold every character. */
export function encodingOf(given: string | undefined): EncodingType | undefined {
  if (given === undefined || given === 'url') return given;
  throw invalidArgument('encoding-type', 'Invalid Encoding Method specified in Request', given);
}

export function encoderOf(encodingType: EncodingType | undefined): Encoded {
  return encodingType ? encodeText : sameText;
}

const sameText: Encoded = (text) => text;

/** As S3 writes it: a form's encoding, but with slashes as they are. */
const encodeText: Encoded = (text) =>
  text && encodeURIComponent(text).replace(/%20|%2F|[!'()~]/g, (match) => ENCODED[match] ?? match);

const ENCODED: Readonly<Record<string, string>> = {
  '%20': '+',
  '%2F': '/',
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '~': '%7E',
};
