import {
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Bucket, Key, refusal, withObject } from './s3-calls.fixture.js';

const TagSet = [{ Key: 'team', Value: 'blue' }];
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' }));

test('the tags of a bucket are put, read and deleted', async () => {
  const s3 = await withObject();
  const read = () => s3.run(GetBucketTaggingCommand, { Bucket });
  expect(await refusal(read)).toEqual({
    code: 'NoSuchTagSet',
    message: 'The TagSet does not exist',
    BucketName: Bucket,
  });
  await s3.run(PutBucketTaggingCommand, { Bucket, Tagging: { TagSet } });
  expect(await read()).toEqual({ TagSet });
  await s3.run(DeleteBucketTaggingCommand, { Bucket });
  expect(await refusal(read)).toMatchObject({ code: 'NoSuchTagSet' });
});

test('the tags of an object are put, read, deleted, and looked at by policies', async () => {
  const s3 = await withObject();
  await s3.run(PutObjectTaggingCommand, { Bucket, Key, Tagging: { TagSet } });
  expect(await s3.run(GetObjectTaggingCommand, { Bucket, Key })).toEqual({ TagSet, VersionId: undefined });
  expect(s3.needs(GetObjectCommand, { Bucket, Key })[0]?.keys).toMatchObject({ 's3:ExistingObjectTag/team': 'blue' });
  const Tagging = { TagSet: [{ Key: 'to', Value: 'red' }] };
  expect(s3.needs(PutObjectTaggingCommand, { Bucket, Key, Tagging, VersionId: 'null' })).toMatchObject([
    {
      action: 's3:PutObjectVersionTagging',
      keys: {
        's3:ExistingObjectTag/team': 'blue',
        's3:RequestObjectTag/to': 'red',
        's3:RequestObjectTagKeys': ['to'],
        's3:versionid': 'null',
      },
    },
  ]);
  await s3.run(DeleteObjectTaggingCommand, { Bucket, Key });
  expect((await s3.run(GetObjectTaggingCommand, { Bucket, Key })).TagSet).toEqual([]);
});

test('a delete marker has no tags or ACL to write, and no tags to read', async () => {
  const s3 = await withObject();
  await s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.run(DeleteObjectCommand, { Bucket, Key });
  const marker = { code: 'MethodNotAllowed', ResourceType: 'DeleteMarker' };
  const read = () => s3.run(GetObjectTaggingCommand, { Bucket, Key });
  expect(await refusal(read)).toMatchObject({ ...marker, Method: 'GET' });
  const write = () => s3.run(PutObjectTaggingCommand, { Bucket, Key, Tagging: { TagSet } });
  expect(await refusal(write)).toMatchObject({ ...marker, Method: 'PUT' });
  const grant = () => s3.run(PutObjectAclCommand, { Bucket, Key, ACL: 'private' });
  expect(await refusal(grant)).toMatchObject({ ...marker, Method: 'PUT' });
});

test.each([
  [[{ Key: 'aws:x', Value: '' }], 'InvalidTag', 'Your TagKey cannot be prefixed with aws:'],
  [[...TagSet, ...TagSet], 'InvalidTag', 'Cannot provide multiple Tags with the same key'],
  [many(11), 'BadRequest', 'Object tags cannot be greater than 10'],
])('%j are no tags of an object', async (tags, code, message) => {
  const s3 = await withObject();
  const tag = () => s3.run(PutObjectTaggingCommand, { Bucket, Key, Tagging: { TagSet: tags } });
  expect(await refusal(tag)).toMatchObject({ code, message });
});

test('a bucket has fifty tags, of which none is reserved', async () => {
  const s3 = await withObject();
  const tag = (tags: typeof TagSet) => () => s3.run(PutBucketTaggingCommand, { Bucket, Tagging: { TagSet: tags } });
  expect(await refusal(tag(many(51)))).toMatchObject({ code: 'BadRequest' });
  expect(await refusal(tag([{ Key: 'aws:x', Value: '' }]))).toMatchObject({
    message: 'System tags cannot be added/updated by requester',
  });
});
