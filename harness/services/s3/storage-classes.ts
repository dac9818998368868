import type { StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';

/**
 * The storage classes of general purpose buckets, and whether an object of it can be read at once. The SDK's further ones belong
 * to other kinds of storage (Outposts, directory buckets, file systems).
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
const READABLE: Readonly<Record<string, boolean>> = {
  STANDARD: true,
  REDUCED_REDUNDANCY: true,
  STANDARD_IA: true,
  ONEZONE_IA: true,
  INTELLIGENT_TIERING: true,
  GLACIER_IR: true,
  GLACIER: false,
  DEEP_ARCHIVE: false,
};

export function checkStorageClass(storageClass: string | undefined): void {
  if (storageClass === undefined || Object.hasOwn(READABLE, storageClass)) return;
  throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', {
    StorageClassRequested: storageClass,
  });
}

/** An archived object must be restored before it is read, which the emulator cannot do. */
export function checkReadable({ storageClass }: StoredObject): void {
  if (READABLE[storageClass]) return;
  throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", {
    StorageClass: storageClass,
  });
}
