import { DeleteObjectCommand, type DeleteObjectCommandInput } from '@aws-sdk/client-s3';
import { operation } from '../operation.js';
import { addressedBucket, objectNeed, refuseVersion } from './addressed.js';
import { headerNotImplemented } from './errors.js';
import { checkWriteConditions } from './preconditions.js';
import { refuseUnsupported } from './unsupported.js';

/**
 * To delete what is not there is no error. A comparison with the object that is there takes s3:GetObject too:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
export const deleteObject = operation(DeleteObjectCommand, {
  needs: (call) => {
    const { Key, VersionId, IfMatch } = call.input;
    const bucket = addressedBucket(call);
    const remove =
      VersionId === undefined
        ? objectNeed(bucket, Key, 's3:DeleteObject', { 's3:if-match': IfMatch })
        : objectNeed(bucket, Key, 's3:DeleteObjectVersion', { 's3:versionid': VersionId });
    return IfMatch === undefined || IfMatch === '*' ? remove : [remove, objectNeed(bucket, Key, 's3:GetObject')];
  },
  run: (call) => {
    const { Key, VersionId, IfMatch } = call.input;
    const { objects } = addressedBucket(call);
    refuseConditionsOfDirectoryBuckets(call.input);
    refuseUnsupported(call.input);
    refuseVersion(VersionId);
    checkWriteConditions(Key, objects.get(Key), { IfMatch });
    objects.remove(Key);
    return {};
  },
});

function refuseConditionsOfDirectoryBuckets({ IfMatchLastModifiedTime, IfMatchSize }: DeleteObjectCommandInput): void {
  if (IfMatchLastModifiedTime !== undefined) throw headerNotImplemented('x-amz-if-match-last-modified-time');
  if (IfMatchSize !== undefined) throw headerNotImplemented('x-amz-if-match-size');
}
