import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  Bucket,
  createS3Calls,
  get,
  Key,
  NOW_IN_SECONDS,
  refusal,
  type S3Calls,
  withObject,
} from './s3-calls.fixture.js';

const versioning = (s3: S3Calls, Status: 'Enabled' | 'Suspended') =>
  s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status } });
const put = (s3: S3Calls, Body: string) => s3.run(PutObjectCommand, { Bucket, Key, Body });
const remove = (s3: S3Calls, VersionId?: string) =>
  s3.run(DeleteObjectCommand, { Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) });
const listed = async (s3: S3Calls) => {
  const { Versions = [], DeleteMarkers = [] } = await s3.run(ListObjectVersionsCommand, { Bucket });
  return {
    versions: Versions.map(({ VersionId }) => VersionId),
    markers: DeleteMarkers.map(({ VersionId }) => VersionId),
  };
};

test('a bucket has no status of versioning until it is given one', async () => {
  const s3 = await withObject();
  expect(await s3.run(GetBucketVersioningCommand, { Bucket })).toEqual({ Status: undefined });
  await versioning(s3, 'Enabled');
  expect(await s3.run(GetBucketVersioningCommand, { Bucket })).toEqual({ Status: 'Enabled' });
  const off = () => s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: {} });
  expect(await refusal(off)).toEqual({
    code: 'IllegalVersioningConfigurationException',
    message: 'The Versioning element must be specified',
  });
  const mfa = { Status: 'Enabled', MFADelete: 'Enabled' } as const;
  const withMfa = () => s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: mfa });
  expect(await refusal(withMfa)).toMatchObject({ code: 'NotImplemented', Header: 'x-amz-mfa' });
});

test('each write makes a version, and each is read by its id', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  const { VersionId: first = '' } = await put(s3, 'first');
  const { VersionId: second = '' } = await put(s3, 'second');
  expect(first).toMatch(/^[\w.]{32}$/);
  expect((await get(s3)).Body).toBe('second');
  expect(await get(s3, { VersionId: first })).toMatchObject({ Body: 'first', VersionId: first });
  expect(await get(s3, { VersionId: 'null' })).toMatchObject({ Body: '0123456789', VersionId: 'null' });
  expect((await listed(s3)).versions).toEqual([second, first, 'null']);
});

test('an id that S3 never gave is no argument, and one of a version that is gone names no version', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  const { VersionId: gone = '' } = await put(s3, 'first');
  await s3.run(DeleteObjectCommand, { Bucket, Key, VersionId: gone });
  expect(await refusal(() => get(s3, { VersionId: gone }))).toEqual({
    code: 'NoSuchVersion',
    message: 'The specified version does not exist.',
    Key,
    VersionId: gone,
  });
  const never = `${gone.slice(0, -4)}ABCD`;
  const invalid = {
    code: 'InvalidArgument',
    message: 'Invalid version id specified',
    ArgumentName: 'versionId',
    ArgumentValue: never,
  };
  expect(await refusal(() => get(s3, { VersionId: never }))).toEqual(invalid);
  const remove = () => s3.run(DeleteObjectCommand, { Bucket, Key, VersionId: never });
  expect(await refusal(remove)).toEqual(invalid);
});

test('a deletion puts a marker, which hides the object until it is deleted itself', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  const { VersionId: marker = '', DeleteMarker } = await remove(s3);
  expect(DeleteMarker).toBe(true);
  expect(await refusal(() => get(s3))).toMatchObject({ code: 'NoSuchKey' });
  expect((await s3.run(ListObjectsV2Command, { Bucket })).KeyCount).toBe(0);
  expect(await listed(s3)).toEqual({ versions: ['null'], markers: [marker] });
  expect(await refusal(() => s3.run(HeadObjectCommand, { Bucket, Key, VersionId: marker }))).toMatchObject({
    code: 'MethodNotAllowed',
    Method: 'HEAD',
    ResourceType: 'DeleteMarker',
  });
  expect(await remove(s3, marker)).toEqual({ DeleteMarker: true, VersionId: marker });
  expect((await get(s3)).Body).toBe('0123456789');
});

