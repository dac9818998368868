import type { AclGrant } from './bucket-acls.js';
import { compareKeys } from './bucket-keys.js';
import type { BucketPolicy } from './bucket-policy.js';
import type { Tag } from './entities.js';
import type { Objects, Retention } from './objects.js';
import type { PublicAccessBlock } from './public-access.js';
import type { Uploads } from './uploads.js';

/** An S3 bucket. A change to its configuration puts another record in its place; its objects stay the same collection. */
export interface Bucket {
  readonly name: string;
  /** The account that made it. */
  readonly owner: string;
  readonly region: string;
  /** The location constraint as it was given: undefined in us-east-1, `EU` or a region elsewhere. */
  readonly locationConstraint: string | undefined;
  /** Milliseconds since the epoch, a whole second. */
  readonly creationDate: number;
  readonly namespace: 'global' | 'account-regional';
  /** Undefined when the controls were deleted: objects belong to who writes them. */
  readonly objectOwnership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter' | undefined;
  /** Undefined unless it was set: the owner alone has FULL_CONTROL. */
  readonly acl: readonly AclGrant[] | undefined;
  readonly policy: BucketPolicy | undefined;
  readonly publicAccessBlock: PublicAccessBlock | undefined;
  /** Undefined in a bucket that never had versions. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  /** Undefined where Object Lock is off. */
  readonly objectLock: BucketObjectLock | undefined;
  readonly tags: readonly Tag[];
  /**
   * The documents that the bucket only stores, by the name of what they configure; of those that have an id, by name and id:
   * `inventory/weekly`.
   */
  readonly configurations: ReadonlyMap<string, unknown>;
  readonly objects: Objects;
  /** The uploads in parts that are under way. */
  readonly uploads: Uploads;
}

/** What a bucket with Object Lock gives its new objects. */
export interface BucketObjectLock {
  readonly defaultRetention:
    | { readonly mode: Retention['mode']; readonly days?: number; readonly years?: number }
    | undefined;
}

/**
 * The buckets of all accounts: their names share one namespace, "across all AWS accounts in all the AWS Regions within a
 * partition".
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
export interface Buckets extends Iterable<Bucket> {
  named(name: string): Bucket | undefined;
  /** Adds a bucket, or replaces the record of the one with that name. */
  put(bucket: Bucket): void;
  remove(name: string): void;
  /** By name. */
  ownedBy(accountId: string): readonly Bucket[];
}

export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    named: (name) => buckets.get(name),
    put: (bucket) => void buckets.set(bucket.name, bucket),
    remove: (name) => void buckets.delete(name),
    ownedBy: (accountId) =>
      [...buckets.values()].filter((bucket) => bucket.owner === accountId).sort((a, b) => compareKeys(a.name, b.name)),
    [Symbol.iterator]: () => buckets.values(),
  };
}
