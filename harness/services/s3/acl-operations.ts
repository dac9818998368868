import { GetBucketAclCommand, GetObjectAclCommand, PutBucketAclCommand, PutObjectAclCommand } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { type AclInput, aclKeys, aclsNotEmulated, isPublicAcl } from './acls.js';
import { addressedBucket, addressedObject, bucketArn, bucketNeed, existingObjectNeeds } from './addressed.js';
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
    const bucket = addressedBucket(call);
    const resource = bucketArn(bucket.name);
    refuseChange({ ...call, bucket, action: 's3:PutBucketAcl', resource });
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
    const bucket = addressedBucket(call);
    const action = call.input.VersionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl';
    refuseChange({ ...call, bucket, action, resource: `${bucketArn(bucket.name)}/${call.input.Key}` });
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

interface Change {
  readonly caller: Caller;
  readonly bucket: Bucket;
  readonly input: AclInput & { readonly AccessControlPolicy?: unknown };
  readonly action: string;
  readonly resource: string;
}

/** Where ACLs are on, the emulator takes the one that changes nothing: `private`. */
function refuseChange({ caller, bucket, input, action, resource }: Change): void {
  if (bucket.objectOwnership === 'BucketOwnerEnforced')
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  if (bucket.publicAccessBlock?.blockPublicAcls && isPublicAcl(input))
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller)} is not authorized to perform: ${action} on resource: "${resource}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
    );
  const isPrivate = input.ACL === 'private' && input.AccessControlPolicy === undefined;
  if (!isPrivate) throw aclsNotEmulated(input);
}