test('a version is deleted for good, and one that is not there without complaint', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  const { VersionId = '' } = await put(s3, 'second');
  expect(await remove(s3, VersionId)).toEqual({ VersionId });
  expect(await remove(s3, VersionId)).toEqual({ VersionId });
  expect((await get(s3)).Body).toBe('0123456789');
});

test('whoever empties a bucket page by page misses no version', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  await put(s3, 'second');
  const page = await s3.run(ListObjectVersionsCommand, { Bucket, MaxKeys: 1 });
  await remove(s3, page.Versions?.[0]?.VersionId);
  const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
  const rest = await s3.run(ListObjectVersionsCommand, { Bucket, KeyMarker, VersionIdMarker });
  expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual(['null']);
});

test('where versions are suspended, a write and a deletion take the place of the version null', async () => {
  const s3 = await withObject();
  await versioning(s3, 'Enabled');
  const { VersionId: kept = '' } = await put(s3, 'kept');
  await versioning(s3, 'Suspended');
  expect((await put(s3, 'again')).VersionId).toBeUndefined();
  expect((await listed(s3)).versions).toEqual(['null', kept]);
  expect(await remove(s3)).toEqual({ DeleteMarker: true, VersionId: 'null' });
  expect(await listed(s3)).toEqual({ versions: [kept], markers: ['null'] });
});

test('a bucket with versions is not deleted', async () => {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await versioning(s3, 'Enabled');
  await remove(s3);
  expect(await refusal(() => s3.run(DeleteBucketCommand, { Bucket }))).toMatchObject({
    code: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
  });
});

test('versions are listed page by page', async () => {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await versioning(s3, 'Enabled');
  for (const key of ['a', 'b', 'b', 'c/1', 'c/2', 'd']) await s3.run(PutObjectCommand, { Bucket, Key: key });
  await s3.run(DeleteObjectCommand, { Bucket, Key: 'b' });
  const names: (string | undefined)[] = [];
  let marker: object = {};
  for (let pages = 0; pages < 10; pages++) {
    const page = await s3.run(ListObjectVersionsCommand, { Bucket, MaxKeys: 1, Delimiter: '/', ...marker });
    names.push(...(page.Versions ?? []).map(({ Key: key, IsLatest }) => `${key} ${IsLatest}`));
    names.push(...(page.DeleteMarkers ?? []).map(({ Key: key, IsLatest }) => `${key} deleted ${IsLatest}`));
    names.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    if (!page.IsTruncated) break;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(names).toEqual(['a true', 'b deleted true', 'b false', 'b false', 'c/', 'd true']);
  const alone = () => s3.run(ListObjectVersionsCommand, { Bucket, VersionIdMarker: 'x' });
  expect(await refusal(alone)).toMatchObject({ code: 'InvalidArgument', ArgumentName: 'version-id-marker' });
});

test('an object that is written without versions lists as null', async () => {
  const s3 = await withObject();
  const { Versions } = await s3.run(ListObjectVersionsCommand, { Bucket });
  expect(Versions).toMatchObject([{ Key, VersionId: 'null', IsLatest: true, LastModified: NOW_IN_SECONDS, Size: 10 }]);
});

test('attributes are answered as they are asked for', async () => {
  const s3 = await withObject();
  const ask = (...ObjectAttributes: string[]) =>
    s3.run(GetObjectAttributesCommand, { Bucket, Key, ObjectAttributes: ObjectAttributes as never });
  expect(await ask('ETag', 'ObjectSize', 'ObjectParts', 'StorageClass')).toEqual({
    LastModified: NOW_IN_SECONDS,
    ETag: '781e5e245d69b566979b86e28d23f2c7',
    ObjectSize: 10,
    StorageClass: 'STANDARD',
  });
  expect((await ask('Checksum')).Checksum).toMatchObject({ ChecksumType: 'FULL_OBJECT' });
  expect(await refusal(() => ask('Colour'))).toMatchObject({ ArgumentName: 'x-amz-object-attributes' });
});
