import type { Operation } from '../operation.js';
import { deleteBucket, getBucketLocation, headBucket } from './buckets.js';
import { createBucket } from './create-bucket.js';
import { deleteObject } from './delete-object.js';
import { getObject, headObject } from './get-object.js';
import { listBuckets } from './list-buckets.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import { putObject } from './put-object.js';

/** The operations of S3 that have a handler. */
export const operations: readonly Operation[] = [
  listBuckets,
  createBucket,
  headBucket,
  deleteBucket,
  getBucketLocation,
  putObject,
  getObject,
  headObject,
  deleteObject,
  listObjectsV2,
  listObjects,
];
