import { resourcePolicyOf } from '../../account/bucket-policy.js';
import type { Buckets } from '../../account/buckets.js';
import { DECIDED_WHILE_RUNNING, type Need, type Operation, type OperationCall } from '../operation.js';

/**
 * The operation with the policy of the bucket in each of its permissions. It is put around every operation of S3, so that none
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
  if (bucket?.policy === undefined || bucket.owner !== need.resourceAccount) return need;
  return { ...need, resourcePolicy: resourcePolicyOf(bucket, caller) };
}

/** The bucket that an ARN names, or whose object it names. */
export function bucketOfArn(arn: string, buckets: Buckets) {
  const [, , service, region, account, ...name] = arn.split(':');
  if (service !== 's3' || region !== '' || account !== '') return undefined;
  return buckets.named(name.join(':').split('/')[0] ?? '');
}
