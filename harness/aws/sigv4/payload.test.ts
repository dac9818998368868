import { describe, expect, test } from 'vitest';
import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import type { WireBody } from '../http.js';
import { type BodyChecks, checkedBody } from './payload.js';
import type { PayloadRule } from './payload-rule.js';
import { sha256 } from './signature.js';

const unsigned: PayloadRule = { kind: 'unsigned' };
const chunks: PayloadRule = { kind: 'chunks', trailers: true, signer: undefined };

async function read(body: WireBody, rule: PayloadRule, headers: Record<string, string> = {}, checks?: BodyChecks) {
  try {
    const map = headerMap(Object.entries(headers).flat());
    const checked = checkedBody(body, rule, map, checks);
    const pieces: Uint8Array[] = [];
    for await (const bytes of checked.stream) pieces.push(bytes);
    return { text: Buffer.concat(pieces).toString(), checksums: checked.checksums() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { code: error.code, message: error.message, extras: error.extras };
  }
}

const hello = {
  sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  crc32: 'NhCmhg==',
  md5: 'XUFAKrxLKna5cZ2REBfFkg==',
};

describe('a body', () => {
  test.each([
    ['text', 'hello'],
    ['bytes', Buffer.from('hello')],
    [
      'a stream',
      (async function* () {
        yield Buffer.from('he');
        yield Buffer.from('llo');
      })(),
    ],
  ])('of %s passes with everything that was promised for it', async (_, body) => {
    const headers = { 'content-md5': hello.md5, 'x-amz-checksum-crc32': hello.crc32 };
    const checked = await read(body, { kind: 'sha256', hash: hello.sha256 }, headers);
    expect(checked).toEqual({ text: 'hello', checksums: { CRC32: hello.crc32 } });
  });

  test('that is absent is an empty one', async () => {
    expect(await read(undefined, { kind: 'sha256', hash: sha256('') })).toEqual({ text: '', checksums: {} });
  });

  test('with another SHA-256 is refused, naming both', async () => {
    expect(await read('hullo', { kind: 'sha256', hash: hello.sha256 })).toEqual({
      code: 'XAmzContentSHA256Mismatch',
      message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      extras: { ClientComputedContentSHA256: hello.sha256, S3ComputedContentSHA256: sha256('hullo') },
    });
  });

  test('with another MD5 is refused, naming both', async () => {
    expect(await read('test', unsigned, { 'content-md5': 'CYketZBSTjX8czcs3cXVlg==' })).toEqual({
      code: 'BadDigest',
      message: 'The Content-MD5 you specified did not match what we received.',
      extras: { ExpectedDigest: '09891eb590524e35fc73372cddc5d596', CalculatedDigest: 'CY9rzUYh03PK3k6DJie09g==' },
    });
  });

  test.each(['__invalid__', '000', 'not base64 encoded checksum', 'MTIz', 'dGVzdC1zdHJpbmc='])(
    'with the Content-MD5 %s is refused before it is read',
    async (promised) => {
      expect(await read(unreadable(), unsigned, { 'content-md5': promised })).toEqual({
        code: 'InvalidDigest',
        message: 'The Content-MD5 you specified was invalid.',
        extras: { 'Content-MD5': promised },
      });
    },
  );

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('with another %s is refused', async (name) => {
    const bytes = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }[name];
    const promised = Buffer.alloc(bytes).toString('base64');
    expect(await read('hello', unsigned, { ['x-amz-checksum-' + name.toLowerCase()]: promised })).toMatchObject({
      code: 'BadDigest',
      message: `The ${name} you specified did not match the calculated checksum.`,
    });
  });
});

