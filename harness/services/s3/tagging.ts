import {
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectTaggingCommand,
  PutBucketTaggingCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { addressedBucket, addressedUnmarked, bucketNeed, existingObjectNeeds, shownVersion } from './addressed.js';
import { tagKeysOf } from './new-object.js';
import { bucketTags, reservedKey, taggingOfObject } from './tags.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging = operation(PutBucketTaggingCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketTagging'),
  run: (call) => {
    const reserved = reservedKey('System tags cannot be added/updated by requester');
    const tags = bucketTags(call.input.Tagging.TagSet, reserved);
    call.accounts.buckets.put({ ...addressedBucket(call), tags });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging = operation(GetBucketTaggingCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketTagging'),
  run: (call) => {
    const { name, tags } = addressedBucket(call);
    if (tags.length === 0) throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', { BucketName: name });
    return { TagSet: [...tags] };
  },
});

/** There is no action for it of its own: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging = operation(DeleteBucketTaggingCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketTagging'),
  run: (call) => {
    call.accounts.buckets.put({ ...addressedBucket(call), tags: [] });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging = operation(PutObjectTaggingCommand, {
  needs: (call) => {
    addressedBucket(call);
    const given = (call.input.Tagging.TagSet ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
    const actions = { plain: 's3:PutObjectTagging', version: 's3:PutObjectVersionTagging' } as const;
    return existingObjectNeeds(call, actions, tagKeysOf(given));
  },
  run: (call) => {
    const bucket = addressedBucket(call);
    const object = addressedUnmarked(call, 'PUT');
    bucket.objects.replace({ ...object, tags: taggingOfObject(call.input.Tagging.TagSet) });
    return { VersionId: shownVersion(bucket, object.versionId) };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging = operation(GetObjectTaggingCommand, {
  needs: (call) => existingObjectNeeds(call, { plain: 's3:GetObjectTagging', version: 's3:GetObjectVersionTagging' }),
  run: (call) => {
    const { tags, versionId } = addressedUnmarked(call, 'GET');
    return { TagSet: [...tags], VersionId: shownVersion(addressedBucket(call), versionId) };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging = operation(DeleteObjectTaggingCommand, {
  needs: (call) =>
    existingObjectNeeds(call, { plain: 's3:DeleteObjectTagging', version: 's3:DeleteObjectVersionTagging' }),
  run: (call) => {
    const bucket = addressedBucket(call);
    const object = addressedUnmarked(call, 'DELETE');
    bucket.objects.replace({ ...object, tags: [] });
    return { VersionId: shownVersion(bucket, object.versionId) };
  },
});
