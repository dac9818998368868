import { resourcePolicyOf } from '../../account/bucket-policy.js';
import type { Buckets } from '../../account/buckets.js';
import type { Need, Operation, OperationCall } from '../operation.js';

/**
 * The operation with the policy of the bucket in each of its permissions. It is put around every operation of S3, so that none
 * can forget it.
 */
export function underBucketPolicy({ name, needs, run }: Operation): Operation {
  return {
    name,
    needs: (call) => [needs(call)].flat().map((need) => withBucketPolicy(need as Need, call)),
    run,
  };
}

function withBucketPolicy(need: Need, { accounts, caller }: OperationCall<never>): Need {
  const bucket = bucketOfArn(need.resource, accounts.buckets);
  if (bucket?.policy === undefined || bucket.owner !== need.resourceAccount) return need;
  return { ...need, resourcePolicy: resourcePolicyOf(bucket, caller) };
}

/** The bucket that an ARN names, or whose object it names. */
export function bucketOfArn(arn: string, buckets: Buckets) {
  const [, , service, region, account, ...name] = arn.split(':');
  if (service !== 's3' || region !== '' || account !== '') return undefined;
  return buckets.named(name.join(':').split('/')[0] ?? '');
}
