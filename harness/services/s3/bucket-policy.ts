import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import type { Accounts } from '../../account/accounts.js';
import { type BucketPolicy, createBucketPolicy } from '../../account/bucket-policy.js';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import { resolvePrincipals, trustDocument } from '../../account/trust.js';
import { AwsError } from '../../aws/errors.js';
import { compile, PolicyError, principalArns } from '../../engine/index.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketArn, bucketNeed } from './addressed.js';
import { methodNotAllowed } from './errors.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy = operation(PutBucketPolicyCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketPolicy'),
  run: (call) => {
    const bucket = addressedBucket(call);
    refuseOtherAccounts(call.caller, bucket, 'PUT');
    const policy = checkedPolicy(call.input.Policy, bucket, call.accounts);
    if (policy.isPublic && bucket.publicAccessBlock?.blockPublicPolicy) throw publicPolicyBlocked(call.caller, bucket);
    call.accounts.buckets.put({ ...bucket, policy });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy = operation(GetBucketPolicyCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketPolicy'),
  run: (call) => {
    const bucket = addressedBucket(call);
    refuseOtherAccounts(call.caller, bucket, 'GET');
    return { Policy: trustDocument(policyOf(bucket), call.accounts) };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy = operation(DeleteBucketPolicyCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:DeleteBucketPolicy'),
  run: (call) => {
    const bucket = addressedBucket(call);
    refuseOtherAccounts(call.caller, bucket, 'DELETE');
    call.accounts.buckets.put({ ...bucket, policy: undefined });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus = operation(GetBucketPolicyStatusCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketPolicyStatus'),
  run: (call) => ({ PolicyStatus: { IsPublic: policyOf(addressedBucket(call)).isPublic } }),
});

function policyOf({ name, policy }: Bucket): BucketPolicy {
  if (policy) return policy;
  throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: name });
}

/** "If you have the correct permissions, but you're not using an identity that belongs to the bucket owner's account". */
function refuseOtherAccounts(caller: Caller, { owner }: Bucket, method: string): void {
  const isOutside = caller.kind === 'anonymous' || caller.kind === 'service' || caller.account.id !== owner;
  if (isOutside) throw methodNotAllowed(method, 'BUCKETPOLICY');
}

/** "Bucket policies are limited to 20 KB in size", https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
const MAX_SIZE = 20 * 1024;

/** The policy with its users and roles turned into unique ids; throws MalformedPolicy for one that S3 does not take. */
function checkedPolicy(document: string, { name }: Bucket, accounts: Accounts): BucketPolicy {
  if (Buffer.byteLength(document) > MAX_SIZE)
    throw new AwsError('PolicyTooLarge', 'Policy exceeds the maximum allowed document size');
  const resourceArn = bucketArn(name);
  const compiled = refusing(() => compile(document, { kind: 'resource', resourceArn }));
  const resolved = resolvePrincipals(principalArns(compiled), accounts);
  if ('unknown' in resolved) throw new AwsError('MalformedPolicy', 'Invalid principal in policy');
  return createBucketPolicy({ document, principalIds: resolved.principalIds }, resourceArn);
}

function refusing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError(error.code, error.message);
    throw error;
  }
}

function publicPolicyBlocked(caller: Caller, { name }: Bucket): AwsError {
  const who = caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller);
  return new AwsError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(name)}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
  );
}
