import { GetBucketAclCommand, GetObjectAclCommand, PutBucketAclCommand, PutObjectAclCommand } from '@aws-sdk/client-s3';
import { type AclGrant, ownersOwn } from '../../account/bucket-acls.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { aclKeys, aclsNotSupported, requestedAcl } from './acls.js';
import {
  addressedBucket,
  addressedObject,
  addressedUnmarked,
  bucketArn,
  bucketNeed,
  existingObjectNeeds,
} from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { ownerOf, refusePublicAcl } from './object-ownership.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl = operation(GetBucketAclCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketAcl'),
  run: (call) => {
    const { owner, acl } = addressedBucket(call);
    return shownAcl(owner, acl);
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl = operation(PutBucketAclCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketAcl', aclKeys(call.input)),
  run: (call) => {
    const { accounts, caller, input } = call;
    const bucket = addressedBucket(call);
    const acl = requestedAcl(input, { owner: bucket.owner, bucketOwner: undefined }, accounts) ?? missingAcl();
    if (bucket.objectOwnership === 'BucketOwnerEnforced') throw aclsNotSupported();
    refusePublicAcl(acl, { bucket, caller, action: 's3:PutBucketAcl', resource: bucketArn(bucket.name) });
    accounts.buckets.put({ ...bucket, acl });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl = operation(GetObjectAclCommand, {
  needs: (call) => existingObjectNeeds(call, { plain: 's3:GetObjectAcl', version: 's3:GetObjectVersionAcl' }),
  run: (call) => {
    const bucket = addressedBucket(call);
    const object = addressedObject(call);
    const isEnforced = bucket.objectOwnership === 'BucketOwnerEnforced';
    return shownAcl(ownerOf(object, bucket), isEnforced ? undefined : object.acl);
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl = operation(PutObjectAclCommand, {
  needs: (call) =>
    existingObjectNeeds(call, { plain: 's3:PutObjectAcl', version: 's3:PutObjectVersionAcl' }, aclKeys(call.input)),
  run: (call) => {
    const { accounts, caller, input } = call;
    const object = addressedUnmarked(call, 'PUT');
    const bucket = addressedBucket(call);
    const place = { owner: object.owner, bucketOwner: bucket.owner };
    const acl = requestedAcl(input, place, accounts) ?? missingAcl();
    if (bucket.objectOwnership === 'BucketOwnerEnforced') throw aclsNotSupported();
    const action = input.VersionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl';
    refusePublicAcl(acl, { bucket, caller, action, resource: `${bucketArn(bucket.name)}/${input.Key}` });
    bucket.objects.replace({ ...object, acl });
    return {};
  },
});

/** "Requests to read ACLs are still supported", https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
function shownAcl(owner: string, acl: readonly AclGrant[] = ownersOwn(owner)) {
  return {
    Owner: canonicalUser(owner),
    Grants: acl.map(({ grantee, permission }) => ({
      Grantee:
        grantee.kind === 'account'
          ? { Type: 'CanonicalUser' as const, ID: grantee.canonicalUserId }
          : { Type: 'Group' as const, URI: grantee.uri },
      Permission: permission,
    })),
  };
}

/** A request has one of the three forms: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function missingAcl(): never {
  throw new AwsError('MissingSecurityHeader', 'Your request was missing a required header', {
    MissingHeaderName: 'x-amz-acl',
  });
}
