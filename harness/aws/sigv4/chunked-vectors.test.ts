import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ChunkedVector } from '../../../fixtures/sigv4/vector.js';
import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import { checkedBody } from './payload.js';
import { sha256 } from './signature.js';
import { SigningKeys } from './signing-keys.js';
import { verify } from './verify.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/sigv4/chunked.json', import.meta.url), 'utf8'),
) as readonly ChunkedVector[];

function bodyOf({ body }: ChunkedVector): Buffer {
  return Buffer.concat(
    body.map((piece) => (typeof piece === 'number' ? Buffer.alloc(piece, 'a') : Buffer.from(piece))),
  );
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Verifies the request, then reads the whole body. */
async function upload(vector: ChunkedVector, body: Buffer, pieceSize = 4096) {
  const headers = headerMap(vector.headers.flat());
  const outcome = verify(
    { method: 'PUT', target: vector.target, headers },
    {
      service: 's3',
      now: vector.signedAt,
      keys: new SigningKeys(),
      body: undefined,
      credential: () => ({ ...vector.credential, sessionToken: undefined, expired: false, caller: 'someone' }),
    },
  );
  const checked = checkedBody(inPieces(body, pieceSize), outcome.payload, headers);
  const object: Uint8Array[] = [];
  for await (const bytes of checked.stream) object.push(bytes);
  return { object: Buffer.concat(object), checksums: checked.checksums() };
}

async function verdict(vector: ChunkedVector, body: Buffer): Promise<string> {
  try {
    await upload(vector, body);
    return 'accepted';
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
}

describe.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
  test.each([3, 4096, 1_000_000])('is read whole from pieces of %i bytes', async (pieceSize) => {
    const { object, checksums } = await upload(vector, bodyOf(vector), pieceSize);
    expect({ length: object.length, sha256: sha256(object) }).toEqual(vector.object);
    expect(checksums).toEqual(vector.checksums);
  });

  test('is refused when it breaks off anywhere in its framing', async () => {
    const body = bodyOf(vector);
    const ends = [0, 1, 5, body.length >> 1, body.length - 66, body.length - 5, body.length - 2, body.length - 1];
    for (const end of ends.filter((it) => it >= 0))
      expect(await verdict(vector, body.subarray(0, end))).toBe('IncompleteBody');
  });

  test('is refused when any of its signatures differs', async () => {
    const body = bodyOf(vector).toString('latin1');
    for (const { index } of body.matchAll(/(?<=signature[=:])[0-9a-f]{64}/g)) {
      const other = body.slice(0, index) + (body[index] === '0' ? '1' : '0') + body.slice(index + 1);
      expect(await verdict(vector, Buffer.from(other, 'latin1'))).toBe('SignatureDoesNotMatch');
    }
  });

  test('is refused when a byte of the object differs', async () => {
    const body = bodyOf(vector);
    const at = body.lastIndexOf('a'.repeat(1) + '\r\n');
    if (vector.object.length === 0) return;
    body[at] = 'b'.charCodeAt(0);
    const signed = body.includes('chunk-signature');
    expect(await verdict(vector, body)).toBe(signed ? 'SignatureDoesNotMatch' : 'BadDigest');
  });
});

describe('the trailers', () => {
  const signed = vectors.find(({ name }) => name === 'several chunks with signed trailers');
  const unsigned = vectors.find(({ name }) => name === 'several chunks with trailers');

  test('are part of what is signed', async () => {
    const other = bodyOf(signed as ChunkedVector)
      .toString('latin1')
      .replace(/(?<=crc32:)./, 'z');
    expect(await verdict(signed as ChunkedVector, Buffer.from(other, 'latin1'))).toBe('SignatureDoesNotMatch');
  });

  test.each([
    ['another name', 'x-amz-checksum-crc32:', 'x-amz-checksum-sha1:', 'MalformedTrailerError'],
    ['a line without a colon', 'x-amz-checksum-crc32:', 'x-amz-checksum-crc32 ', 'MalformedTrailerError'],
    ['one more trailer', 'x-amz-checksum-crc32:', 'x-amz-meta-a:b\r\nx-amz-checksum-crc32:', 'MalformedTrailerError'],
    ['a value that is no checksum', 'x-amz-checksum-crc32:', 'x-amz-checksum-crc32:=', 'InvalidRequest'],
    ['the checksum of something else', /(?<=crc32:).*(?=\r\n\r\n)/s, 'AAAAAA==', 'BadDigest'],
  ] as const)('with %s are refused', async (_, from, to, code) => {
    const other = bodyOf(unsigned as ChunkedVector)
      .toString('latin1')
      .replace(from, to);
    expect(await verdict(unsigned as ChunkedVector, Buffer.from(other, 'latin1'))).toBe(code);
  });
});
