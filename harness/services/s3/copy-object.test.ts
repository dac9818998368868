import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  Bucket,
  CONTENT,
  ETAG,
  get,
  Key,
  NOW_IN_SECONDS,
  refusal,
  type S3Calls,
  withObject,
} from './s3-calls.fixture.js';

const copy = (s3: S3Calls, input: Partial<CopyObjectCommandInput> = {}) =>
  s3.run(CopyObjectCommand, { Bucket, Key: 'copy', CopySource: `/${Bucket}/${Key}`, ...input });

const DESCRIBED = {
  Metadata: { a: '1' },
  ContentType: 'text/plain',
  Tagging: 'team=blue',
  WebsiteRedirectLocation: '/x',
};

test('a copy has the content, the metadata and the tags of its source', async () => {
  const s3 = await withObject(DESCRIBED);
  expect(await copy(s3)).toMatchObject({ CopyObjectResult: { ETag: ETAG, LastModified: NOW_IN_SECONDS } });
  expect(await get(s3, { Key: 'copy' })).toMatchObject({
    Body: CONTENT,
    Metadata: { a: '1' },
    ContentType: 'text/plain',
    TagCount: 1,
    WebsiteRedirectLocation: undefined,
  });
});

test('a copy takes metadata and tags of the request where it is told to', async () => {
  const s3 = await withObject(DESCRIBED);
  const own = { Metadata: { b: '2' }, ContentType: 'text/html', Tagging: 'team=red' };
  await copy(s3, { ...own, MetadataDirective: 'REPLACE', TaggingDirective: 'REPLACE' });
  expect(await get(s3, { Key: 'copy' })).toMatchObject({ Metadata: { b: '2' }, ContentType: 'text/html' });
  const { TagSet } = await s3.run(GetObjectTaggingCommand, { Bucket, Key: 'copy' });
  expect(TagSet).toEqual([{ Key: 'team', Value: 'red' }]);
});

test('a copy onto itself must change something', async () => {
  const s3 = await withObject();
  expect(await refusal(() => copy(s3, { Key }))).toMatchObject({ code: 'InvalidRequest' });
  await copy(s3, { Key, MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
  await copy(s3, { Key, StorageClass: 'STANDARD_IA' });
  expect(await refusal(() => copy(s3, { Key }))).toMatchObject({ code: 'InvalidRequest' });
  expect(await s3.run(HeadObjectCommand, { Bucket, Key })).toMatchObject({
    StorageClass: 'STANDARD_IA',
    Metadata: { b: '2' },
  });
});

test('a version is copied by its id, a delete marker is not', async () => {
  const s3 = await withObject();
  await s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const source = (id: string) => ({ CopySource: `${Bucket}/${Key}?versionId=${id}` });
  const { CopySourceVersionId, VersionId } = await copy(s3, source('null'));
  expect(CopySourceVersionId).toBeUndefined();
  expect(VersionId).toMatch(/^[\w.]{32}$/);
  const marker = { key: Key, versionId: 'm'.repeat(32), lastModified: 0, owner: '', isDeleteMarker: true } as const;
  s3.accounts.buckets.named(Bucket)?.objects.put(marker);
  expect(await refusal(() => copy(s3, source(marker.versionId)))).toMatchObject({ code: 'InvalidRequest' });
  expect(await refusal(() => copy(s3))).toMatchObject({ code: 'NoSuchKey' });
});

test.each([
  [{ CopySource: Bucket }, { code: 'InvalidArgument', ArgumentName: 'x-amz-copy-source' }],
  [{ CopySource: `${Bucket}/%zz` }, { code: 'InvalidArgument' }],
  [{ CopySource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/a/object/k' }, { code: 'NotImplemented' }],
  [{ CopySource: 'gone/key' }, { code: 'NoSuchBucket', BucketName: 'gone' }],
  [{ CopySource: `${Bucket}/gone` }, { code: 'NoSuchKey', Key: 'gone' }],
  [{ ExpectedSourceBucketOwner: '999999999999' }, { code: 'AccessDenied' }],
  [{ CopySourceIfMatch: 'x' }, { code: 'PreconditionFailed', Condition: 'x-amz-copy-source-If-Match' }],
  [{ CopySourceIfNoneMatch: ETAG }, { code: 'PreconditionFailed', Condition: 'x-amz-copy-source-If-None-Match' }],
  [{ CopySourceIfUnmodifiedSince: new Date(0) }, { code: 'PreconditionFailed' }],
  [{ CopySourceIfModifiedSince: NOW_IN_SECONDS }, { code: 'PreconditionFailed' }],
  [{ MetadataDirective: 'MIX' }, { code: 'InvalidArgument', message: 'Unknown metadata directive.' }],
  [{ IfNoneMatch: '*', Key }, { code: 'PreconditionFailed' }],
] as const)('%j is refused', async (input, expected) => {
  const s3 = await withObject();
  expect(await refusal(() => copy(s3, input as never))).toMatchObject(expected);
});

test('a copy takes the permission to read the source and to write the copy, and both for tags', async () => {
  const s3 = await withObject({ Tagging: 'team=blue' });
  const needs = s3.needs(CopyObjectCommand, { Bucket, Key: 'copy', CopySource: `/${Bucket}/${Key}` });
  expect(needs.map(({ action, resource }) => `${action} ${resource.split('/')[1]}`)).toEqual([
    's3:GetObject key',
    's3:PutObject copy',
    's3:GetObjectTagging key',
    's3:PutObjectTagging copy',
  ]);
  expect(needs[0]?.keys).toMatchObject({ 's3:ExistingObjectTag/team': 'blue' });
  expect(needs[1]?.keys).toMatchObject({ 's3:x-amz-copy-source': `${Bucket}/${Key}` });
  const version = s3.needs(CopyObjectCommand, {
    Bucket,
    Key: 'c',
    CopySource: `${Bucket}/${Key}?versionId=null`,
    TaggingDirective: 'REPLACE',
  });
  expect(version.map(({ action }) => action)).toEqual(['s3:GetObjectVersion', 's3:PutObject']);
  await s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.run(PutObjectCommand, { Bucket, Key });
  const older = s3.needs(CopyObjectCommand, { Bucket, Key: 'c', CopySource: `${Bucket}/${Key}?versionId=null` });
  expect(older.map(({ action }) => action)).toContain('s3:GetObjectVersionTagging');
  const newer = s3.needs(CopyObjectCommand, { Bucket, Key: 'c', CopySource: `${Bucket}/${Key}` });
  expect(newer.map(({ action }) => action)).toEqual(['s3:GetObject', 's3:PutObject']);
  const gone = s3.needs(CopyObjectCommand, { Bucket, Key: 'c', CopySource: `${Bucket}/gone` });
  expect(gone.map(({ action }) => action)).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
});
