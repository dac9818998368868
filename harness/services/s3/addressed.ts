import type { Bucket } from '../../account/buckets.js';
import type { StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import type { ContextValue } from '../../engine/index.js';
import type { Need, OperationCall } from '../operation.js';
import { invalidArgument, noSuchBucket, noSuchKey } from './errors.js';

interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface ObjectInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

type Keys = Readonly<Record<string, ContextValue | undefined>>;

/**
 * The bucket that a request is about. Whose policies decide is known only from the bucket, so one that does not exist is
 * reported before any permission is looked at: 404 to every caller, signed or not. AWS documents both answers but not their
 * order, which is inferred from this. The condition on the owner has words of its own.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export function addressedBucket({ accounts, input }: Pick<OperationCall<BucketInput>, 'accounts' | 'input'>): Bucket {
  const bucket = accounts.buckets.named(input.Bucket);
  if (!bucket) throw noSuchBucket(input.Bucket);
  const expected = input.ExpectedBucketOwner;
  if (expected !== undefined && !/^\d{12}$/.test(expected))
    throw new AwsError(
      'InvalidBucketOwnerAWSAccountID',
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
    );
  if (expected !== undefined && expected !== bucket.owner) throw new AwsError('AccessDenied', 'Access Denied');
  return bucket;
}

/**
 * The object that a request is about. In a bucket without versioning its only version is `null`; S3's words for any other
 * id are recorded.
 */
export function addressedObject(call: Pick<OperationCall<ObjectInput>, 'accounts' | 'input'>): StoredObject {
  const { Key, VersionId } = call.input;
  const bucket = addressedBucket(call);
  refuseVersion(VersionId);
  const object = bucket.objects.get(Key);
  if (!object) throw noSuchKey(Key);
  return object;
}

export function refuseVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== 'null')
    throw invalidArgument('versionId', 'Invalid version id specified', versionId);
}

/** A permission on a bucket. */
export function bucketNeed(bucket: Pick<Bucket, 'name' | 'owner'>, action: string, keys: Keys = {}): Need {
  return { action, resource: bucketArn(bucket.name), resourceAccount: bucket.owner, keys };
}

/** A permission on an object of a bucket, whether there is one with that key or not. */
export function objectNeed(bucket: Bucket, key: string, action: string, keys: Keys = {}): Need {
  return { action, resource: `${bucketArn(bucket.name)}/${key}`, resourceAccount: bucket.owner, keys };
}

/** The actions of an operation on an object, and on one of its versions. */
export interface ObjectActions {
  readonly plain: `s3:${string}`;
  readonly version: `s3:${string}`;
}

/**
 * The permission to do something to an object that is there. Whether there is none may only be learned with s3:ListBucket:
 * without it the answer is 403, not 404.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function existingObjectNeeds(
  call: Pick<OperationCall<ObjectInput>, 'accounts' | 'input'>,
  actions: ObjectActions,
  keys: Keys = {},
): Need | readonly Need[] {
  const { Key, VersionId } = call.input;
  const bucket = addressedBucket(call);
  const object = bucket.objects.get(Key);
  const action = VersionId === undefined ? actions.plain : actions.version;
  const tags = object?.tags.map(({ Key: name, Value }) => [`s3:ExistingObjectTag/${name}`, Value]) ?? [];
  const need = objectNeed(bucket, Key, action, { ...keys, ...Object.fromEntries(tags), 's3:versionid': VersionId });
  return object ? need : [need, bucketNeed(bucket, 's3:ListBucket')];
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}
