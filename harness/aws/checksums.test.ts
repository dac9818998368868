import { describe, expect, test } from 'vitest';
import { type ChecksumAlgorithm, checksumAlgorithm, checksumOf, isChecksum, startChecksum } from './checksums.js';

/** The check value of each algorithm: its digest of `123456789`, in hex (reveng's catalogue of CRCs; RFC 1321, FIPS 180). */
const checkValues: readonly (readonly [ChecksumAlgorithm, string])[] = [
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['MD5', '25f9e794323b453885f5181f1b624d0b'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
];

const digits = Buffer.from('123456789');

describe('checksums', () => {
  test.each(checkValues)('%s gives its published check value', (algorithm, hex) => {
    expect(Buffer.from(checksumOf(algorithm, digits), 'base64').toString('hex')).toBe(hex);
  });

  test.each(checkValues)('%s is the same for bytes that arrive one by one', (algorithm, hex) => {
    const running = startChecksum(algorithm);
    for (const byte of digits) running.update(Uint8Array.of(byte));
    expect(Buffer.from(running.digest(), 'base64').toString('hex')).toBe(hex);
  });

  test('a value is a checksum only in strict base64 and of the right length', () => {
    expect(isChecksum('CRC32', 'y/Q5Jg==')).toBe(true);
    expect(isChecksum('CRC32', 'y/Q5Jg')).toBe(false);
    expect(isChecksum('CRC32', 'y/Q5JgA=')).toBe(false);
    expect(isChecksum('SHA1', 'y/Q5Jg==')).toBe(false);
    expect(isChecksum('CRC32', 'not base64')).toBe(false);
  });

  test('algorithms are found by the name of their header, and those that are not computed say so', () => {
    expect(checksumAlgorithm('crc64nvme')).toBe('CRC64NVME');
    expect(checksumAlgorithm('xxhash3')).toBe('not computed');
    expect(checksumAlgorithm('constructor')).toBeUndefined();
  });
});
