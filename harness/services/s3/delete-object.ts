import { DeleteObjectCommand, type DeleteObjectCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { Need, OperationCall } from '../operation.js';
import { operation } from '../operation.js';
import { addressedBucket, checkVersionId, existingTagKeys, objectNeed } from './addressed.js';
import { headerNotImplemented, invalidArgument } from './errors.js';
import { checkUnlocked } from './object-lock.js';
import { checkWriteConditions } from './preconditions.js';
import { refuseUnsupported } from './unsupported.js';
import { storeDeleteMarker } from './write-object.js';

/** One object, or one version of it, that is to go. */
export interface Deletion {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly BypassGovernanceRetention?: boolean | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = operation(DeleteObjectCommand, {
  needs: (call) => deletionNeeds(addressedBucket(call), call.input),
  run: (call) => {
    refuseConditionsOfDirectoryBuckets(call.input);
    const bucket = addressedBucket(call);
    refuseBypassWithoutLock(bucket, call.input);
    return performDeletion(call, bucket, call.input);
  },
});

/**
 * A comparison with the object that is there takes s3:GetObject too, and to pass over a retention a permission of its own:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export function deletionNeeds(bucket: Bucket, deletion: Deletion): readonly Need[] {
  const { Key, VersionId, IfMatch, BypassGovernanceRetention } = deletion;
  const needs = [
    VersionId === undefined
      ? objectNeed(bucket, Key, 's3:DeleteObject', { 's3:if-match': IfMatch })
      : objectNeed(bucket, Key, 's3:DeleteObjectVersion', { 's3:versionid': VersionId }),
  ];
  if (IfMatch !== undefined && IfMatch !== '*') {
    const object = bucket.objects.get(Key);
    needs.push(objectNeed(bucket, Key, 's3:GetObject', object && existingTagKeys(object)));
  }
  if (BypassGovernanceRetention === true && bucket.objectLock)
    needs.push(objectNeed(bucket, Key, 's3:BypassGovernanceRetention'));
  return needs;
}

/**
 * To delete what is not there is no error. Where a bucket has versions, a deletion without one puts a delete marker.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export function performDeletion(
  call: Pick<OperationCall<object>, 'accounts' | 'input' | 'now'>,
  bucket: Bucket,
  { Key, VersionId, IfMatch, BypassGovernanceRetention }: Deletion,
): { readonly DeleteMarker?: true; readonly VersionId?: string } {
  const { objects, versioning } = bucket;
  refuseUnsupported(call.input);
  checkWriteConditions(Key, objects.get(Key), { IfMatch });
  if (VersionId === undefined) {
    if (versioning !== undefined)
      return { DeleteMarker: true, VersionId: storeDeleteMarker(call, bucket, Key).versionId };
    objects.remove(Key, 'null');
    bucket.uploads.overtake(Key);
    return {};
  }
  const version = objects.version(Key, VersionId);
  if (!version) checkVersionId(VersionId);
  if (version?.isDeleteMarker === false)
    checkUnlocked(version, { now: call.now, bypassGovernance: BypassGovernanceRetention === true });
  objects.remove(Key, VersionId);
  bucket.uploads.overtake(Key);
  if (versioning === undefined) return {};
  return version?.isDeleteMarker ? { DeleteMarker: true, VersionId } : { VersionId };
}

/** Also `false` is refused where there are no locks: recorded. */
export function refuseBypassWithoutLock(
  { objectLock }: Bucket,
  { BypassGovernanceRetention }: Pick<Deletion, 'BypassGovernanceRetention'>,
): void {
  if (BypassGovernanceRetention === undefined || objectLock) return;
  const header = 'x-amz-bypass-governance-retention';
  throw invalidArgument(header, `${header} is only applicable to Object Lock enabled buckets.`);
}

function refuseConditionsOfDirectoryBuckets({ IfMatchLastModifiedTime, IfMatchSize }: DeleteObjectCommandInput): void {
  if (IfMatchLastModifiedTime !== undefined) throw headerNotImplemented('x-amz-if-match-last-modified-time');
  if (IfMatchSize !== undefined) throw headerNotImplemented('x-amz-if-match-size');
}
