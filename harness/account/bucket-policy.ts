import { compile, gather, type PolicyGroup } from '../engine/index.js';
import type { Bucket } from './buckets.js';
import type { Caller } from './caller.js';
import { isPublicPolicy } from './public-access.js';
import type { TrustPolicy } from './trust.js';

/** The policy of a bucket. As in a trust policy, its users and roles are known by their unique ids. */
export interface BucketPolicy extends TrustPolicy {
  /** Compiled with the first request that it decides. */
  readonly group: PolicyGroup;
  readonly isPublic: boolean;
}

/** A policy that was found valid; what is made from its text is kept with it. */
export function createBucketPolicy({ document, principalIds }: TrustPolicy, bucketArn: string): BucketPolicy {
  let made: Pick<BucketPolicy, 'group' | 'isPublic'> | undefined;
  const make = () => {
    const policy = compile(document, { kind: 'resource', principalIds, resourceArn: bucketArn, accepted: true });
    const group = gather([{ policy, source: { name: 'BucketPolicy', attachedTo: bucketArn } }]);
    made = { group, isPublic: isPublicPolicy(policy) };
    return made;
  };
  return {
    document,
    principalIds,
    get group() {
      return (made ?? make()).group;
    },
    get isPublic() {
      return (made ?? make()).isPublic;
    },
  };
}

const NOTHING = gather([]);

/**
 * The policy that a bucket has for this caller. With RestrictPublicBuckets a public policy gives nothing to other accounts and
 * to nobody, also where it names them; services are not meant.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function resourcePolicyOf(bucket: Bucket, caller: Caller): PolicyGroup | undefined {
  return bucket.policy && isShutOut(bucket, caller) ? NOTHING : bucket.policy?.group;
}

/** Whether RestrictPublicBuckets, which "blocks all cross-account access", keeps this caller out, also from what an ACL gives. */
export function isShutOut({ policy, owner, publicAccessBlock }: Bucket, caller: Caller): boolean {
  if (publicAccessBlock?.restrictPublicBuckets !== true || policy?.isPublic !== true) return false;
  const isOwn = caller.kind !== 'anonymous' && caller.account.id === owner;
  return !isOwn && caller.kind !== 'service';
}
