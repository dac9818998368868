import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  ObjectOwnership,
  PutBucketOwnershipControlsCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { canonicalUserId } from '../../account/canonical-user.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { bucketAclWithEnforcedOwnership } from './acls.js';
import { addressedBucket, bucketNeed } from './addressed.js';
import { malformedXml } from './errors.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls = operation(PutBucketOwnershipControlsCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketOwnershipControls'),
  run: (call) => {
    const [rule, ...more] = call.input.OwnershipControls.Rules ?? [];
    const objectOwnership = Object.values(ObjectOwnership).find((each) => each === rule?.ObjectOwnership);
    if (objectOwnership === undefined || more.length > 0) throw malformedXml();
    const bucket = addressedBucket(call);
    if (objectOwnership === 'BucketOwnerEnforced' && givesOthers(bucket)) throw bucketAclWithEnforcedOwnership();
    call.accounts.buckets.put({ ...bucket, objectOwnership });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls = operation(GetBucketOwnershipControlsCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketOwnershipControls'),
  run: (call) => {
    const { name, objectOwnership } = addressedBucket(call);
    if (objectOwnership !== undefined) return { OwnershipControls: { Rules: [{ ObjectOwnership: objectOwnership }] } };
    throw new AwsError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', {
      BucketName: name,
    });
  },
});

/** There is no action for it of its own: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls = operation(DeleteBucketOwnershipControlsCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketOwnershipControls'),
  run: (call) => {
    call.accounts.buckets.put({ ...addressedBucket(call), objectOwnership: undefined });
    return {};
  },
});

/** "If you want to apply the Bucket owner enforced setting, you must reset your bucket ACL to the default." */
function givesOthers({ acl = [], owner }: Bucket): boolean {
  const own = canonicalUserId(owner);
  return acl.some(({ grantee }) => grantee.kind === 'group' || grantee.canonicalUserId !== own);
}
