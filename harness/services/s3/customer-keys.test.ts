import { createHash } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Bucket, Key, refusal, withObject } from './s3-calls.fixture.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html; the words are those of recorded answers. */

const keyOf = (letter: string) => {
  const bytes = Buffer.alloc(32, letter);
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: bytes.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
  };
};
const ours = keyOf('a');
const other = keyOf('b');
const asSource = (given: object) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`CopySource${name}`, value]));
const shown = { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: ours.SSECustomerKeyMD5 };

async function stage() {
  const calls = await withObject();
  const ServerSideEncryptionConfiguration = {
    Rules: [{ BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] } }],
  };
  await calls.run(s3.PutBucketEncryptionCommand, { Bucket, ServerSideEncryptionConfiguration });
  return calls;
}

test('an object is read with the key that it was written with, and no other', async () => {
  const { run } = await stage();
  const put = await run(s3.PutObjectCommand, { Bucket, Key, Body: 'x', ...ours });
  expect(put).toMatchObject({ ...shown, ServerSideEncryption: undefined });
  expect(await run(s3.HeadObjectCommand, { Bucket, Key, ...ours })).toMatchObject(shown);
  expect(await refusal(() => run(s3.GetObjectCommand, { Bucket, Key }))).toEqual({
    code: 'InvalidRequest',
    message:
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  });
  expect(await refusal(() => run(s3.GetObjectCommand, { Bucket, Key, ...other }))).toEqual({
    code: 'AccessDenied',
    message:
      'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
  });
});

test('a key is not for an object that has none', async () => {
  const { run } = await stage();
  expect((await refusal(() => run(s3.GetObjectCommand, { Bucket, Key, ...ours })))?.message).toBe(
    'The encryption parameters are not applicable to this object.',
  );
});

test.each([
  [{ ServerSideEncryption: 'AES256' }, 'is incompatible with the encryption method specified'],
  [{ SSECustomerAlgorithm: undefined }, 'must provide a valid encryption algorithm.'],
  [{ SSECustomerKey: undefined }, 'must provide an appropriate secret key.'],
  [{ SSECustomerAlgorithm: 'KMS' }, 'Supported value: AES256.'],
  [{ SSECustomerKey: 'c2hvcnQ=' }, 'The secret key was invalid for the specified algorithm.'],
  [{ SSECustomerKeyMD5: other.SSECustomerKeyMD5 }, 'did not match the hash that was provided.'],
])('%j is no key to write with', async (part, message) => {
  const { run } = await stage();
  const put = () => run(s3.PutObjectCommand, { Bucket, Key, ...ours, ...part } as s3.PutObjectCommandInput);
  expect((await refusal(put))?.message).toContain(message);
});

test('a copy is made with the key of its source, and may have another', async () => {
  const { run } = await stage();
  await run(s3.PutObjectCommand, { Bucket, Key, Body: 'x', ...ours });
  const copy = (more: object) =>
    run(s3.CopyObjectCommand, { Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...more });
  expect((await refusal(() => copy({})))?.code).toBe('InvalidRequest');
  expect(await copy(asSource(ours))).toMatchObject({ ServerSideEncryption: 'AES256' });
  expect(await copy({ ...asSource(ours), ...other })).toMatchObject({ SSECustomerKeyMD5: other.SSECustomerKeyMD5 });
});

test('each part comes with the key of its upload', async () => {
  const { run } = await stage();
  const { UploadId } = await run(s3.CreateMultipartUploadCommand, { Bucket, Key, ...ours });
  const part = (more: object) =>
    run(s3.UploadPartCommand, { Bucket, Key, UploadId, PartNumber: 1, Body: 'x', ...more } as never);
  expect((await refusal(() => part({})))?.message).toContain('must include the appropriate encryption parameters.');
  expect((await refusal(() => part(other)))?.message).toContain('did not match the ones used originally.');
  expect(await part(ours)).toMatchObject(shown);
});
