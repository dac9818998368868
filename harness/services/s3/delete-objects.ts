import { DeleteObjectsCommand, type ObjectIdentifier } from '@aws-sdk/client-s3';
import { isVersionId } from '../../account/version-ids.js';
import { AwsError } from '../../aws/errors.js';
import { DECIDED_WHILE_RUNNING, type OperationCall, operation } from '../operation.js';
import { addressedBucket, type BucketInput } from './addressed.js';
import { type Deletion, deletionNeeds, performDeletion, refuseBypassWithoutLock } from './delete-object.js';
import { headerNotImplemented, malformedXml, noSuchVersion } from './errors.js';
import { refuseUnsupported } from './unsupported.js';

/** "The request can contain a list of up to 1,000 keys". */
const MAX_KEYS = 1000;

/**
 * Each key takes the permission that its own deletion would take; one that is refused is reported beside those that were deleted.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const deleteObjects = operation(DeleteObjectsCommand, {
  needs: (call) => {
    addressedBucket(call);
    return DECIDED_WHILE_RUNNING;
  },
  run: (call) => {
    const { Delete, BypassGovernanceRetention, MFA } = call.input;
    refuseUnsupported({ MFA });
    const objects = Delete.Objects ?? [];
    if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml();
    refuseBypassWithoutLock(addressedBucket(call), { BypassGovernanceRetention });
    const results = objects.map((listed) => {
      const { Key = '', VersionId, ETag: IfMatch } = listed;
      return deleteOne(call, listed, { Key, VersionId, IfMatch, BypassGovernanceRetention });
    });
    return {
      Deleted: results.flatMap((result) => ('Code' in result || Delete.Quiet === true ? [] : result)),
      Errors: results.flatMap((result) => ('Code' in result ? result : [])),
    };
  },
});

function deleteOne(call: OperationCall<BucketInput>, listed: ObjectIdentifier, deletion: Deletion) {
  const { Key, VersionId } = deletion;
  const bucket = addressedBucket(call);
  for (const need of deletionNeeds(bucket, deletion)) {
    const Message = call.refusal(need);
    if (Message !== undefined) return { Key, VersionId, Code: 'AccessDenied', Message };
  }
  try {
    refuseConditionsOfDirectoryBuckets(listed);
    if (VersionId !== undefined && !bucket.objects.version(Key, VersionId) && !isVersionId(VersionId))
      throw noSuchVersion(Key, VersionId);
    const { DeleteMarker, VersionId: removed } = performDeletion({ ...call, input: {} }, bucket, deletion);
    return { Key, VersionId, DeleteMarker, DeleteMarkerVersionId: DeleteMarker && removed };
  } catch (error) {
    if (error instanceof AwsError) return { Key, VersionId, Code: error.code, Message: error.message };
    throw error;
  }
}

/** "This functionality is only supported for directory buckets": https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectIdentifier.html */
function refuseConditionsOfDirectoryBuckets({ LastModifiedTime, Size }: ObjectIdentifier): void {
  if (LastModifiedTime !== undefined) throw headerNotImplemented('LastModifiedTime');
  if (Size !== undefined) throw headerNotImplemented('Size');
}
