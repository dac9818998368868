import { PutObjectCommand } from '@aws-sdk/client-s3';
import { operation } from '../operation.js';
import { addressedBucket } from './addressed.js';
import { encryptionMembers } from './encryption.js';
import { describeNewObject, newObjectNeeds } from './new-object.js';
import { checksumMembers, type ObjectBody, receiveBody } from './object-body.js';
import { checkWriteConditions } from './preconditions.js';
import { storeObject, writtenVersion } from './write-object.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = operation(PutObjectCommand, {
  needs: (call) => newObjectNeeds(addressedBucket(call), call.input, { 's3:ObjectCreationOperation': 'true' }, call),
  run: async (call) => {
    const { input } = call;
    const before = addressedBucket(call);
    const description = describeNewObject(input, before, call);
    checkWriteConditions(input.Key, before.objects.get(input.Key), input);
    const { chunks, size, md5, checksum } = await receiveBody(input.Body as ObjectBody, input);
    // The bucket and the object may have changed while the body arrived.
    const bucket = addressedBucket(call);
    checkWriteConditions(input.Key, bucket.objects.get(input.Key), input);
    const content = { chunks, size, etag: `"${md5}"`, checksum, parts: undefined };
    const object = storeObject(call, bucket, { ...description, ...content });
    return {
      ETag: object.etag,
      ...checksumMembers(checksum),
      VersionId: writtenVersion(bucket, object),
      ...encryptionMembers(object.encryption, bucket),
    };
  },
});
