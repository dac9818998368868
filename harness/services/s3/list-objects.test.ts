import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { createKeyIndex } from '../../account/bucket-keys.js';
import { listPage } from './listing.js';
import { createS3Calls, NOW_IN_SECONDS, refusal, type S3Calls } from './s3-calls.fixture.js';

const Bucket = 'rehearsal';

async function withKeys(...keys: readonly string[]): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  for (const Key of keys) await s3.run(PutObjectCommand, { Bucket, Key, Body: 'x' });
  return s3;
}

const list = (s3: S3Calls, input: Partial<ListObjectsV2CommandInput> = {}) =>
  s3.run(ListObjectsV2Command, { Bucket, ...input });
const keysOf = ({ Contents }: Pick<ListObjectsV2CommandOutput, 'Contents'>) => Contents?.map(({ Key }) => Key);
const prefixesOf = ({ CommonPrefixes }: Pick<ListObjectsV2CommandOutput, 'CommonPrefixes'>) =>
  CommonPrefixes?.map(({ Prefix }) => Prefix);

test('a listing describes each object', async () => {
  const answer = await list(await withKeys('a'));
  expect(answer).toEqual({
    Name: Bucket,
    Prefix: '',
    MaxKeys: 1000,
    KeyCount: 1,
    IsTruncated: false,
    CommonPrefixes: [],
    Contents: [
      {
        Key: 'a',
        LastModified: NOW_IN_SECONDS,
        ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
        ChecksumAlgorithm: ['CRC64NVME'],
        ChecksumType: 'FULL_OBJECT',
        Size: 1,
        StorageClass: 'STANDARD',
      },
    ],
  });
});

