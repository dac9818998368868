import { DeleteObjectsCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Bucket, get, refusal, withObject } from './s3-calls.fixture.js';

test('several keys are deleted, whether they are there or not', async () => {
  const s3 = await withObject();
  const Delete = { Objects: [{ Key: 'key' }, { Key: 'gone' }] };
  expect(await s3.run(DeleteObjectsCommand, { Bucket, Delete })).toEqual({
    Deleted: [{ Key: 'key' }, { Key: 'gone' }],
    Errors: [],
  });
  expect(await refusal(() => get(s3))).toMatchObject({ code: 'NoSuchKey' });
});

test('a key without permission is reported beside those that are deleted', async () => {
  const s3 = (await withObject()).with({ refused: [`arn:aws:s3:::${Bucket}/key`] });
  const Delete = { Objects: [{ Key: 'key' }, { Key: 'other' }], Quiet: true };
  expect(await s3.run(DeleteObjectsCommand, { Bucket, Delete })).toEqual({
    Deleted: [],
    Errors: [{ Key: 'key', Code: 'AccessDenied', Message: 'no s3:DeleteObject' }],
  });
  expect((await get(s3)).Body).toBe('0123456789');
});

test('versions and delete markers are told apart', async () => {
  const s3 = await withObject();
  await s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.run(PutObjectCommand, { Bucket, Key: 'key', Body: 'second' });
  const remove = async (object: { Key: string; VersionId?: string }) =>
    (await s3.run(DeleteObjectsCommand, { Bucket, Delete: { Objects: [object] } })).Deleted?.[0];
  const marked = await remove({ Key: 'key' });
  expect(marked).toMatchObject({ Key: 'key', DeleteMarker: true });
  const VersionId = marked?.DeleteMarkerVersionId ?? '';
  expect(await remove({ Key: 'key', VersionId })).toEqual({
    Key: 'key',
    VersionId,
    DeleteMarker: true,
    DeleteMarkerVersionId: VersionId,
  });
  expect(await remove({ Key: 'key', VersionId: 'null' })).toEqual({ Key: 'key', VersionId: 'null' });
});

test('an error about one key is reported with it', async () => {
  const s3 = await withObject();
  const Delete = {
    Objects: [
      { Key: 'key', ETag: 'other' },
      { Key: 'key', VersionId: '?' },
    ],
  };
  const { Errors } = await s3.run(DeleteObjectsCommand, { Bucket, Delete });
  expect(Errors?.map(({ Code }) => Code)).toEqual(['PreconditionFailed', 'NoSuchVersion']);
});

test('the conditions of directory buckets are refused for each key that has one', async () => {
  const s3 = await withObject();
  const Objects = [{ Key: 'key', Size: 10 }, { Key: 'key', LastModifiedTime: new Date(0) }, { Key: 'gone' }];
  const { Deleted, Errors } = await s3.run(DeleteObjectsCommand, { Bucket, Delete: { Objects } });
  expect(Deleted).toEqual([{ Key: 'gone' }]);
  expect(Errors?.map(({ Code }) => Code)).toEqual(['NotImplemented', 'NotImplemented']);
});

test.each([0, 1001])('a request has 1 to 1,000 keys, not %d', async (count) => {
  const s3 = await withObject();
  const Objects = Array.from({ length: count }, (_, i) => ({ Key: String(i) }));
  const remove = () => s3.run(DeleteObjectsCommand, { Bucket, Delete: { Objects } });
  expect(await refusal(remove)).toMatchObject({ code: 'MalformedXML' });
});
