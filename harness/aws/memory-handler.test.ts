import { Readable } from 'node:stream';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { HttpRequest } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { headerMap } from './header-map.js';
import type { WireRequest, WireResponse } from './http.js';
import { memoryHandler } from './memory-handler.js';
import { checkedBody } from './sigv4/payload.js';
import { SigningKeys } from './sigv4/signing-keys.js';
import { verify } from './sigv4/verify.js';

const credentials = { accessKeyId: 'AKIAUSER', secretAccessKey: 'secret' };
const origin = { sourceIp: '198.51.100.1', secureTransport: true };
const xml = { 'content-type': 'application/xml' };

/** Verifies each request and reads its body, as the front does, then answers. */
function clientOptions(answer: (request: WireRequest, body: Buffer) => WireResponse) {
  const keys = new SigningKeys();
  const handle = async (request: WireRequest) => {
    const service = request.rawHeaders.some((value) => value.includes('/s3/')) ? 's3' : 'iam';
    const headers = headerMap(request.rawHeaders);
    const body = service === 's3' ? undefined : Buffer.from(request.body as Uint8Array | string);
    const credential = (id: string) =>
      id === credentials.accessKeyId
        ? { ...credentials, sessionToken: undefined, expired: false, caller: id }
        : undefined;
    const { kind, payload } = verify({ ...request, headers }, { service, now: Date.now(), keys, body, credential });
    expect(kind).toBe('signed');
    const pieces: Uint8Array[] = [];
    for await (const bytes of checkedBody(request.body, payload, headers).stream) pieces.push(bytes);
    return answer(request, Buffer.concat(pieces));
  };
  const requestHandler = memoryHandler({ handle, origin });
  return { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566', credentials, requestHandler, maxAttempts: 1 };
}

function s3(answer: (request: WireRequest, body: Buffer) => WireResponse): S3Client {
  return new S3Client({ ...clientOptions(answer), forcePathStyle: true });
}

async function stored(Body: NonNullable<ConstructorParameters<typeof PutObjectCommand>[0]['Body']>, more: object = {}) {
  let seen: { readonly request: WireRequest; readonly body: Buffer } | undefined;
  const client = s3((request, body) => {
    seen = { request, body };
    return { status: 200, headers: { etag: '"e"' }, body: undefined };
  });
  const { ETag } = await client.send(new PutObjectCommand({ Bucket: 'b', Key: "a/../é (1)!*'", Body, ...more }));
  expect(ETag).toBe('"e"');
  return seen;
}

describe('an S3 client in the same process', () => {
  test.each([
    ['text', () => 'hello, wörld'],
    ['an empty text', () => ''],
    ['a buffer', () => Buffer.from('hello, wörld')],
    ['a view into a larger buffer', () => new Uint8Array(Buffer.from('(hello, wörld)')).subarray(1, -1)],
    ['a stream', () => Readable.from([Buffer.from('hello, wörld')], { objectMode: false })],
  ])('uploads %s, signed and checked', async (name, body) => {
    const seen = await stored(body(), name.endsWith('stream') ? { ContentLength: 13 } : {});
    expect(seen?.body.toString()).toBe(name === 'an empty text' ? '' : 'hello, wörld');
    expect(seen?.request).toMatchObject({
      method: 'PUT',
      target: '/b/a/../%C3%A9%20%281%29%21%2A%27?x-id=PutObject',
      origin,
    });
  });

  test('gets an object as a stream, as text and as bytes', async () => {
    const bodies = () => ['whole', Buffer.from('whole'), streamed('wh', 'ole')];
    for (const [at] of bodies().entries()) {
      const client = s3(() => ({ status: 200, headers: {}, body: bodies()[at] }));
      const get = async () => (await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).Body;
      expect(await (await get())?.transformToString()).toBe('whole');
      expect(Buffer.from((await (await get())?.transformToByteArray()) ?? []).toString()).toBe('whole');
      expect(await new Response((await get())?.transformToWebStream()).text()).toBe('whole');
      let text = '';
      for await (const bytes of (await get()) as Readable) text += String(bytes);
      expect(text).toBe('whole');
    }
  });

  test('gets an empty object', async () => {
    const client = s3(() => ({ status: 200, headers: { 'content-length': '0' }, body: undefined }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(await Body?.transformToString()).toBe('');
  });

  test('reads answers and errors in XML', async () => {
    const list = '<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>';
    const client = s3(() => ({ status: 200, headers: xml, body: list }));
    expect((await client.send(new ListBucketsCommand({}))).Buckets?.[0]?.Name).toBe('b');
    const error = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
    const denied = s3(() => ({ status: 403, headers: { ...xml, 'x-amz-request-id': 'R' }, body: error }));
    await expect(denied.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Access Denied',
      $metadata: { httpStatusCode: 403, requestId: 'R' },
    });
  });

  test('gets no body for a HEAD', async () => {
    const client = s3(() => ({ status: 200, headers: { 'content-length': '5' }, body: 'whole' }));
    expect((await client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).ContentLength).toBe(5);
  });
});

describe('an IAM client in the same process', () => {
  test('sends its form and reads the answer', async () => {
    const answer =
      '<ListUsersResponse><ListUsersResult><Users><member><UserName>ann</UserName></member></Users></ListUsersResult></ListUsersResponse>';
    let form = '';
    const client = new IAMClient(
      clientOptions(({ body }) => {
        form = String(body);
        return { status: 200, headers: { 'content-type': 'text/xml' }, body: answer };
      }),
    );
    expect((await client.send(new ListUsersCommand({ PathPrefix: '/a b/' }))).Users?.[0]?.UserName).toBe('ann');
    expect(form).toBe('Action=ListUsers&Version=2010-05-08&PathPrefix=%2Fa%20b%2F');
  });
});

describe('the handler itself', () => {
  const request = (change: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'GET',
    protocol: 'http:',
    hostname: 'h',
    path: '/',
    headers: {},
    ...change,
  });
  const echo = memoryHandler({
    origin,
    handle: async ({ target, rawHeaders }) => ({ status: 200, headers: {}, body: target + ' ' + rawHeaders.join(',') }),
  });
  const sent = async (change: Partial<HttpRequest>) => {
    const { response } = await echo.handle(request({ method: 'POST', ...change }));
    return Buffer.from(response.body as Uint8Array).toString();
  };

  test('writes the query as the SDK does', async () => {
    const query = { b: ['2', "1!'()*"], a: 'x y+z', alone: null, empty: '' };
    expect(await sent({ query })).toBe('/?a=x%20y%2Bz&alone&b=2&b=1%21%27%28%29%2A&empty= content-length,0');
  });

  test('frames a body as an HTTP client does', async () => {
    expect(await sent({ body: 'é' })).toBe('/ content-length,2');
    expect(await sent({ body: 'é', headers: { 'Content-Length': '2' } })).toBe('/ Content-Length,2');
    expect(await sent({ body: Readable.from(['a']) })).toBe('/ transfer-encoding,chunked');
    expect(await sent({ method: 'DELETE' })).toBe('/ ');
  });

  test('takes every kind of body that the SDK takes', async () => {
    const reader = memoryHandler({
      origin,
      handle: async ({ body }) => {
        if (body === undefined || typeof body === 'string' || body instanceof Uint8Array)
          return { status: 200, headers: {}, body };
        const pieces: Uint8Array[] = [];
        for await (const bytes of body) pieces.push(bytes);
        return { status: 200, headers: {}, body: Buffer.concat(pieces) };
      },
    });
    const bytes = new Uint8Array(Buffer.from('(body)')).subarray(1, -1);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kinds = [
      'body',
      bytes,
      Buffer.from('body'),
      bytes.slice().buffer,
      view,
      new Blob(['body']),
      Readable.from(['bo', 'dy']),
      new Blob(['body']).stream(),
    ];
    for (const body of kinds) {
      const { response } = await reader.handle(request({ method: 'POST', body }));
      expect(Buffer.from(response.body as Uint8Array).toString()).toBe('body');
    }
  });

  test('refuses a header that HTTP cannot carry', async () => {
    for (const value of ['two\nlines', '日本']) {
      await expect(sent({ headers: { 'x-a': value } })).rejects.toThrow(
        'the header `x-a` has a character that HTTP cannot carry; encode its value',
      );
    }
  });

  test('refuses a body of an unknown kind', async () => {
    await expect(sent({ body: 42 })).rejects.toThrow('the request has a body of an unknown kind');
  });

  test('ends with AbortError when it is aborted, before or while it works', async () => {
    const never = memoryHandler({ origin, handle: () => new Promise(() => undefined) });
    await expect(never.handle(request(), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const controller = new AbortController();
    const answer = never.handle(request(), { abortSignal: controller.signal });
    controller.abort(new TypeError('enough'));
    await expect(answer).rejects.toMatchObject({ name: 'AbortError', cause: new TypeError('enough') });
  });
});

async function* streamed(...pieces: readonly string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}
