import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../aws/checksums.js';
import { AwsError } from '../../aws/errors.js';
import {
  Bucket,
  CONTENT,
  createS3Calls,
  ETAG,
  get,
  Key,
  NOW_IN_SECONDS,
  refusal,
  streamOf,
  withObject,
} from './s3-calls.fixture.js';

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

describe('what the emulator cannot do is refused, not left out', () => {
  test.each<[Partial<PutObjectCommandInput>, object]>([
    [{ ServerSideEncryption: 'rot13' as 'AES256' }, { code: 'InvalidArgument' }],
    [{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/a' }, { code: 'NotImplemented' }],
    [{ SSEKMSKeyId: 'a' }, { code: 'InvalidArgument', ArgumentName: 'x-amz-server-side-encryption' }],
    [{ SSECustomerAlgorithm: 'AES256' }, { code: 'AccessDenied', message: expect.stringContaining('(SSE-C)') }],
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
