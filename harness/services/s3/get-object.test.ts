import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, CONTENT, get, Key, NOW_IN_SECONDS, refusal, streamOf, withObject } from './s3-calls.fixture.js';

describe('a part of an object', () => {
  test.each([
    ['bytes=0-8', '012345678', 'bytes 0-8/10'],
    ['bytes=1-1', '1', 'bytes 1-1/10'],
    ['bytes=1-', '123456789', 'bytes 1-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-15', CONTENT, 'bytes 0-9/10'],
    ['bytes=0-100', CONTENT, 'bytes 0-9/10'],
    ['bytes=3-6', '3456', 'bytes 3-6/10'],
  ])('%s is %s', async (Range, Body, ContentRange) => {
    const s3 = await withObject({ Body: streamOf(['0123', '45', '6789']) });
    const part = { ContentRange, ContentLength: Body.length };
    expect(await get(s3, { Range })).toMatchObject({ Body, ...part });
    expect(await s3.run(HeadObjectCommand, { Bucket, Key, Range })).toMatchObject(part);
  });

  test.each(['bytes=1-0', 'bytes=-1-', 'bytes=0--1', 'bytes=0-1,3-4', 'seconds=0-1', 'bytes=-'])(
    '%s is no range, and ignored',
    async (Range) => {
      expect(await get(await withObject(), { Range })).toMatchObject({ Body: CONTENT, ContentRange: undefined });
    },
  );

  test.each(['bytes=-0', 'bytes=10-', 'bytes=100-200'])('%s is not satisfiable', async (Range) => {
    const s3 = await withObject();
    expect(await refusal(() => get(s3, { Range }))).toEqual({
      code: 'InvalidRange',
      message: 'The requested range is not satisfiable',
      ActualObjectSize: '10',
      RangeRequested: Range,
    });
  });

  test('an object put as a whole has one part', async () => {
    const s3 = await withObject();
    expect(await get(s3, { PartNumber: 1 })).toMatchObject({ Body: CONTENT, ContentRange: 'bytes 0-9/10' });
    expect(await refusal(() => get(s3, { PartNumber: 2 }))).toEqual({
      code: 'InvalidPartNumber',
      message: 'The requested partnumber is not satisfiable',
      ActualPartCount: '1',
      PartNumberRequested: '2',
    });
    expect((await refusal(() => get(s3, { PartNumber: 0 })))?.code).toBe('InvalidArgument');
    expect((await refusal(() => get(s3, { PartNumber: 1, Range: 'bytes=0-1' })))?.message).toBe(
      'Cannot specify both Range header and partNumber query parameter',
    );
  });
});

test('a version id other than null is not valid in a bucket without versions', async () => {
  const s3 = await withObject();
  const expected = {
    code: 'InvalidArgument',
    message: 'Invalid version id specified',
    ArgumentName: 'versionId',
    ArgumentValue: 'v1',
  };
  expect(await refusal(() => get(s3, { VersionId: 'v1' }))).toEqual(expected);
  expect(await refusal(() => s3.run(DeleteObjectCommand, { Bucket, Key, VersionId: 'v1' }))).toEqual(expected);
  expect((await get(s3, { VersionId: 'null' })).Body).toBe(CONTENT);
});

test('an archived object can be looked at but not read', async () => {
  const s3 = await withObject({ StorageClass: 'GLACIER' });
  expect(await s3.run(HeadObjectCommand, { Bucket, Key })).toMatchObject({ StorageClass: 'GLACIER' });
  expect(await refusal(() => get(s3))).toEqual({
    code: 'InvalidObjectState',
    message: "The operation is not valid for the object's storage class",
    StorageClass: 'GLACIER',
  });
});

test('a signed request names headers of the answer, an unsigned one may not', async () => {
  const s3 = await withObject();
  const overridden = { ResponseContentType: 'image/png', ResponseExpires: NOW_IN_SECONDS };
  expect(await get(s3, overridden)).toMatchObject({ ContentType: 'image/png', Expires: NOW_IN_SECONDS });
  expect(await refusal(() => get(s3.with({ anonymous: true }), overridden))).toEqual({
    code: 'InvalidRequest',
    message: 'Request specific response headers cannot be used for anonymous GET requests.',
  });
});
