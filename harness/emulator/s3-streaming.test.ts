import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, inject, test } from 'vitest';
import { startEmulator } from './index.js';

const PART = 2 ** 20;
const PARTS = inject('isFull') ? 200 : 20;
const Bucket = 'streams';

test('an upload and a download hold no more than a part in memory beyond what is stored', async () => {
  await using emulator = await startEmulator();
  const owner = new S3Client(emulator.clientConfig(emulator.account().root));
  await owner.send(new CreateBucketCommand({ Bucket }));
  await owner.send(new DeletePublicAccessBlockCommand({ Bucket }));
  const anyone = { Effect: 'Allow', Principal: '*', Action: ['s3:PutObject', 's3:GetObject'] };
  const Statement = [{ ...anyone, Resource: `arn:aws:s3:::${Bucket}/*` }];
  await owner.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  const send = (method: string, body?: AsyncIterable<Uint8Array>) =>
    emulator.handle({
      method,
      target: `/${Bucket}/key`,
      rawHeaders: ['host', '127.0.0.1', 'content-length', String(body ? PART * PARTS : 0)],
      body,
      origin: { sourceIp: '127.0.0.1', secureTransport: true },
    });

  let most = 0;
  const start = process.memoryUsage().arrayBuffers;
  const sent = async function* () {
    for (let part = 0; part < PARTS; part++) {
      yield Buffer.alloc(PART, part);
      const held = process.memoryUsage().arrayBuffers - start - PART * (part + 1);
      most = Math.max(most, held);
    }
  };
  expect((await send('PUT', sent())).status).toBe(200);
  expect(most).toBeLessThan(PART);

  const { body } = await send('GET');
  const stored = process.memoryUsage().arrayBuffers;
  let size = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    expect(process.memoryUsage().arrayBuffers - stored).toBeLessThan(PART);
  }
  expect(size).toBe(PART * PARTS);
});
