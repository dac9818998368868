import { aclPolicy, denialsOf } from '../../account/bucket-acl-policy.js';
import { ANONYMOUS_OWNER, aclAllows, isDecidedByObject } from '../../account/bucket-acls.js';
import { isShutOut, resourcePolicyOf } from '../../account/bucket-policy.js';
import type { Bucket, Buckets } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import type { StoredObject } from '../../account/objects.js';
import { gather, type PolicyGroup } from '../../engine/index.js';
import { DECIDED_WHILE_RUNNING, type Need, type Operation, type OperationCall } from '../operation.js';
import { ownerOf } from './object-ownership.js';

/**
 * The operation with the policy, the ACLs and the tags of the bucket in each of its permissions. It is put around every operation of S3,
 * so that none can forget it.
 */
export function underBucketPolicy({ name, needs, run }: Operation): Operation {
  return {
    name,
    needs: (call) => {
      const asked = needs(call);
      if (asked === DECIDED_WHILE_RUNNING) return asked;
      return [asked].flat().map((need) => withBucketPolicy(need as Need, call));
    },
    run: (call: OperationCall<never>) => {
      const { caller, account, accounts, input, facts, now } = call;
      const refusal = (need: Need) => call.refusal(withBucketPolicy(need, call));
      return run({ caller, account, accounts, input, facts, now, refusal });
    },
  };
}

/** The permission with all that the bucket says of it. */
export function withBucketPolicy(
  need: Need,
  { accounts, caller }: Pick<OperationCall<never>, 'accounts' | 'caller'>,
): Need {
  const bucket = bucketOfArn(need.resource, accounts.buckets);
  if (!bucket || (bucket.owner !== need.resourceAccount && !isDecidedByObject(need.action ?? ''))) return need;
  const tagged = usesTags(bucket) ? withBucketTags(need, bucket.tags) : need;
  if (bucket.objectOwnership !== 'BucketOwnerEnforced') return withAcl(tagged, bucket, caller);
  return bucket.policy === undefined ? tagged : { ...tagged, resourcePolicy: resourcePolicyOf(bucket, caller) };
}

/**
 * Where ACLs are on, they give access beside the bucket policy. An object that another account owns is decided by its own ACL: of the
 * bucket policy only the denials count.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
function withAcl(need: Need, bucket: Bucket, caller: Caller): Need {
  const { action = '' } = need;
  const object = objectOf(need, bucket);
  const isOfWriter = need.resourceAccount !== bucket.owner;
  const isExisting = isDecidedByObject(action) && object !== undefined;
  const owner = isOfWriter ? need.resourceAccount : isExisting ? ownerOf(object, bucket) : bucket.owner;
  const isForeign = owner !== bucket.owner;
  const policy = resourcePolicyOf(bucket, caller);
  const granted = isShutOut(bucket, caller) ? undefined : givenByAcl(need, bucket, object, caller);
  const groups = [policy && isForeign ? denialsOf(policy) : policy, granted].filter((group) => group !== undefined);
  const keys = isForeign
    ? { 'aws:ResourceAccount': bucket.owner, 's3:ResourceAccount': bucket.owner, ...need.keys }
    : need.keys;
  return {
    ...need,
    ...(owner !== undefined && { resourceAccount: owner }),
    ...(keys && { keys }),
    resourcePolicy: together(groups),
  };
}

function together(groups: readonly PolicyGroup[]): PolicyGroup | undefined {
  if (groups.length <= 1) return groups[0];
  return gather(groups.flatMap(({ policies }) => policies));
}

function givenByAcl(
  { action = '', resource, resourceAccount }: Need,
  bucket: Bucket,
  object: StoredObject | undefined,
  caller: Caller,
): PolicyGroup | undefined {
  const account = caller.kind === 'anonymous' ? undefined : caller.account.id;
  const writer = account ?? ANONYMOUS_OWNER;
  if (account === undefined && resourceAccount === ANONYMOUS_OWNER)
    return aclPolicy(undefined, 'ObjectAcl', resource, action);
  const ignorePublic = bucket.publicAccessBlock?.ignorePublicAcls === true;
  const isMissing = READS.has(action) && object === undefined;
  const acl = isDecidedByObject(action) && !isMissing ? object?.acl : bucket.acl;
  if (acl === undefined || !aclAllows(acl, isMissing ? 's3:ListBucket' : action, account, { ignorePublic }))
    return undefined;
  if (WRITES.has(action) && object && ownerOf(object, bucket) !== writer && account !== bucket.owner) return undefined;
  return aclPolicy(account, isDecidedByObject(action) ? 'ObjectAcl' : 'BucketAcl', resource, action);
}

/**
 * "If you have the s3:ListBucket permission on the bucket, Amazon S3 returns an HTTP status code 404 error" for an object that is not
 * there, and so has no ACL.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
const READS: ReadonlySet<string> = new Set(['s3:GetObject', 's3:GetObjectVersion']);

/** "Allows grantee to create new objects in the bucket. For the bucket and object owners of existing objects, also allows deletions and overwrites". */
const WRITES: ReadonlySet<string> = new Set(['s3:PutObject', 's3:DeleteObject']);

function objectOf({ resource, keys }: Need, { name, objects }: Bucket): StoredObject | undefined {
  const prefix = `arn:aws:s3:::${name}/`;
  if (!resource.startsWith(prefix)) return undefined;
  const key = resource.slice(prefix.length);
  const versionId = keys?.['s3:versionid'];
  if (typeof versionId !== 'string') return objects.get(key);
  const version = objects.version(key, versionId);
  return version?.isDeleteMarker === false ? version : undefined;
}

/** The tags of a bucket count in policies once that is switched on: https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html */
function usesTags({ configurations }: Bucket): boolean {
  const status = configurations.get(ABAC) as { readonly Status?: string } | undefined;
  return status?.Status === 'Enabled';
}

function withBucketTags(need: Need, tags: Bucket['tags']): Need {
  const keys = Object.fromEntries(tags.map(({ Key, Value }) => [`s3:BucketTag/${Key}`, Value]));
  return { ...need, resourceTags: tags, keys: { ...keys, ...need.keys } };
}

/** The name under which the status of attribute-based access control is stored. */
export const ABAC = 'abac';

/** The bucket that an ARN names, or whose object it names. */
export function bucketOfArn(arn: string, buckets: Buckets) {
  const [, , service, region, account, ...name] = arn.split(':');
  if (service !== 's3' || region !== '' || account !== '') return undefined;
  return buckets.named(name.join(':').split('/')[0] ?? '');
}
