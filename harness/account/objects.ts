import type { AclGrant } from './bucket-acls.js';
import { createKeyIndex } from './bucket-keys.js';
import type { Tag } from './entities.js';

interface VersionOfKey {
  readonly key: string;
  /** `null` for what was written without versioning. */
  readonly versionId: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly lastModified: number;
  /** The account that owns the object. */
  readonly owner: string;
}

/** An object in a bucket. The record and its bytes are never changed: a change puts another in its place. */
export interface StoredObject extends VersionOfKey {
  readonly isDeleteMarker: false;
  /** The content, in the pieces in which it arrived. */
  readonly chunks: readonly Uint8Array[];
  /** In bytes. */
  readonly size: number;
  /** With its quotes, as S3 prints it. */
  readonly etag: string;
  readonly checksum: ObjectChecksum;
  /** The parts of an object that was uploaded in parts. */
  readonly parts: readonly ObjectPart[] | undefined;
  readonly storageClass: string;
  readonly headers: ContentHeaders;
  /** The user-defined metadata, by the name without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly lock: ObjectLock;
  /** Undefined unless it was set: the owner alone has FULL_CONTROL. */
  readonly acl: readonly AclGrant[] | undefined;
  readonly encryption: ObjectEncryption;
}

/** How S3 keeps an object. */
export interface ObjectEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  /** Undefined where no KMS key is used, or the one that AWS manages for S3. */
  readonly kmsKeyArn: string | undefined;
  readonly bucketKey: boolean;
  /** Of the key with which its customer had it encrypted, in base64; undefined for an object without such a key. */
  readonly customerKeyMd5: string | undefined;
}

/** What stands in place of an object that was deleted from a bucket with versions. */
export interface DeleteMarker extends VersionOfKey {
  readonly isDeleteMarker: true;
}

export type ObjectVersion = StoredObject | DeleteMarker;

export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  readonly checksum: ObjectChecksum;
}

export interface ObjectChecksum {
  /** As in the SDK: `CRC32`, `CRC64NVME`, `SHA256`, ... */
  readonly algorithm: string;
  /** Base64; of parts with their number behind it: `...-2`. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What keeps a version from being deleted. */
export interface ObjectLock {
  readonly retention: Retention | undefined;
  readonly legalHold: 'ON' | 'OFF' | undefined;
}

export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What the uploader said of the content, and gets back with it. */
export interface ContentHeaders {
  readonly contentType: string;
  readonly cacheControl: string | undefined;
  readonly contentDisposition: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLanguage: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number | undefined;
  readonly websiteRedirectLocation: string | undefined;
}

/** The objects of one bucket, each with its versions. */
export interface Objects {
  /** Of all versions, delete markers among them. */
  readonly count: number;
  /** The current version, unless it is a delete marker. */
  get(key: string): StoredObject | undefined;
  version(key: string, versionId: string): ObjectVersion | undefined;
  /** From the newest to the oldest. */
  versions(key: string): readonly ObjectVersion[];
  /** Makes it the current version; the one with the same id goes. */
  put(version: ObjectVersion): void;
  /** Puts it in the place of the version with the same id. */
  replace(object: StoredObject): void;
  remove(key: string, versionId: string): void;
  /** The keys that have a current object, in order, as {@link KeyIndex.seek}. */
  seek(isBefore: (key: string) => boolean): Iterable<string>;
  /** The keys that have any version. */
  seekVersions(isBefore: (key: string) => boolean): Iterable<string>;
}

export function createObjects(): Objects {
  const versionsOf = new Map<string, readonly ObjectVersion[]>();
  const keys = createKeyIndex();
  let count = 0;

  const versions = (key: string) => versionsOf.get(key) ?? [];
  const get = (key: string) => {
    const [current] = versions(key);
    return current?.isDeleteMarker === false ? current : undefined;
  };
  const set = (key: string, changed: readonly ObjectVersion[]) => {
    const before = versions(key).length;
    count += changed.length - before;
    if (changed.length === 0) {
      versionsOf.delete(key);
      keys.remove(key);
      return;
    }
    if (before === 0) keys.add(key);
    versionsOf.set(key, changed);
  };
  const without = (key: string, versionId: string) => versions(key).filter((each) => each.versionId !== versionId);

  return {
    get count() {
      return count;
    },
    get,
    version: (key, versionId) => versions(key).find((each) => each.versionId === versionId),
    versions,
    put: (version) => set(version.key, [version, ...without(version.key, version.versionId)]),
    replace: (object) =>
      set(
        object.key,
        versions(object.key).map((each) => (each.versionId === object.versionId ? object : each)),
      ),
    remove: (key, versionId) => set(key, without(key, versionId)),
    *seek(isBefore) {
      for (const key of keys.seek(isBefore)) if (get(key)) yield key;
    },
    seekVersions: (isBefore) => keys.seek(isBefore),
  };
}