test('the owner is named when asked for', async () => {
  const [object] = (await list(await withKeys('a'), { FetchOwner: true })).Contents ?? [];
  expect(object?.Owner).toEqual({ ID: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('keys are grouped up to the delimiter after the prefix', async () => {
  const s3 = await withKeys('a/1', 'a/b/2', 'a/b/3', 'a/c/4', 'd');
  const answer = await list(s3, { Prefix: 'a/', Delimiter: '/' });
  expect(keysOf(answer)).toEqual(['a/1']);
  expect(prefixesOf(answer)).toEqual(['a/b/', 'a/c/']);
  expect(answer).toMatchObject({ Prefix: 'a/', Delimiter: '/', KeyCount: 3 });
});

test('a page ends after as many keys and common prefixes as asked for, and a token leads on', async () => {
  const s3 = await withKeys('folder/a/1', 'folder/a/2', 'folder/file1', 'folder/file2');
  const query = { Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
  const first = await list(s3, query);
  expect(prefixesOf(first)).toEqual(['folder/a/']);
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 1, MaxKeys: 1, Contents: [] });
  const second = await list(s3, { ...query, ContinuationToken: first.NextContinuationToken, StartAfter: 'x' });
  expect(keysOf(second)).toEqual(['folder/file1']);
  expect(second.ContinuationToken).toBe(first.NextContinuationToken);
  expect(second.StartAfter).toBeUndefined();
  const third = await list(s3, { ...query, ContinuationToken: second.NextContinuationToken });
  expect(keysOf(third)).toEqual(['folder/file2']);
  expect(third).toMatchObject({ IsTruncated: false, NextContinuationToken: undefined });
});

test('StartAfter begins after a key, and is named', async () => {
  const answer = await list(await withKeys('a', 'b', 'c'), { StartAfter: 'a' });
  expect(keysOf(answer)).toEqual(['b', 'c']);
  expect(answer.StartAfter).toBe('a');
});

test('a page of no keys is empty and not truncated, one of many has a thousand', async () => {
  const s3 = await withKeys('a');
  expect(await list(s3, { MaxKeys: 0 })).toMatchObject({ MaxKeys: 0, KeyCount: 0, IsTruncated: false });
  expect(await list(s3, { MaxKeys: 5000 })).toMatchObject({ MaxKeys: 1000 });
  expect((await refusal(() => list(s3, { MaxKeys: -1 })))?.code).toBe('InvalidArgument');
});

test('url encoding is that of a form, with slashes kept', async () => {
  const Key = 'a b+c/é%2F=~*(1)';
  const answer = await list(await withKeys(Key, 'a b+d'), {
    EncodingType: 'url',
    Prefix: 'a ',
    Delimiter: '+d',
    StartAfter: 'a=',
  });
  expect(answer).toMatchObject({ EncodingType: 'url', Prefix: 'a+', Delimiter: '%2Bd', StartAfter: 'a%3D' });
  const plain = await list(await withKeys(Key, 'a b+d'), { EncodingType: 'url', Delimiter: '+d' });
  expect(keysOf(plain)).toEqual(['a+b%2Bc/%C3%A9%252F%3D%7E*%281%29']);
  expect(prefixesOf(plain)).toEqual(['a+b%2Bd']);
});

test('an unknown encoding and a foreign token are refused', async () => {
  const s3 = await withKeys();
  expect(await refusal(() => list(s3, { EncodingType: 'value' as 'url' }))).toEqual({
    code: 'InvalidArgument',
    message: 'Invalid Encoding Method specified in Request',
    ArgumentName: 'encoding-type',
    ArgumentValue: 'value',
  });
  for (const ContinuationToken of ['', 'abc', 'YWJj'])
    expect(await refusal(() => list(s3, { ContinuationToken }))).toEqual({
      code: 'InvalidArgument',
      message: 'The continuation token provided is incorrect',
      ArgumentName: 'continuation-token',
    });
});

test('the first version goes on from a marker, and names the next one only with a delimiter', async () => {
  const s3 = await withKeys('folder/a/1', 'folder/file1', 'folder/file2');
  const v1 = (input: object) => s3.run(ListObjectsCommand, { Bucket, MaxKeys: 1, ...input });
  const plain = await v1({});
  expect(plain).toMatchObject({ Marker: '', IsTruncated: true, NextMarker: undefined });
  expect(plain.Contents?.[0]?.Owner).toBeDefined();
  const grouped = { Prefix: 'folder/', Delimiter: '/' };
  expect(await v1(grouped)).toMatchObject({ NextMarker: 'folder/a/', IsTruncated: true });
  expect(keysOf(await v1({ ...grouped, Marker: 'folder/a/' }))).toEqual(['folder/file1']);
  const inside = await v1({ ...grouped, Marker: 'folder/a/0' });
  expect(keysOf(inside)).toEqual(['folder/file1']);
  expect(prefixesOf(inside)).toEqual([]);
});

test('pages with any prefix, delimiter and size make up what a plain search finds', () => {
  const text = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom('a', 'b', '/', '/', '\u{FFFD}', '\u{1F600}'), maxLength });
  const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const query = fc.record({
    keys: fc.uniqueArray(text(6), { maxLength: 40 }),
    prefix: text(2),
    delimiter: fc.oneof(fc.constant('/'), text(2)),
    start: fc.option(text(3), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(query, ({ keys, prefix, delimiter, start, limit }) => {
      const index = createKeyIndex();
      for (const key of keys) index.add(key);
      const grouped = keys
        .filter((key) => key.startsWith(prefix))
        .map((key) => {
          const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
          return end < 0 ? key : key.slice(0, end + delimiter.length);
        });
      const expected = [...new Set(grouped)]
        .filter((name) => start === undefined || bytes(name, start) > 0)
        .sort(bytes);

      const found: string[] = [];
      let after = start;
      for (let more = true; more; ) {
        const page = listPage(index, { prefix, delimiter, after, limit });
        const names = [...page.keys, ...page.commonPrefixes].sort(bytes);
        expect(names.length).toBeLessThanOrEqual(limit);
        expect(page.truncated).toBe(expected.length > found.length + names.length);
        found.push(...names);
        after = page.last;
        more = page.truncated;
      }
      expect(found).toEqual(expected);
    }),
    { seed: 3, numRuns: inject('isFull') ? 5_000 : 100 },
  );
});

test('a page beside twenty thousand grouped keys takes a few searches', () => {
  const index = createKeyIndex();
  for (let i = 0; i < 20_000; i++) index.add(`${i % 10}/${i}`);
  let looked = 0;
  const counting = {
    seek: (isBefore: (key: string) => boolean) =>
      index.seek((key) => {
        looked++;
        return isBefore(key);
      }),
  };
  const page = listPage(counting, { prefix: '', delimiter: '/', after: undefined, limit: 1000 });
  expect(page.commonPrefixes).toHaveLength(10);
  expect(looked).toBeLessThan(500);
});
