import { createHash, createHmac } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'presigned';

class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as never);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data as never);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

async function stage(statement: object) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const credentials = emulator.account('111122223333').root;
  const owner = new s3.S3Client(emulator.clientConfig(credentials));
  await owner.send(new s3.CreateBucketCommand({ Bucket }));
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*Object', Resource, ...statement }],
  });
  await owner.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  const url = new URL(await emulator.listen());
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const presigned = async (method: string, key: string, moved: Readonly<Record<string, string>> = {}) => {
    const path = `/${Bucket}/${key}`;
    const headers = { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = {
      method,
      protocol: 'http:',
      hostname: url.hostname,
      port: Number(url.port),
      path,
      query: { ...moved },
      headers,
    };
    const { query = {} } = await signer.presign(request, { expiresIn: 300 });
    return `${url.origin}${path}?${new URLSearchParams(query as Record<string, string>)}`;
  };
  return { owner, presigned };
}

test('what was put through a presigned URL is got through another, by whoever has them', async () => {
  const { presigned } = await stage({ Condition: { StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } } });
  const put = await fetch(await presigned('PUT', 'k'), { method: 'PUT', body: 'text' });
  expect([put.status, put.headers.get('etag')]).toEqual([200, '"1cb251ec0d568de6a929b520c4aed8d1"']);
  expect(await (await fetch(await presigned('GET', 'k'))).text()).toBe('text');
  const other = await fetch(await presigned('GET', 'k'), { method: 'PUT', body: 'more' });
  expect([other.status, await other.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
});

test('headers that a signer moved into the URL count as sent, also for policies; a checksum there does not', async () => {
  const { owner, presigned } = await stage({ Condition: { StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } } });
  const put = async (moved: Readonly<Record<string, string>>) =>
    (await fetch(await presigned('PUT', 'k', moved), { method: 'PUT', body: 'text' })).status;
  expect(
    await put({ 'x-amz-meta-a': '1', 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
  ).toBe(200);
  expect(await owner.send(new s3.HeadObjectCommand({ Bucket, Key: 'k' }))).toMatchObject({ Metadata: { a: '1' } });
  expect(await put({ 'x-amz-storage-class': 'GLACIER' })).toBe(403);
  expect(await put({ 'If-None-Match': '*' })).toBe(412);
});

test('a bucket can refuse presigned URLs by the kind of their signature', async () => {
  const { owner, presigned } = await stage({ Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } } });
  await owner.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'text' }));
  const refused = await fetch(await presigned('GET', 'k'));
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining('with an explicit deny in a resource-based policy'),
  ]);
});
