import { ListObjectVersionsCommand, type ObjectVersionStorageClass } from '@aws-sdk/client-s3';
import type { Objects, ObjectVersion } from '../../account/objects.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketNeed } from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { invalidArgument } from './errors.js';
import { checkMaxKeys, describeListed, encoderOf, encodingOf, PAGE } from './list-objects.js';
import { entries, type ListingQuery } from './listing.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions = operation(ListObjectVersionsCommand, {
  needs: (call) =>
    bucketNeed(addressedBucket(call), 's3:ListBucketVersions', {
      's3:prefix': call.input.Prefix,
      's3:delimiter': call.input.Delimiter,
      's3:max-keys': call.input.MaxKeys?.toString(),
    }),
  run: (call) => {
    const { objects, name, owner } = addressedBucket(call);
    const { Prefix = '', Delimiter, MaxKeys = PAGE, KeyMarker, VersionIdMarker } = call.input;
    checkMaxKeys(MaxKeys);
    if (VersionIdMarker && !KeyMarker)
      throw invalidArgument(
        'version-id-marker',
        'A version-id marker cannot be specified without a key marker.',
        VersionIdMarker,
      );
    const limit = Math.min(MaxKeys, PAGE);
    const query = { prefix: Prefix, delimiter: Delimiter ?? '', after: KeyMarker || undefined, limit };
    const page = versionsPage(objects, query, VersionIdMarker || undefined);
    const EncodingType = encodingOf(call.input.EncodingType);
    const encoded = encoderOf(EncodingType);
    return {
      Name: name,
      Prefix: encoded(Prefix),
      Delimiter: encoded(Delimiter || undefined),
      KeyMarker: encoded(KeyMarker ?? ''),
      VersionIdMarker: VersionIdMarker ?? '',
      MaxKeys: limit,
      EncodingType,
      IsTruncated: page.next !== undefined,
      NextKeyMarker: encoded(page.next?.key),
      NextVersionIdMarker: page.next?.versionId,
      ...listedMembers(page, encoded, owner),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encoded(prefix) })),
    };
  },
});

interface Listed {
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

interface Page {
  readonly listed: readonly Listed[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins, if there is one: after this key or common prefix, and after this version of it. */
  readonly next: { readonly key: string; readonly versionId: string | undefined } | undefined;
}

/** Versions and delete markers apart, each in the order of the page. */
function listedMembers({ listed }: Page, encoded: ReturnType<typeof encoderOf>, owner: string) {
  const described = listed.map(({ version, isLatest }) => ({
    version,
    answer: {
      Key: encoded(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: new Date(version.lastModified),
      Owner: canonicalUser(owner),
    },
  }));
  return {
    Versions: described.flatMap(({ version, answer }) =>
      version.isDeleteMarker
        ? []
        : { ...answer, ...describeListed(version), StorageClass: version.storageClass as ObjectVersionStorageClass },
    ),
    DeleteMarkers: described.flatMap(({ version, answer }) => (version.isDeleteMarker ? answer : [])),
  };
}

function versionsPage(objects: Objects, query: ListingQuery, versionMarker: string | undefined): Page {
  const listed: Listed[] = [];
  const commonPrefixes: string[] = [];
  let last: Page['next'];
  for (const item of versionsInOrder(objects, query, versionMarker)) {
    if (listed.length + commonPrefixes.length === query.limit)
      return { listed, commonPrefixes, next: query.limit > 0 ? last : undefined };
    if (typeof item === 'string') commonPrefixes.push(item);
    else listed.push(item);
    last =
      typeof item === 'string'
        ? { key: item, versionId: undefined }
        : { key: item.version.key, versionId: item.version.versionId };
  }
  return { listed, commonPrefixes, next: undefined };
}

/** Versions by key, of each key the newest first; common prefixes as texts. */
function* versionsInOrder(
  objects: Objects,
  query: ListingQuery,
  versionMarker: string | undefined,
): Iterable<Listed | string> {
  const { after } = query;
  if (after !== undefined && versionMarker !== undefined) {
    // Of a marker that was deleted since, as those do who empty a bucket page by page, what was before it is gone as well.
    const versions = listedVersions(objects, after);
    yield* versions.slice(versions.findIndex(({ version }) => version.versionId === versionMarker) + 1);
  }
  for (const { name, isPrefix } of entries({ seek: objects.seekVersions }, query)) {
    if (isPrefix) yield name;
    else yield* listedVersions(objects, name);
  }
}

function listedVersions(objects: Objects, key: string): readonly Listed[] {
  return objects.versions(key).map((version, index) => ({ version, isLatest: index === 0 }));
}
