import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type UploadPartCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../aws/checksums.js';
import { Bucket, CONTENT, get, refusal, type S3Calls, withObject } from './s3-calls.fixture.js';

const Key = 'whole';
const MIN = 5 * 1024 ** 2;
const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest();
const BIG = Buffer.alloc(MIN, 'a');
const END = Buffer.from('end');

async function begun(input: Partial<CreateMultipartUploadCommandInput> = {}) {
  const s3 = await withObject();
  const { UploadId = '', ...answer } = await s3.run(CreateMultipartUploadCommand, { Bucket, Key, ...input });
  const part = (PartNumber: number, Body: Uint8Array | string, more: Partial<UploadPartCommandInput> = {}) =>
    s3.run(UploadPartCommand, { Bucket, Key, UploadId, PartNumber, Body, ...more });
  const complete = (Parts: object[], more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
    s3.run(CompleteMultipartUploadCommand, { Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more });
  return { s3, UploadId, answer, part, complete };
}

const etags = (...answers: readonly { readonly ETag?: string | undefined }[]) =>
  answers.map(({ ETag }, i) => ({ PartNumber: i + 1, ETag }));

test('an upload in parts becomes one object when it is completed', async () => {
  const { s3, part, complete } = await begun({ Metadata: { a: '1' }, Tagging: 'team=blue' });
  const parts = [await part(1, BIG), await part(2, 'wrong'), await part(2, END)];
  expect(await refusal(() => get(s3, { Key }))).toMatchObject({ code: 'NoSuchKey' });
  const done = await complete(etags(...parts.filter((_, i) => i !== 1)));
  const etag = `"${md5(Buffer.concat([md5(BIG), md5(END)])).toString('hex')}-2"`;
  const ChecksumCRC64NVME = checksumOf('CRC64NVME', Buffer.concat([BIG, END]));
  expect(done).toMatchObject({ Bucket, Key, ETag: etag, ChecksumCRC64NVME, ChecksumType: 'FULL_OBJECT' });
  expect(await get(s3, { Key, Range: 'bytes=-5' })).toMatchObject({ Body: 'aaend', Metadata: { a: '1' }, TagCount: 1 });
  expect(await get(s3, { Key, PartNumber: 2 })).toMatchObject({ Body: 'end', PartsCount: 2, ContentLength: 3 });
  expect(await refusal(() => complete(etags(...parts)))).toMatchObject({ code: 'NoSuchUpload' });
});

describe('what is not completed', () => {
  test.each([
    [[], 'InvalidRequest'],
    [
      [
        { PartNumber: 2, ETag: 'x' },
        { PartNumber: 1, ETag: 'y' },
      ],
      'InvalidPartOrder',
    ],
    [[{ PartNumber: 9, ETag: 'x' }], 'InvalidPart'],
    [[{ PartNumber: 1, ETag: 'x' }], 'InvalidPart'],
  ])('%j', async (parts, code) => {
    const { part, complete } = await begun();
    await part(1, 'one');
    expect(await refusal(() => complete(parts))).toMatchObject({ code });
  });

  test('a small part before the last', async () => {
    const { part, complete } = await begun();
    const parts = etags(await part(1, 'one'), await part(2, 'two'));
    expect(await refusal(() => complete(parts))).toEqual({
      code: 'EntityTooSmall',
      message: 'Your proposed upload is smaller than the minimum allowed size',
      ProposedSize: '3',
      MinSizeAllowed: String(MIN),
      PartNumber: '1',
      ETag: md5('one').toString('hex'),
    });
  });

  test('a size or a checksum that is not that of the object', async () => {
    const { part, complete } = await begun();
    const parts = etags(await part(1, 'one'));
    expect(await refusal(() => complete(parts, { MpuObjectSize: 4 }))).toMatchObject({ code: 'InvalidRequest' });
    expect(await refusal(() => complete(parts, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }))).toMatchObject({
      code: 'BadDigest',
    });
    expect(await refusal(() => complete(parts, { IfMatch: 'x' }))).toMatchObject({ code: 'NoSuchKey' });
  });
});

