import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'cross-origin';
const ORIGIN = 'https://app.example.com';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html; the words are those of recorded answers. */
async function stage(...CORSRules: s3.CORSRule[]) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const owner = new s3.S3Client(emulator.clientConfig(emulator.account('111122223333').root));
  await owner.send(new s3.CreateBucketCommand({ Bucket }));
  const put = (rules: s3.CORSRule[]) =>
    owner.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: rules } }));
  if (CORSRules.length > 0) await put(CORSRules);
  const ask = async (method: string, target: string, headers: Record<string, string> = {}) => {
    const rawHeaders = ['host', '127.0.0.1', ...Object.entries(headers).flat()];
    const origin = { sourceIp: '127.0.0.1', secureTransport: true };
    const answer = await emulator.handle({ method, target, rawHeaders, body: undefined, origin });
    const cors = Object.entries(answer.headers).filter(([name]) => name.startsWith('access-control'));
    return { status: answer.status, cors: Object.fromEntries(cors), body: String(answer.body ?? '') };
  };
  return { ask, put };
}

const rule: s3.CORSRule = {
  AllowedOrigins: ['https://*.example.com'],
  AllowedMethods: ['GET', 'PUT'],
  AllowedHeaders: ['x-amz-meta-*', 'Content-Type'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 3000,
};

test('a preflight request is told what the first matching rule allows', async () => {
  const { ask } = await stage(rule);
  const asked = {
    'Access-Control-Request-Method': 'PUT',
    'Access-Control-Request-Headers': 'X-Amz-Meta-a,content-type',
  };
  expect(await ask('OPTIONS', `/${Bucket}/key`, { Origin: ORIGIN, ...asked })).toEqual({
    status: 200,
    cors: {
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'x-amz-meta-a, content-type',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3000',
      'access-control-allow-credentials': 'true',
    },
    body: '',
  });
});

test('a preflight request for another method, header or origin is forbidden', async () => {
  const { ask } = await stage(rule);
  const preflight = (Origin: string, method: string, headers = '') =>
    ask('OPTIONS', `/${Bucket}/key`, {
      Origin,
      'Access-Control-Request-Method': method,
      ...(headers && { 'Access-Control-Request-Headers': headers }),
    });
  const refused = [
    await preflight(ORIGIN, 'DELETE'),
    await preflight(ORIGIN, 'GET', 'authorization'),
    await preflight('http://app.example.com', 'GET'),
  ];
  for (const { status, cors, body } of refused) {
    expect({ status, cors }).toEqual({ status: 403, cors: {} });
    expect(body).toContain('<Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.');
  }
});

test('a preflight request names its origin, and the bucket has a configuration', async () => {
  const { ask } = await stage();
  expect((await ask('OPTIONS', `/${Bucket}/key`)).body).toContain(
    '<Code>BadRequest</Code><Message>Insufficient information. Origin request header needed.</Message>',
  );
  expect((await ask('OPTIONS', `/${Bucket}/key`, { Origin: ORIGIN })).body).toContain(
    '<Message>CORSResponse: CORS is not enabled for this bucket.</Message><Method>OPTIONS</Method>',
  );
  expect((await ask('OPTIONS', '/nowhere/key', { Origin: ORIGIN })).body).toContain('CORSResponse: Bucket not found');
});

test('a preflight request says what method it asks about', async () => {
  const { ask } = await stage(rule);
  const { status, body } = await ask('OPTIONS', `/${Bucket}/key`, { Origin: ORIGIN });
  expect(status).toBe(400);
  expect(body).toContain('<Code>BadRequest</Code><Message>Invalid Access-Control-Request-Method: null</Message>');
});

test('any answer tells a page of an allowed origin that it may be read, a refusal too', async () => {
  const { ask } = await stage({ AllowedOrigins: ['*'], AllowedMethods: ['GET'] });
  expect(await ask('GET', `/${Bucket}/key`, { Origin: ORIGIN })).toMatchObject({
    status: 403,
    cors: { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET' },
  });
  expect((await ask('GET', `/${Bucket}/key`)).cors).toEqual({});
  expect((await ask('DELETE', `/${Bucket}/key`, { Origin: ORIGIN })).cors).toEqual({});
});

test.each([
  [{ AllowedMethods: ['PATCH'] }, 'Found unsupported HTTP method in CORS config. Unsupported method is PATCH'],
  [{ AllowedOrigins: ['*a*'] }, 'AllowedOrigin "*a*" can not have more than one wildcard.'],
  [
    { ExposeHeaders: ['*'] },
    'ExposeHeader "*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
  ],
])('a rule with %j is not stored', async (part, message) => {
  const { put } = await stage();
  await expect(put([{ ...rule, ...part }])).rejects.toMatchObject({ name: 'InvalidRequest', message });
});
