import { createHash, createHmac } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

class Sha256 {
  readonly hash;

  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(data: SourceData) {
    this.hash.update(data as Buffer);
  }

  async digest() {
    return new Uint8Array(this.hash.digest());
  }

  reset() {}
}

test('a presigned URL ages with the clock of the account, from the time of its signing', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { root: credentials, clock } = emulator.account();
  const s3 = new S3Client(emulator.clientConfig(credentials));
  await s3.send(new CreateBucketCommand({ Bucket: 'presigned' }));
  await s3.send(new PutObjectCommand({ Bucket: 'presigned', Key: 'k', Body: 'text' }));
  const url = new URL(await emulator.listen());
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const presign = async (expiresIn: number, signingDate = new Date()) => {
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname: url.hostname,
      port: Number(url.port),
      path: '/presigned/k',
    };
    const { query = {} } = await signer.presign(
      { ...request, query: {}, headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      { expiresIn, signingDate },
    );
    return `${url.origin}/presigned/k?${new URLSearchParams(query as Record<string, string>)}`;
  };
  const get = async (target: string) => {
    const answer = await fetch(target);
    return { status: answer.status, body: await answer.text() };
  };

  const early = await presign(300);
  expect(await get(early)).toEqual({ status: 200, body: 'text' });
  clock.advance('4m');
  expect(await get(early)).toEqual({ status: 200, body: 'text' });
  clock.advance('2m');
  expect(await get(early)).toMatchObject({ status: 403, body: expect.stringContaining('Request has expired') });
  // The date of a signature has whole seconds: one of this second would count as made before the clock was moved.
  const late = await presign(300, new Date(Date.now() + 1000));
  expect(await get(late)).toEqual({ status: 200, body: 'text' });
});
