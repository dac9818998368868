import type { Operation } from '../operation.js';
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './acl-operations.js';
import { underBucketPolicy } from './bucket-access.js';
import { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './bucket-policy.js';
import { deleteBucket, getBucketLocation, headBucket } from './buckets.js';
import { completeMultipartUpload } from './complete-upload.js';
import { configurations } from './configurations.js';
import { copyObject } from './copy-object.js';
import { createBucket } from './create-bucket.js';
import { deleteObject } from './delete-object.js';
import { deleteObjects } from './delete-objects.js';
import { getObject, headObject } from './get-object.js';
import { listBuckets } from './list-buckets.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import { listMultipartUploads, listParts } from './list-uploads.js';
import { listObjectVersions } from './list-versions.js';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './multipart.js';
import { getObjectAttributes } from './object-attributes.js';
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from './object-retention.js';
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './ownership-controls.js';
import { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './public-access.js';
import { putObject } from './put-object.js';
import { configurationOperations } from './stored-configurations.js';
import {
  deleteBucketTagging,
  deleteObjectTagging,
  getBucketTagging,
  getObjectTagging,
  putBucketTagging,
  putObjectTagging,
} from './tagging.js';
import {
  getBucketVersioning,
  getObjectLockConfiguration,
  putBucketVersioning,
  putObjectLockConfiguration,
} from './versioning.js';

export { notImplemented } from './not-implemented.js';

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
  putBucketPolicy,
  getBucketPolicy,
  deleteBucketPolicy,
  getBucketPolicyStatus,
  putPublicAccessBlock,
  getPublicAccessBlock,
  deletePublicAccessBlock,
  putBucketOwnershipControls,
  getBucketOwnershipControls,
  deleteBucketOwnershipControls,
  getBucketAcl,
  putBucketAcl,
  getObjectAcl,
  putObjectAcl,
  putBucketVersioning,
  getBucketVersioning,
  putObjectLockConfiguration,
  getObjectLockConfiguration,
  putObjectRetention,
  getObjectRetention,
  putObjectLegalHold,
  getObjectLegalHold,
  putBucketTagging,
  getBucketTagging,
  deleteBucketTagging,
  putObjectTagging,
  getObjectTagging,
  deleteObjectTagging,
  listObjectVersions,
  getObjectAttributes,
  copyObject,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
  deleteObjects,
  ...configurations.flatMap(configurationOperations),
].map(underBucketPolicy);
