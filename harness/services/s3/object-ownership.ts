import { type AclGrant, ANONYMOUS_OWNER } from '../../account/bucket-acls.js';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import { AwsError } from '../../aws/errors.js';
import type { CanonicalUsers } from './acl-grants.js';
import { type AclInput, aclsNotSupported, givesAcl, isPublicAcl, requestedAcl } from './acls.js';
import { bucketArn } from './addressed.js';

/** What any bucket takes: it gives the owner of the bucket what they have anyway. */
const OWNERS_OWN = 'bucket-owner-full-control';

/** Who has a new object. */
export interface Ownership {
  readonly owner: string;
  readonly acl: readonly AclGrant[] | undefined;
}

/**
 * The owner of a new object, and its ACL. Where the bucket's owner owns all, ACLs are off; where it is preferred, it owns what is
 * written with `bucket-owner-full-control`.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export function ownershipOfNew(
  input: AclInput & { readonly Key: string },
  bucket: Bucket,
  caller: Caller,
  users: CanonicalUsers,
): Ownership {
  const writer = caller.kind === 'anonymous' ? ANONYMOUS_OWNER : caller.account.id;
  const isPreferred = bucket.objectOwnership === 'BucketOwnerPreferred' && input.ACL === OWNERS_OWN;
  const isEnforced = bucket.objectOwnership === 'BucketOwnerEnforced';
  const owner = isEnforced || isPreferred ? bucket.owner : writer;
  const acl = requestedAcl(input, { owner, bucketOwner: bucket.owner }, users);
  if (isEnforced) {
    if (givesAcl(input) && input.ACL !== OWNERS_OWN) throw aclsNotSupported();
    return { owner, acl: undefined };
  }
  const resource = `${bucketArn(bucket.name)}/${input.Key}`;
  refusePublicAcl(acl, { bucket, caller, action: 's3:PutObjectAcl', resource });
  return { owner, acl };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export function refusePublicAcl(
  acl: readonly AclGrant[] | undefined,
  {
    bucket,
    caller,
    action,
    resource,
  }: { readonly bucket: Bucket; readonly caller: Caller; readonly action: string; readonly resource: string },
): void {
  if (acl === undefined || !bucket.publicAccessBlock?.blockPublicAcls || !isPublicAcl(acl)) return;
  throw new AwsError(
    'AccessDenied',
    `User: ${caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller)} is not authorized to perform: ${action} on resource: "${resource}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
  );
}

/** Where ACLs are off, objects that others wrote before belong to the bucket's owner, too. */
export function ownerOf(object: { readonly owner: string }, bucket: Bucket): string {
  return bucket.objectOwnership === 'BucketOwnerEnforced' ? bucket.owner : object.owner;
}
