import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, createS3Calls, ETAG, get, Key, NOW, NOW_IN_SECONDS, refusal, withObject } from './s3-calls.fixture.js';

describe('conditional reads', () => {
  const before = new Date(NOW_IN_SECONDS.getTime() - 1000);
  const later = NOW + 60_000;
  const failed = (condition: string) => ({ code: 'PreconditionFailed', Condition: condition });
  const unchanged = { code: 'NotModified' };

  test.each<[string, Partial<GetObjectCommandInput>, object | undefined]>([
    ['the ETag', { IfMatch: ETAG }, undefined],
    ['the ETag without quotes', { IfMatch: ETAG.replaceAll('"', '') }, undefined],
    ['one of several ETags', { IfMatch: `"x", ${ETAG}` }, undefined],
    ['any ETag', { IfMatch: '*' }, undefined],
    ['another ETag', { IfMatch: '"x"' }, failed('If-Match')],
    ['not this ETag', { IfNoneMatch: ETAG }, unchanged],
    ['not another ETag', { IfNoneMatch: '"x"' }, undefined],
    ['changed since before', { IfModifiedSince: before }, undefined],
    ['changed since it was', { IfModifiedSince: NOW_IN_SECONDS }, unchanged],
    ['changed since a time to come', { IfModifiedSince: new Date(later + 60_000) }, undefined],
    ['unchanged since it was', { IfUnmodifiedSince: NOW_IN_SECONDS }, undefined],
    ['unchanged since before', { IfUnmodifiedSince: before }, failed('If-Unmodified-Since')],
    ['the ETag hides the date', { IfMatch: ETAG, IfUnmodifiedSince: before }, undefined],
    ['not the ETag hides the date', { IfNoneMatch: ETAG, IfModifiedSince: before }, unchanged],
  ])('%s', async (_, conditions, expected) => {
    const s3 = (await withObject()).with({ now: later });
    const refused = await refusal(() => get(s3, conditions));
    if (expected) expect(refused).toMatchObject(expected);
    else expect(refused).toBeUndefined();
    const headRefused = await refusal(() => s3.run(HeadObjectCommand, { Bucket, Key, ...conditions }));
    expect(headRefused).toEqual(refused);
  });
});

describe('conditional writes', () => {
  const notImplemented = (Header: string, additionalMessage: string) => ({
    code: 'NotImplemented',
    message: 'A header you provided implies functionality that is not implemented',
    Header,
    additionalMessage,
  });

  test.each<[string, Partial<PutObjectCommandInput>, object | undefined]>([
    ['a new key', { Key: 'new', IfNoneMatch: '*' }, undefined],
    ['a key that is taken', { IfNoneMatch: '*' }, { code: 'PreconditionFailed', Condition: 'If-None-Match' }],
    ['the ETag', { IfMatch: ETAG }, undefined],
    ['another ETag', { IfMatch: '"x"' }, { code: 'PreconditionFailed', Condition: 'If-Match' }],
    ['the ETag of a key that is not there', { Key: 'new', IfMatch: ETAG }, { code: 'NoSuchKey', Key: 'new' }],
    [
      'any ETag',
      { IfMatch: '*' },
      notImplemented('If-Match', "We don't accept the provided value of If-Match header for this API"),
    ],
    [
      'not an ETag',
      { IfNoneMatch: ETAG },
      notImplemented('If-None-Match', "We don't accept the provided value of If-None-Match header for this API"),
    ],
    [
      'both',
      { IfMatch: ETAG, IfNoneMatch: '*' },
      notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request'),
    ],
  ])('%s', async (_, input, expected) => {
    const s3 = await withObject();
    const refused = await refusal(() => s3.run(PutObjectCommand, { Bucket, Key, Body: 'new', ...input }));
    if (expected) expect(refused).toMatchObject(expected);
    else expect(refused).toBeUndefined();
  });

  test('hold at the end of the body, too', async () => {
    const s3 = createS3Calls();
    await s3.run(CreateBucketCommand, { Bucket });
    async function* slow() {
      yield Buffer.from('slow');
      await s3.run(PutObjectCommand, { Bucket, Key, Body: 'quick' });
    }
    const put = s3.run(PutObjectCommand, { Bucket, Key, Body: slow() as never, IfNoneMatch: '*' });
    expect((await refusal(() => put))?.code).toBe('PreconditionFailed');
    expect((await get(s3)).Body).toBe('quick');
  });
});

describe('a deletion', () => {
  test('of what is not there is none', async () => {
    const s3 = await withObject();
    expect(await s3.run(DeleteObjectCommand, { Bucket, Key: 'other' })).toEqual({});
    expect(await s3.run(DeleteObjectCommand, { Bucket, Key, VersionId: 'null' })).toEqual({});
    expect(await s3.run(DeleteObjectCommand, { Bucket, Key })).toEqual({});
  });

  test('may depend on the ETag', async () => {
    const s3 = await withObject();
    const remove = (input: object) => refusal(() => s3.run(DeleteObjectCommand, { Bucket, Key, ...input }));
    expect(await remove({ IfMatch: '"x"' })).toMatchObject({ code: 'PreconditionFailed', Condition: 'If-Match' });
    expect(await remove({ IfMatchSize: 10 })).toMatchObject({ code: 'NotImplemented', Header: 'x-amz-if-match-size' });
    expect(await remove({ BypassGovernanceRetention: true })).toMatchObject({
      message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    });
    expect(await remove({ IfMatch: '*' })).toBeUndefined();
    expect((await remove({ IfMatch: '*' }))?.code).toBe('NoSuchKey');
  });
});
