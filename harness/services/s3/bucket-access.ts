import { resourcePolicyOf } from '../../account/bucket-policy.js';
import type { Bucket, Buckets } from '../../account/buckets.js';
import { DECIDED_WHILE_RUNNING, type Need, type Operation, type OperationCall } from '../operation.js';

/**
 * The operation with the policy, and the tags, of the bucket in each of its permissions. It is put around every operation of S3, so that none
 * can forget it.
 */
export function underBucketPolicy({ name, needs, run }: Operation): Operation {
  return {
    name,
    needs: (call) => {
      const asked = needs(call);
      if (asked === DECIDED_WHILE_RUNNING) return asked;
      return [asked].flat().map((need) => withBucketPolicy(need as Need, call));
    },
    run: (call: OperationCall<never>) =>
      run({ ...call, refusal: (need: Need) => call.refusal(withBucketPolicy(need, call)) } as never),
  };
}

function withBucketPolicy(need: Need, { accounts, caller }: OperationCall<never>): Need {
  const bucket = bucketOfArn(need.resource, accounts.buckets);
  if (!bucket || bucket.owner !== need.resourceAccount) return need;
  const tagged = usesTags(bucket) ? withBucketTags(need, bucket.tags) : need;
  return bucket.policy === undefined ? tagged : { ...tagged, resourcePolicy: resourcePolicyOf(bucket, caller) };
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
