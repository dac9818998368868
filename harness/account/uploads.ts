import type { AclGrant } from './bucket-acls.js';
import { compareKeys } from './bucket-keys.js';
import type { Tag } from './entities.js';
import type { ContentHeaders, ObjectChecksum, ObjectEncryption, ObjectLock } from './objects.js';

/** An upload in parts, from its beginning until it is completed or aborted. The record is never changed. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly initiated: number;
  /** The ARN of who began it, and of an account the canonical user id. */
  readonly initiator: string;
  readonly storageClass: string;
  readonly headers: ContentHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly lock: ObjectLock;
  /** The account that will own the object. */
  readonly owner: string;
  readonly acl: readonly AclGrant[] | undefined;
  readonly encryption: ObjectEncryption;
  readonly checksum: UploadChecksum;
  /** Since it began, an object with its key was written or deleted. */
  readonly isOvertaken: true | undefined;
  /** By number. */
  readonly parts: ReadonlyMap<number, UploadedPart>;
}

export interface UploadChecksum {
  readonly algorithm: string;
  readonly type: ObjectChecksum['type'];
  /** The client chose it: it must then be sent with each part. */
  readonly isChosen: boolean;
}

export interface UploadedPart {
  readonly number: number;
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  readonly etag: string;
  readonly checksum: ObjectChecksum;
  /** Milliseconds since the epoch, a whole second. */
  readonly lastModified: number;
}

/** The uploads of one bucket that are under way. */
export interface Uploads {
  get(id: string): Upload | undefined;
  /** Adds an upload, or replaces the one with the same id. */
  put(upload: Upload): void;
  remove(id: string): void;
  /** Marks the uploads to a key that was just written or deleted by somebody else. */
  overtake(key: string): void;
  /** By key, and those of one key by the time of their beginning. */
  sorted(): readonly Upload[];
}

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  return {
    get: (id) => uploads.get(id),
    put: (upload) => void uploads.set(upload.id, upload),
    remove: (id) => void uploads.delete(id),
    overtake: (key) => {
      for (const upload of uploads.values())
        if (upload.key === key) uploads.set(upload.id, { ...upload, isOvertaken: true });
    },
    sorted: () => [...uploads.values()].sort((a, b) => compareKeys(a.key, b.key) || a.initiated - b.initiated),
  };
}