describe('headers about checksums', () => {
  const algorithms = 'x-amz-sdk-checksum-algorithm';
  test.each([
    [{ 'x-amz-checksum-crc32': 'invalid' }, 'InvalidRequest', 'Value for x-amz-checksum-crc32 header is invalid.'],
    [
      { 'x-amz-checksum-crc32': hello.crc32, 'x-amz-checksum-crc32c': hello.crc32 },
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    ],
    [
      { 'x-amz-checksum-md4': hello.crc32 },
      'InvalidRequest',
      'The algorithm type you specified in x-amz-checksum- header is invalid.',
    ],
    [
      { 'x-amz-checksum-xxhash3': 'AAAAAAAAAAA=' },
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
    ],
    [
      { [algorithms]: 'CRC32' },
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    ],
  ])('that are wrong in themselves are refused before the body is read: %j', async (headers, code, message) => {
    expect(await read(unreadable(), unsigned, headers)).toMatchObject({ code, message });
  });

  test('that only share the prefix are left alone', async () => {
    const headers = { 'x-amz-checksum-mode': 'ENABLED', 'x-amz-checksum-type': 'FULL_OBJECT' };
    expect(await read('hello', unsigned, headers)).toMatchObject({ text: 'hello' });
  });

  test('of another body (CompleteMultipartUpload) are left alone when told so', async () => {
    const headers = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    expect(await read('<xml/>', unsigned, headers, { checksumHeaders: false })).toMatchObject({ text: '<xml/>' });
  });
});

describe('an aws-chunked body', () => {
  const headers = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const good = `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${hello.crc32}\r\n\r\n`;

  test('gives the object and the checksum of its trailer', async () => {
    expect(await read(good, chunks, headers)).toEqual({ text: 'hello', checksums: { CRC32: hello.crc32 } });
  });

  test('needs its decoded length', async () => {
    for (const length of ['', 'test', '-1']) {
      expect(await read(unreadable(), chunks, { ...headers, 'x-amz-decoded-content-length': length })).toMatchObject({
        code: 'MissingContentLength',
        message: 'You must provide the Content-Length HTTP header.',
      });
    }
  });

  test.each(['4', '6'])('with the decoded length %s for five bytes is refused', async (length) => {
    expect(await read(good, chunks, { ...headers, 'x-amz-decoded-content-length': length })).toEqual({
      code: 'IncompleteBody',
      message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
      extras: { NumberBytesExpected: length, NumberBytesProvided: '5' },
    });
  });

  test.each([
    ['no size', 'hello'],
    ['a size that is no number', 'xyz\r\nhello\r\n0\r\n\r\n'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
    ['line feeds alone', good.replaceAll('\r\n', '\n')],
    ['a chunk longer than its size', good.replace('hello', 'hello!')],
    ['an endless line', 'a'.repeat(1_000_000)],
    ['no last chunk', '5\r\nhello\r\n'],
    ['something after the end', good + 'x'],
  ])('with %s is refused', async (_, body) => {
    expect(await read(body, chunks, headers)).toMatchObject({
      code: 'IncompleteBody',
      message: 'The request body terminated unexpectedly',
    });
  });

  test('may have one small chunk only, the last', async () => {
    const body = '5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n';
    expect(await read(body, chunks, { 'x-amz-decoded-content-length': '10' })).toEqual({
      code: 'InvalidChunkSizeError',
      message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
      extras: { Chunk: '1', BadChunkSize: '5' },
    });
  });

  test('is not read further than to its first fault', async () => {
    let pulled = 0;
    async function* endless() {
      for (;;) {
        pulled += 1;
        yield Buffer.from(pulled === 1 ? 'ffffffff\r\n' : 'x'.repeat(1000));
      }
    }
    expect(await read(endless(), chunks, headers)).toMatchObject({ code: 'IncompleteBody' });
    expect(pulled).toBe(1);
  });

  test('announces trailers that S3 knows', async () => {
    expect(await read(unreadable(), chunks, { ...headers, 'x-amz-trailer': 'x-amz-meta-a' })).toMatchObject({
      code: 'InvalidRequest',
      message: 'The value specified in the x-amz-trailer header is not supported',
    });
  });

  test('holds no more than a piece in memory', async () => {
    const size = 64 * 1024;
    const count = 200;
    let ahead = 0;
    async function* source() {
      for (let at = 0; at < count; at += 1) {
        ahead += 1;
        yield Buffer.from(size.toString(16) + '\r\n' + 'a'.repeat(size) + '\r\n');
      }
      yield Buffer.from('0\r\n\r\n');
    }
    const map = headerMap(['x-amz-decoded-content-length', String(size * count)]);
    let most = 0;
    let taken = 0;
    for await (const bytes of checkedBody(source(), chunks, map).stream) {
      taken += bytes.length;
      most = Math.max(most, ahead * size - taken);
    }
    expect({ taken, most }).toEqual({ taken: size * count, most: 0 });
  });
});

async function* unreadable(): AsyncGenerator<Uint8Array> {
  yield Promise.reject(new TypeError('the body was read'));
}
