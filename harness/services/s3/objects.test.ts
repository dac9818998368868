import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../aws/checksums.js';
import { AwsError } from '../../aws/errors.js';
import { createS3Calls, NOW, NOW_IN_SECONDS, refusal, type S3Calls, streamOf, textOf } from './s3-calls.fixture.js';

const Bucket = 'rehearsal';
const Key = 'key';
const CONTENT = '0123456789';
const ETAG = `"${createHash('md5').update(CONTENT).digest('hex')}"`;

async function withObject(input: Partial<PutObjectCommandInput> = {}): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await s3.run(PutObjectCommand, { Bucket, Key, Body: CONTENT, ...input });
  return s3;
}

const get = async (s3: S3Calls, input: Partial<GetObjectCommandInput> = {}) => {
  const { Body, ...answer } = await s3.run(GetObjectCommand, { Bucket, Key, ...input });
  return { ...answer, Body: await textOf(Body) };
};

describe('a put object', () => {
  test('is read back as it came', async () => {
    const given = {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      Expires: new Date('2027-01-01T00:00:00Z'),
      WebsiteRedirectLocation: '/other',
      Metadata: { colour: 'blue', ['__proto__']: 'x' },
      StorageClass: 'STANDARD_IA' as const,
    };
    const s3 = await withObject({ ...given, Tagging: 'a=1&b=' });
    const expected = {
      ...given,
      AcceptRanges: 'bytes',
      LastModified: NOW_IN_SECONDS,
      ContentLength: 10,
      ETag: ETAG,
      ServerSideEncryption: 'AES256',
      TagCount: 2,
    };
    expect(await get(s3)).toEqual({ ...expected, Body: CONTENT });
    expect(await s3.run(HeadObjectCommand, { Bucket, Key })).toEqual(expected);
  });

  test('is of no declared type and standard class unless told otherwise', async () => {
    const answer = await get(await withObject());
    expect(answer.ContentType).toBe('binary/octet-stream');
    expect(answer.StorageClass).toBeUndefined();
    expect(answer.Metadata).toEqual({});
  });

  test('may be empty', async () => {
    const s3 = await withObject({ Body: '' });
    expect(await get(s3)).toMatchObject({ Body: '', ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
  });

  test('keeps its content when the sender uses the buffer again', async () => {
    const buffer = Buffer.from(CONTENT);
    const s3 = await withObject({ Body: buffer });
    buffer.fill(0);
    expect((await get(s3)).Body).toBe(CONTENT);
  });

  test.each(['a/b c+é%2F//../x', '/a//b', '.', '..', ' ', '😀', 'a?b#c', '__proto__', '\u0001'])(
    'may be named %j',
    async (name) => {
      const s3 = await withObject();
      await s3.run(PutObjectCommand, { Bucket, Key: name, Body: name });
      expect((await get(s3, { Key: name })).Body).toBe(name);
      await s3.run(DeleteObjectCommand, { Bucket, Key: name });
      expect((await refusal(() => get(s3, { Key: name })))?.code).toBe('NoSuchKey');
    },
  );

  test('is replaced as a whole by the next', async () => {
    const s3 = await withObject({ Metadata: { a: '1' }, Tagging: 'a=1' });
    await s3.run(PutObjectCommand, { Bucket, Key, Body: streamOf(['new', ' one']) });
    expect(await get(s3)).toMatchObject({ Body: 'new one', Metadata: {}, TagCount: undefined });
  });
});

describe('a put that fails', () => {
  test.each([
    ['while the body is read', streamOf(['0123', new AwsError('BadDigest', 'no')]), 'BadDigest'],
    ['for metadata over 2 KB', 'x', 'MetadataTooLarge'],
  ])('%s changes nothing', async (_, Body, code) => {
    const s3 = await withObject();
    const Metadata: Record<string, string> = Body === 'x' ? { long: 'x'.repeat(2045) } : {};
    expect((await refusal(() => s3.run(PutObjectCommand, { Bucket, Key, Body, Metadata })))?.code).toBe(code);
    expect((await get(s3)).Body).toBe(CONTENT);
  });

  test('says how long a key and metadata may be', async () => {
    const s3 = await withObject();
    const put = (input: object) => refusal(() => s3.run(PutObjectCommand, { Bucket, Key, ...input }));
    expect(await put({ Key: 'é'.repeat(512) })).toBeUndefined();
    expect(await put({ Key: 'é'.repeat(513) })).toEqual({
      code: 'KeyTooLongError',
      message: 'Your key is too long',
      Size: '1026',
      MaxSizeAllowed: '1024',
    });
    expect(await put({ Metadata: { long: 'x'.repeat(2044) } })).toBeUndefined();
    expect(await put({ Metadata: { long: 'é'.repeat(1023) } })).toMatchObject({ Size: '2050' });
  });

  test('finds the bucket gone when the body has arrived', async () => {
    const s3 = createS3Calls();
    await s3.run(CreateBucketCommand, { Bucket });
    async function* body() {
      yield Buffer.from('0');
      await s3.run(DeleteBucketCommand, { Bucket });
    }
    const put = s3.run(PutObjectCommand, { Bucket, Key, Body: body() as never });
    expect((await refusal(() => put))?.code).toBe('NoSuchBucket');
  });
});

describe('checksums', () => {
  const crc64 = checksumOf('CRC64NVME', Buffer.from(CONTENT));

  test('S3 makes one of its own for what comes without', async () => {
    const s3 = createS3Calls();
    await s3.run(CreateBucketCommand, { Bucket });
    expect(await s3.run(PutObjectCommand, { Bucket, Key, Body: CONTENT, ChecksumAlgorithm: 'SHA256' })).toEqual({
      ETag: ETAG,
      ChecksumCRC64NVME: crc64,
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
    });
  });

  test('are kept as they came in a header or in a trailer', async () => {
    const inHeader = await withObject({ ChecksumSHA256: 'c2hh' });
    expect(await get(inHeader, { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumSHA256: 'c2hh',
      ChecksumType: 'FULL_OBJECT',
    });
    const inTrailer = await withObject({ Body: streamOf([CONTENT], { CRC32: 'Y3Jj' }) });
    expect(await get(inTrailer, { ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumCRC32: 'Y3Jj', Body: CONTENT });
  });

  test('are shown only when asked for, and only of the whole object', async () => {
    const s3 = await withObject();
    const shown = async (input: Partial<GetObjectCommandInput>) => (await get(s3, input)).ChecksumCRC64NVME;
    expect(await shown({})).toBeUndefined();
    expect(await shown({ ChecksumMode: 'ENABLED' })).toBe(crc64);
    expect(await shown({ ChecksumMode: 'ENABLED', Range: 'bytes=0-8' })).toBeUndefined();
    expect(await shown({ ChecksumMode: 'ENABLED', Range: 'bytes=-15' })).toBe(crc64);
  });

  test('may come in one algorithm only', async () => {
    expect(await refusal(() => withObject({ ChecksumCRC32: 'Y3Jj', ChecksumSHA1: 'c2hh' }))).toEqual({
      code: 'InvalidRequest',
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  });
});

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

describe('what the emulator cannot do is refused, not left out', () => {
  test.each<[Partial<PutObjectCommandInput>, object]>([
    [{ ServerSideEncryption: 'aws:kms' }, { code: 'NotImplemented', Header: expect.stringContaining('aws:kms') }],
    [{ SSECustomerAlgorithm: 'AES256' }, { code: 'NotImplemented' }],
    [{ WriteOffsetBytes: 0 }, { code: 'NotImplemented', Header: 'x-amz-write-offset-bytes' }],
    [{ ChecksumXXHASH64: 'x' }, { code: 'NotImplemented' }],
    [{ ObjectLockMode: 'GOVERNANCE' }, { message: 'Bucket is missing Object Lock Configuration' }],
    [{ ACL: 'public-read' }, { code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs' }],
    [{ ACL: 'private', GrantRead: 'id=1' }, { code: 'InvalidRequest' }],
    [{ StorageClass: 'OUTPOSTS' }, { code: 'InvalidStorageClass', StorageClassRequested: 'OUTPOSTS' }],
    [{ WebsiteRedirectLocation: 'other' }, { code: 'InvalidRedirectLocation' }],
    [{ Tagging: 'a=1&a=2' }, { code: 'InvalidArgument', ArgumentValue: 'a=1&a=2' }],
    [{ Tagging: 'aws:a=1' }, { code: 'InvalidTag', TagKey: 'aws:a' }],
  ])('%o', async (input, expected) => {
    expect(await refusal(() => withObject(input))).toMatchObject(expected);
  });

  test.each<Partial<PutObjectCommandInput>>([
    { ServerSideEncryption: 'AES256' },
    { BucketKeyEnabled: false },
    { ACL: 'bucket-owner-full-control' },
    { RequestPayer: 'requester' },
  ])('%o is no such thing', async (input) => {
    expect(await refusal(() => withObject(input))).toBeUndefined();
  });
});