test('a chosen checksum is that of the parts, and must come with each of them', async () => {
  const { s3, answer, part, complete } = await begun({ ChecksumAlgorithm: 'SHA256' });
  expect(answer).toMatchObject({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' });
  const sha256 = checksumOf('SHA256', Buffer.from('one'));
  expect(await refusal(() => part(1, 'one'))).toMatchObject({
    message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null',
  });
  const one = await part(1, 'one', { ChecksumSHA256: sha256 });
  expect(one.ChecksumSHA256).toBe(sha256);
  expect(await refusal(() => complete(etags(one)))).toMatchObject({ code: 'InvalidRequest' });
  const done = await complete([{ ...etags(one)[0], ChecksumSHA256: sha256 }]);
  expect(done.ChecksumSHA256).toBe(`${checksumOf('SHA256', Buffer.from(sha256, 'base64'))}-1`);
  const { ObjectParts } = await s3.run(GetObjectAttributesCommand, { Bucket, Key, ObjectAttributes: ['ObjectParts'] });
  const ofPart = await s3.run(HeadObjectCommand, { Bucket, Key, PartNumber: 1, ChecksumMode: 'ENABLED' });
  expect(ofPart).toMatchObject({ ChecksumSHA256: sha256, ChecksumType: 'COMPOSITE' });
  expect(ObjectParts).toMatchObject({
    TotalPartsCount: 1,
    Parts: [{ PartNumber: 1, Size: 3, ChecksumSHA256: sha256 }],
  });
});

test.each([
  [{ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }, 'FULL_OBJECT'],
  [{ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }, 'COMPOSITE'],
] as const)('%j do not go together', async (input, type) => {
  expect(await refusal(() => begun(input))).toMatchObject({
    message: `The ${type} checksum type cannot be used with the ${input.ChecksumAlgorithm.toLowerCase()} checksum algorithm.`,
  });
});

test('a part is copied from an object, or from a range of it', async () => {
  const { s3, UploadId, complete } = await begun();
  const copyPart = (more: object) =>
    s3.run(UploadPartCopyCommand, { Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/key`, ...more });
  const { CopyPartResult } = await copyPart({ CopySourceRange: 'bytes=2-4' });
  expect(CopyPartResult?.ETag).toBe(`"${md5(CONTENT.slice(2, 5)).toString('hex')}"`);
  expect(await refusal(() => copyPart({ CopySourceRange: 'bytes=2-' }))).toMatchObject({
    ArgumentName: 'x-amz-copy-source-range',
  });
  expect(await refusal(() => copyPart({ CopySourceRange: 'bytes=2-10' }))).toMatchObject({
    message: 'Range specified is not valid for source object of size: 10',
  });
  await complete(etags(CopyPartResult ?? {}));
  expect((await get(s3, { Key })).Body).toBe('234');
});

test('an aborted upload is gone with its parts', async () => {
  const { s3, UploadId, part } = await begun();
  await part(1, 'one');
  await s3.run(AbortMultipartUploadCommand, { Bucket, Key, UploadId });
  expect(await refusal(() => part(2, 'two'))).toEqual({
    code: 'NoSuchUpload',
    message:
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    UploadId,
  });
  const other = () => s3.run(AbortMultipartUploadCommand, { Bucket, Key: 'other', UploadId });
  expect(await refusal(other)).toMatchObject({ code: 'NoSuchUpload' });
});

test('parts and uploads are listed page by page', async () => {
  const { s3, UploadId, part } = await begun();
  for (const number of [10, 2, 1]) await part(number, 'x');
  const first = await s3.run(ListPartsCommand, { Bucket, Key, UploadId, MaxParts: 2 });
  expect(first.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
  const rest = await s3.run(ListPartsCommand, { Bucket, Key, UploadId, PartNumberMarker: '2' });
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([10]);
  for (const key of ['a/1', 'a/2', 'z']) await s3.run(CreateMultipartUploadCommand, { Bucket, Key: key });
  const names = async (query: object) => {
    const {
      Uploads = [],
      CommonPrefixes = [],
      ...page
    } = await s3.run(ListMultipartUploadsCommand, { Bucket, ...query });
    return { names: [...CommonPrefixes.map(({ Prefix }) => Prefix), ...Uploads.map((each) => each.Key)], page };
  };
  expect((await names({})).names).toEqual(['a/1', 'a/2', 'whole', 'z']);
  expect((await names({ Delimiter: '/' })).names).toEqual(['a/', 'whole', 'z']);
  const { page, names: begin } = await names({ MaxUploads: 2 });
  expect(begin).toEqual(['a/1', 'a/2']);
  const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
  expect((await names({ KeyMarker, UploadIdMarker })).names).toEqual(['whole', 'z']);
  expect((await names({ Prefix: 'a/', KeyMarker: 'a/1' })).names).toEqual(['a/2']);
  expect(await refusal(() => names({ KeyMarker: 'z', UploadIdMarker }))).toEqual({
    code: 'InvalidArgument',
    message: 'Invalid uploadId marker',
    ArgumentName: 'upload-id-marker',
    ArgumentValue: UploadIdMarker,
  });
  await s3.run(CreateMultipartUploadCommand, { Bucket, Key: 'a/2' });
  await s3.run(AbortMultipartUploadCommand, { Bucket, Key: 'a/2', UploadId: UploadIdMarker ?? '' });
  expect((await names({ KeyMarker, UploadIdMarker })).names).toEqual(['a/2', 'whole', 'z']);
});

test('a conditional completion fails for good once the object was written or deleted in the meantime', async () => {
  const { s3, part, complete } = await begun();
  const parts = etags(await part(1, 'x'));
  const { ETag } = await s3.run(PutObjectCommand, { Bucket, Key });
  expect(await refusal(() => complete(parts, { IfNoneMatch: '*' }))).toMatchObject({ code: 'PreconditionFailed' });
  const conflict = { code: 'ConditionalRequestConflict', Key };
  const same = () => complete(parts, { IfMatch: ETag });
  expect(await refusal(same)).toMatchObject({ ...conflict, Condition: 'If-Match' });
  await s3.run(DeleteObjectCommand, { Bucket, Key });
  expect(await refusal(same)).toMatchObject({ code: 'NoSuchKey' });
  const none = () => complete(parts, { IfNoneMatch: '*' });
  expect(await refusal(none)).toMatchObject({ ...conflict, Condition: 'If-None-Match' });
  expect(await complete(parts)).toMatchObject({ Key });
});

test('policies can tell the parts of an upload from the object that it makes', async () => {
  const { s3, UploadId } = await begun();
  const creation = (needs: ReturnType<S3Calls['needs']>) =>
    needs.map(({ action, keys }) => [action, keys?.['s3:ObjectCreationOperation']]);
  expect(creation(s3.needs(CreateMultipartUploadCommand, { Bucket, Key }))).toEqual([['s3:PutObject', 'false']]);
  expect(creation(s3.needs(UploadPartCommand, { Bucket, Key, UploadId, PartNumber: 1 }))).toEqual([
    ['s3:PutObject', 'false'],
  ]);
  expect(creation(s3.needs(CompleteMultipartUploadCommand, { Bucket, Key, UploadId }))).toEqual([
    ['s3:PutObject', 'true'],
  ]);
});
