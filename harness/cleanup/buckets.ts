import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorCode } from './error-code.js';
import { clear, remove, removeWithParts } from './removal.js';

/**
 * A test may have locked everyone out of its bucket: the bucket's policy goes first then.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
 */
export async function removeBucket(Bucket: string, client: S3Client): Promise<void> {
  try {
    await removeWhole(Bucket, client);
  } catch (error) {
    if (errorCode(error) !== 'AccessDenied') throw error;
    await remove(() => client.send(new DeleteBucketPolicyCommand({ Bucket })));
    await removeWhole(Bucket, client);
  }
}

async function removeWhole(Bucket: string, client: S3Client): Promise<void> {
  const deletion = () => client.send(new DeleteBucketCommand({ Bucket }));
  await removeWithParts(deletion, async () => {
    await clear(
      uploadPages(Bucket, client),
      (page) => page.Uploads,
      ({ Key, UploadId }) => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
    );
    await clear(
      versionPages(Bucket, client),
      ({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers],
      ({ Key, VersionId }) => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
    );
    await clear(
      paginateListObjectsV2({ client }, { Bucket }),
      (page) => page.Contents,
      ({ Key }) => client.send(new DeleteObjectCommand({ Bucket, Key })),
    );
  });
}

/** The SDK has no paginator for listings that go on at two markers. */
async function* versionPages(Bucket: string, client: S3Client) {
  let start: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (start !== undefined) {
    const page: Awaited<ReturnType<typeof listVersions>> = await listVersions(Bucket, client, start);
    yield page;
    start = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
}

function listVersions(
  Bucket: string,
  client: S3Client,
  start: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined },
) {
  return client.send(new ListObjectVersionsCommand({ Bucket, ...start }));
}

async function* uploadPages(Bucket: string, client: S3Client) {
  let start: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (start !== undefined) {
    const page: Awaited<ReturnType<typeof listUploads>> = await listUploads(Bucket, client, start);
    yield page;
    start = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
}

function listUploads(
  Bucket: string,
  client: S3Client,
  start: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined },
) {
  return client.send(new ListMultipartUploadsCommand({ Bucket, ...start }));
}
