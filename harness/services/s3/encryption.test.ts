import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { ACCOUNT, Bucket, Key, refusal, withObject } from './s3-calls.fixture.js';

const ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k1`;
const BY_KMS = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'k1', BucketKeyEnabled: true } as const;

test('an object keeps the KMS key that it was written with', async () => {
  const s3 = await withObject(BY_KMS);
  const shown = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: ARN, BucketKeyEnabled: true };
  expect(await s3.run(HeadObjectCommand, { Bucket, Key })).toMatchObject(shown);
});

test('a key of one’s own takes permissions on it, to write and to read', async () => {
  const s3 = await withObject(BY_KMS);
  const actions = (needs: readonly { readonly action?: string; readonly resource: string }[]) =>
    needs.filter(({ resource }) => resource === ARN).map(({ action }) => action);
  expect(actions(s3.needs(PutObjectCommand, { Bucket, Key, ...BY_KMS }))).toEqual(['kms:GenerateDataKey']);
  expect(actions(s3.needs(GetObjectCommand, { Bucket, Key }))).toEqual(['kms:Decrypt']);
  const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...BY_KMS };
  expect(actions(s3.needs(CopyObjectCommand, copy))).toEqual(['kms:GenerateDataKey', 'kms:Decrypt']);
  expect(actions(s3.needs(PutObjectCommand, { Bucket, Key, ServerSideEncryption: 'aws:kms' }))).toEqual([]);
});

test('a part of an upload takes the key of the upload, and what is copied the key of its source', async () => {
  const s3 = await withObject(BY_KMS);
  const { UploadId } = await s3.run(CreateMultipartUploadCommand, {
    Bucket,
    Key,
    ...BY_KMS,
    ChecksumAlgorithm: 'CRC32',
  });
  const part = { Bucket, Key, UploadId, PartNumber: 1 };
  const keyed = (needs: readonly { readonly action?: string }[]) =>
    needs.flatMap(({ action = '' }) => (action.startsWith('kms:') ? action : []));
  expect(keyed(s3.needs(UploadPartCommand, part))).toEqual(['kms:Decrypt']);
  expect(keyed(s3.needs(ListPartsCommand, { Bucket, Key, UploadId }))).toEqual(['kms:Decrypt']);
  expect(keyed(s3.needs(CompleteMultipartUploadCommand, { Bucket, Key, UploadId }))).toEqual(['kms:Decrypt']);
  expect(keyed(s3.needs(AbortMultipartUploadCommand, { Bucket, Key, UploadId }))).toEqual([]);
  const copied = { ...part, CopySource: `${Bucket}/${Key}` };
  expect(keyed(s3.needs(UploadPartCopyCommand, copied))).toEqual(['kms:Decrypt', 'kms:Decrypt']);
});

test('a key is asked for with what S3 encrypts as its context, and to show an object only for the checksum', async () => {
  const s3 = await withObject({ ...BY_KMS, BucketKeyEnabled: false });
  expect(s3.needs(GetObjectCommand, { Bucket, Key })[1]?.keys).toEqual({
    'kms:ViaService': 's3.us-east-1.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}/${Key}`,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
  });
  const [, need] = s3.needs(PutObjectCommand, { Bucket, Key, ...BY_KMS });
  expect(need?.keys).toMatchObject({ 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}` });
  expect(s3.needs(HeadObjectCommand, { Bucket, Key })).toHaveLength(1);
  expect(s3.needs(HeadObjectCommand, { Bucket, Key, ChecksumMode: 'ENABLED' })).toHaveLength(2);
});

test('a bucket encrypts what comes without a wish as it does by default', async () => {
  const s3 = await withObject();
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ARN } as const;
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
  await s3.run(PutBucketEncryptionCommand, { Bucket, ServerSideEncryptionConfiguration });
  expect(await s3.run(PutObjectCommand, { Bucket, Key })).toMatchObject({ SSEKMSKeyId: ARN });
  const asked = await s3.run(PutObjectCommand, { Bucket, Key, ServerSideEncryption: 'AES256' });
  expect(asked).toMatchObject({ ServerSideEncryption: 'AES256', SSEKMSKeyId: undefined });
});

test('what KMS encrypts is neither read nor written without a signature', async () => {
  const s3 = await withObject({ ServerSideEncryption: 'aws:kms' });
  const anonymous = s3.with({ anonymous: true });
  const expected = {
    code: 'InvalidArgument',
    message: 'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    ArgumentName: 'Authorization',
    ArgumentValue: 'null',
  };
  expect(await refusal(() => anonymous.run(GetObjectCommand, { Bucket, Key }))).toEqual(expected);
  expect(await refusal(() => anonymous.run(PutObjectCommand, { Bucket, Key, ...BY_KMS }))).toEqual(expected);
  expect(anonymous.needs(PutObjectCommand, { Bucket, Key, ...BY_KMS })).toHaveLength(1);
});

test('keys of customers are blocked in a new bucket', async () => {
  const s3 = await withObject();
  const put = () => refusal(() => s3.run(PutObjectCommand, { Bucket, Key, SSECustomerAlgorithm: 'AES256' }));
  expect(await put()).toEqual({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${Bucket}/${Key}" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
  });
});
