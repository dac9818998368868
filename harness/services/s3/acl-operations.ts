import { GetBucketAclCommand, GetObjectAclCommand, PutBucketAclCommand, PutObjectAclCommand } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { type AclInput, aclKeys, aclsNotEmulated } from './acls.js';
import { addressedBucket, addressedObject, bucketNeed, existingObjectNeeds } from './addressed.js';
import { canonicalUser } from './canonical-user.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl = operation(GetBucketAclCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketAcl'),
  run: (call) => ownersAcl(addressedBucket(call).owner),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl = operation(PutBucketAclCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketAcl', aclKeys(call.input)),
  run: (call) => {
    refuseChange(addressedBucket(call), call.input);
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl = operation(GetObjectAclCommand, {
  needs: (call) => existingObjectNeeds(call, { plain: 's3:GetObjectAcl', version: 's3:GetObjectVersionAcl' }),
  run: (call) => ownersAcl(addressedObject(call).owner),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl = operation(PutObjectAclCommand, {
  needs: (call) =>
    existingObjectNeeds(call, { plain: 's3:PutObjectAcl', version: 's3:PutObjectVersionAcl' }, aclKeys(call.input)),
  run: (call) => {
    addressedObject(call);
    refuseChange(addressedBucket(call), call.input);
    return {};
  },
});

/** "Requests to read ACLs are still supported", https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
function ownersAcl(owner: string) {
  const { ID } = canonicalUser(owner);
  return {
    Owner: { ID },
    Grants: [{ Grantee: { Type: 'CanonicalUser' as const, ID }, Permission: 'FULL_CONTROL' as const }],
  };
}

/** Where ACLs are on, the emulator takes the one that changes nothing: `private`. */
function refuseChange({ objectOwnership }: Bucket, input: AclInput & { readonly AccessControlPolicy?: unknown }): void {
  if (objectOwnership === 'BucketOwnerEnforced')
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  const isPrivate = input.ACL === 'private' && input.AccessControlPolicy === undefined;
  if (!isPrivate) throw aclsNotEmulated(input);
}
