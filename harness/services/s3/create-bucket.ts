import { CreateBucketCommand, type CreateBucketCommandInput, ObjectOwnership } from '@aws-sdk/client-s3';
import type { Accounts } from '../../account/accounts.js';
import type { Bucket } from '../../account/buckets.js';
import { wholeSeconds } from '../../account/clock.js';
import { createObjects } from '../../account/objects.js';
import { ALL_BLOCKED } from '../../account/public-access.js';
import { createUploads } from '../../account/uploads.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type OperationCall, operation } from '../operation.js';
import {
  type AclInput,
  aclKeys,
  bucketAclWithEnforcedOwnership,
  givesBucketAcl,
  isPublicAcl,
  requestedAcl,
} from './acls.js';
import { bucketArn, bucketNeed } from './addressed.js';
import { checkBucketName, checkNamespace } from './bucket-names.js';
import { invalidArgument } from './errors.js';
import { bucketRegion, US_EAST_1 } from './regions.js';
import { bucketTags } from './tags.js';
import { refuseUnsupported } from './unsupported.js';

type Input = CreateBucketCommandInput & { readonly Bucket: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket = operation(CreateBucketCommand, {
  needs: ({ account, input }) => permissions({ name: input.Bucket, owner: account.id }, input),
  run: (call) => {
    const { accounts, input } = call;
    const bucket = requestedBucket(call);
    const existing = accounts.buckets.named(input.Bucket);
    if (existing) refuseExisting(existing, bucket);
    else accounts.buckets.put(bucket);
    return { Location: location(bucket), BucketArn: bucketArn(bucket.name) };
  },
});

/** What a header asks for beyond a private bucket takes a permission of its own, as does each tag. */
function permissions(bucket: Pick<Bucket, 'name' | 'owner'>, input: Input): readonly Need[] {
  const tags = input.CreateBucketConfiguration?.Tags;
  const requestTags = tags?.length ? tags : undefined;
  const acl = aclKeys(input);
  const create = bucketNeed(bucket, 's3:CreateBucket', {
    ...acl,
    's3:locationconstraint': input.CreateBucketConfiguration?.LocationConstraint,
    's3:x-amz-bucket-namespace': input.BucketNamespace,
    's3:x-amz-object-ownership': input.ObjectOwnership,
  });
  const companions: readonly (readonly [boolean, Need])[] = [
    [requestTags !== undefined, { ...bucketNeed(bucket, 's3:TagResource'), requestTags }],
    [givesBucketAcl(input), bucketNeed(bucket, 's3:PutBucketAcl', acl)],
    [input.ObjectOwnership !== undefined, bucketNeed(bucket, 's3:PutBucketOwnershipControls')],
    [input.ObjectLockEnabledForBucket === true, bucketNeed(bucket, 's3:PutBucketObjectLockConfiguration')],
    [input.ObjectLockEnabledForBucket === true, bucketNeed(bucket, 's3:PutBucketVersioning')],
  ];
  return [{ ...create, requestTags }, ...companions.flatMap(([asked, need]) => (asked ? need : []))];
}

function requestedBucket({ account, accounts, input, facts, now }: OperationCall<Input>): Bucket {
  const {
    LocationConstraint: locationConstraint,
    Location,
    Bucket: directory,
    Tags,
  } = input.CreateBucketConfiguration ?? {};
  checkBucketName(input.Bucket);
  refuseUnsupported(input);
  if (Location ?? directory)
    throw new AwsError(
      'NotImplemented',
      'directory buckets are not emulated by iam-rehearsal: leave out `Location` and `Bucket`',
    );
  const region = bucketRegion(facts.region, locationConstraint);
  const namespace = namespaceOf(input.BucketNamespace);
  checkNamespace(input.Bucket, namespace, { account: account.id, region });
  const objectOwnership = ownershipOf(input.ObjectOwnership);
  return {
    name: input.Bucket,
    owner: account.id,
    region,
    locationConstraint,
    creationDate: wholeSeconds(now),
    namespace,
    objectOwnership,
    acl: aclOf(input, objectOwnership, account.id, accounts),
    policy: undefined,
    publicAccessBlock: ALL_BLOCKED,
    versioning: input.ObjectLockEnabledForBucket ? 'Enabled' : undefined,
    objectLock: input.ObjectLockEnabledForBucket ? { defaultRetention: undefined } : undefined,
    tags: bucketTags(Tags),
    configurations: new Map(),
    objects: createObjects(),
    uploads: createUploads(),
  };
}

/** Every new bucket blocks public ACLs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
function aclOf(input: AclInput, ownership: Bucket['objectOwnership'], owner: string, users: Accounts): Bucket['acl'] {
  const acl = requestedAcl(input, { owner, bucketOwner: undefined }, users);
  if (!givesBucketAcl(input)) return undefined;
  if (ownership === 'BucketOwnerEnforced') throw bucketAclWithEnforcedOwnership();
  if (acl && isPublicAcl(acl))
    throw new AwsError(
      'InvalidBucketAclWithBlockPublicAccessError',
      'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
    );
  return acl;
}

/**
 * To make one's own bucket again is an error everywhere but in us-east-1, where it changes nothing; with tags it is one there
 * too.
 */
function refuseExisting(existing: Bucket, requested: Bucket): void {
  if (existing.owner !== requested.owner)
    throw new AwsError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      { BucketName: existing.name },
    );
  const again = existing.region === US_EAST_1 && requested.region === US_EAST_1 && requested.tags.length === 0;
  if (again) return;
  throw new AwsError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: existing.name },
  );
}

function location({ name, region }: Bucket): string {
  return region === US_EAST_1 ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
}

function namespaceOf(header: string | undefined): Bucket['namespace'] {
  if (header === undefined || header === 'global') return 'global';
  if (header === 'account-regional') return header;
  throw invalidArgument('x-amz-bucket-namespace', `Invalid x-amz-bucket-namespace header: ${header}`);
}

function ownershipOf(header: string | undefined): Bucket['objectOwnership'] {
  const known = Object.values(ObjectOwnership).find((each) => each === (header ?? 'BucketOwnerEnforced'));
  if (known === undefined)
    throw invalidArgument('x-amz-object-ownership', `Invalid x-amz-object-ownership header: ${header}`);
  return known;
}
