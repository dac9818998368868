import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'error-headers';
const Key = 'key';

async function stage() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const clientOf = (account: string) => new s3.S3Client(emulator.clientConfig(emulator.account(account).root));
  const owner = clientOf('111122223333');
  await owner.send(new s3.CreateBucketCommand({ Bucket }));
  return { owner, stranger: clientOf('444455556666') };
}

/** Status and headers of a refusal. */
async function refused(answer: Promise<unknown>) {
  const error = (await answer.catch((thrown: unknown) => thrown)) as {
    readonly $response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  };
  return { status: error.$response.statusCode, ...error.$response.headers };
}

test('HeadBucket tells the region to those whom it refuses', async () => {
  const { stranger } = await stage();
  const answer = await refused(stranger.send(new s3.HeadBucketCommand({ Bucket })));
  expect(answer).toMatchObject({ status: 403, 'x-amz-bucket-region': 'us-east-1' });
});

test('a read that nothing has changed since answers what a cache keeps by', async () => {
  const { owner } = await stage();
  const { ETag = '' } = await owner.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x', CacheControl: 'no-cache' }));
  const answer = await refused(owner.send(new s3.GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag })));
  const headers = { etag: ETag, 'last-modified': expect.stringMatching(/GMT$/), 'cache-control': 'no-cache' };
  expect(answer).toMatchObject({ status: 304, ...headers });
  expect(answer).not.toHaveProperty('content-type');
});

test('a delete marker shows itself in the headers of 404 and 405', async () => {
  const { owner } = await stage();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await owner.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const { VersionId = '' } = await owner.send(new s3.DeleteObjectCommand({ Bucket, Key }));
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': VersionId };
  const current = await refused(owner.send(new s3.GetObjectCommand({ Bucket, Key })));
  expect(current).toMatchObject({ status: 404, ...marker });
  const version = await refused(owner.send(new s3.HeadObjectCommand({ Bucket, Key, VersionId })));
  expect(version).toMatchObject({ status: 405, ...marker, allow: 'DELETE' });
});

test('an operation without a handler says why', async () => {
  const { owner } = await stage();
  const answer = owner.send(new s3.RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } }));
  await expect(answer).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'iam-rehearsal does not implement `s3:RestoreObject`: archived objects stay archived: nothing is restored',
  });
});
