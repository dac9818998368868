import { createKeyIndex } from './bucket-keys.js';
import type { Tag } from './entities.js';

/** An object in a bucket. The record and its bytes are never changed: an overwrite puts another in its place. */
export interface StoredObject {
  readonly key: string;
  /** The content, in the pieces in which it arrived. */
  readonly chunks: readonly Uint8Array[];
  /** In bytes. */
  readonly size: number;
  /** With its quotes, as S3 prints it. */
  readonly etag: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly lastModified: number;
  readonly checksum: ObjectChecksum;
  readonly storageClass: string;
  /** The account that owns the object. */
  readonly owner: string;
  readonly headers: ContentHeaders;
  /** The user-defined metadata, by the name without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

export interface ObjectChecksum {
  /** As in the SDK: `CRC32`, `CRC64NVME`, `SHA256`, ... */
  readonly algorithm: string;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
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

/** The objects of one bucket. */
export interface Objects {
  readonly count: number;
  get(key: string): StoredObject | undefined;
  put(object: StoredObject): void;
  remove(key: string): void;
  /** In the order of the keys, as {@link KeyIndex.seek}. */
  seek(isBefore: (key: string) => boolean): Iterable<string>;
}

export function createObjects(): Objects {
  const objects = new Map<string, StoredObject>();
  const keys = createKeyIndex();
  return {
    get count() {
      return objects.size;
    },
    get: (key) => objects.get(key),
    put(object) {
      if (!objects.has(object.key)) keys.add(object.key);
      objects.set(object.key, object);
    },
    remove(key) {
      if (objects.delete(key)) keys.remove(key);
    },
    seek: (isBefore) => keys.seek(isBefore),
  };
}
