import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketNeed } from './addressed.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock = operation(PutPublicAccessBlockCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketPublicAccessBlock'),
  run: (call) => {
    const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
      call.input.PublicAccessBlockConfiguration;
    const publicAccessBlock = {
      blockPublicAcls: BlockPublicAcls ?? false,
      ignorePublicAcls: IgnorePublicAcls ?? false,
      blockPublicPolicy: BlockPublicPolicy ?? false,
      restrictPublicBuckets: RestrictPublicBuckets ?? false,
    };
    call.accounts.buckets.put({ ...addressedBucket(call), publicAccessBlock });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = operation(GetPublicAccessBlockCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketPublicAccessBlock'),
  run: (call) => {
    const { name, publicAccessBlock: block } = addressedBucket(call);
    if (!block)
      throw new AwsError(
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        { BucketName: name },
      );
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    };
  },
});

/** There is no action for it of its own: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock = operation(DeletePublicAccessBlockCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketPublicAccessBlock'),
  run: (call) => {
    call.accounts.buckets.put({ ...addressedBucket(call), publicAccessBlock: undefined });
    return {};
  },
});
