import type { Bucket } from '../../account/buckets.js';
import type { DeleteMarker, StoredObject } from '../../account/objects.js';
import { isVersionId } from '../../account/version-ids.js';
import { AwsError } from '../../aws/errors.js';
import type { ContextValue } from '../../engine/index.js';
import type { Need, OperationCall } from '../operation.js';
import { invalidArgument, methodNotAllowed, noSuchBucket, noSuchKey, noSuchVersion } from './errors.js';

export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface ObjectInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

export type Keys = Readonly<Record<string, ContextValue | undefined>>;

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
 * The object that a request is about: the current one, or the version that it names.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
 */
export function addressedObject(
  call: Pick<OperationCall<ObjectInput>, 'accounts' | 'input'>,
  method = 'GET',
): StoredObject {
  const { Key, VersionId } = call.input;
  const { objects } = addressedBucket(call);
  const object = VersionId === undefined ? objects.get(Key) : objects.version(Key, VersionId);
  if (object?.isDeleteMarker)
    throw methodNotAllowed(method, 'DeleteMarker', { ...markerHeaders(object), allow: 'DELETE' });
  if (object) return object;
  checkVersionId(VersionId);
  if (VersionId !== undefined && VersionId !== 'null') throw noSuchVersion(Key, VersionId);
  const [current] = objects.versions(Key);
  throw noSuchKey(Key, current?.isDeleteMarker ? markerHeaders(current) : {});
}

/** The object that a request is about, where a delete marker is refused also as what a key without a version stands for (recorded of tags and ACLs). */
export function addressedUnmarked(
  call: Pick<OperationCall<ObjectInput>, 'accounts' | 'input'>,
  method: string,
): StoredObject {
  const { Key, VersionId } = call.input;
  const [current] = addressedBucket(call).objects.versions(Key);
  const marked = VersionId === undefined && current?.isDeleteMarker ? { VersionId: current.versionId } : {};
  return addressedObject({ ...call, input: { ...call.input, ...marked } }, method);
}

function markerHeaders({ versionId, lastModified }: DeleteMarker) {
  return {
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': versionId,
    'last-modified': new Date(lastModified).toUTCString(),
  };
}

/** The words for a text that is no version's id are recorded. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId !== undefined && !isVersionId(versionId))
    throw invalidArgument('versionId', 'Invalid version id specified', versionId);
}

/** The id as answers show it: in a bucket that never had versions they show none. */
export function shownVersion({ versioning }: Bucket, versionId: string): string | undefined {
  return versioning === undefined ? undefined : versionId;
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
 * without it the answer is 403, not 404. `ofObject` is false for the actions that know no keys of the object.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function existingObjectNeeds(
  call: Pick<OperationCall<ObjectInput>, 'accounts' | 'input'>,
  actions: ObjectActions,
  keys: Keys = {},
  { ofObject = true }: { readonly ofObject?: boolean } = {},
): Need | readonly Need[] {
  const { Key, VersionId } = call.input;
  const bucket = addressedBucket(call);
  const object = VersionId === undefined ? bucket.objects.get(Key) : bucket.objects.version(Key, VersionId);
  const action = VersionId === undefined ? actions.plain : actions.version;
  const tags = object?.isDeleteMarker === false ? existingTagKeys(object) : {};
  const own = ofObject ? { ...tags, 's3:versionid': VersionId } : {};
  const need = objectNeed(bucket, Key, action, { ...keys, ...own });
  return object ? need : [need, bucketNeed(bucket, 's3:ListBucket')];
}

/** The tags of an object that is there, as condition keys. */
export function existingTagKeys({ tags }: Pick<StoredObject, 'tags'>): Keys {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}
