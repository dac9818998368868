import {
  type BucketLocationConstraint,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketArn, bucketNeed } from './addressed.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = operation(HeadBucketCommand, {
  needs: (call) => {
    const bucket = addressedBucket(call);
    return { ...bucketNeed(bucket, 's3:ListBucket'), refusalHeaders: { 'x-amz-bucket-region': bucket.region } };
  },
  run: (call) => {
    const { name, region } = addressedBucket(call);
    return { BucketArn: bucketArn(name), BucketRegion: region, AccessPointAlias: false };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket = operation(DeleteBucketCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:DeleteBucket'),
  run: (call) => {
    const { name, objects, versioning } = addressedBucket(call);
    const versions = versioning === undefined ? '' : '. You must delete all versions in the bucket.';
    if (objects.count > 0)
      throw new AwsError('BucketNotEmpty', `The bucket you tried to delete is not empty${versions}`, {
        BucketName: name,
      });
    call.accounts.buckets.remove(name);
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation = operation(GetBucketLocationCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketLocation'),
  run: (call) => {
    const { locationConstraint } = addressedBucket(call);
    return { LocationConstraint: locationConstraint as BucketLocationConstraint | undefined };
  },
});
