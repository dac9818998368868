import type { Accounts } from '../../account/accounts.js';
import type { Bucket } from '../../account/buckets.js';
import { wholeSeconds } from '../../account/clock.js';
import type { DeleteMarker, StoredObject } from '../../account/objects.js';
import { DRAWN, versionId } from '../../account/version-ids.js';

interface Writing {
  readonly accounts: Accounts;
  readonly now: number;
}

/** A new object before it has its place among the versions of its key. */
export type ObjectDraft = Omit<StoredObject, 'versionId' | 'lastModified' | 'isDeleteMarker'>;

/**
 * Puts an object into a bucket: as one more version where versioning is on, else in place of the version `null`.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
 */
export function storeObject(writing: Writing, bucket: Bucket, draft: ObjectDraft): StoredObject {
  const object: StoredObject = { ...draft, ...placed(writing, bucket), isDeleteMarker: false };
  bucket.objects.put(object);
  bucket.uploads.overtake(object.key);
  return object;
}

/** Deletes by putting a marker in front of the versions. */
export function storeDeleteMarker(writing: Writing, bucket: Bucket, key: string): DeleteMarker {
  const marker: DeleteMarker = { key, owner: bucket.owner, ...placed(writing, bucket), isDeleteMarker: true };
  bucket.objects.put(marker);
  bucket.uploads.overtake(key);
  return marker;
}

/** The id that a write answers: where versioning is suspended it answers none. */
export function writtenVersion({ versioning }: Bucket, { versionId }: StoredObject): string | undefined {
  return versioning === 'Enabled' ? versionId : undefined;
}

function placed({ accounts, now }: Writing, { owner, versioning }: Bucket) {
  const id = versioning === 'Enabled' ? versionId(accounts.get(owner).ids.opaque(DRAWN)) : 'null';
  return { versionId: id, lastModified: wholeSeconds(now) };
}
