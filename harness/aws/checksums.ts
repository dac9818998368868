import { createHash } from 'node:crypto';
import { type RunningCrc, runningCrc32, runningCrc32c, runningCrc64Nvme } from './crc.js';

/** As the SDK's `ChecksumAlgorithm` spells them. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';

/** A checksum of bytes that arrive piece by piece. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** In base64; only once, at the end. */
  digest(): string;
}

const algorithms: Readonly<Record<ChecksumAlgorithm, { readonly bytes: number; readonly start: () => RunningCrc }>> = {
  CRC32: { bytes: 4, start: runningCrc32 },
  CRC32C: { bytes: 4, start: runningCrc32c },
  CRC64NVME: { bytes: 8, start: runningCrc64Nvme },
  MD5: { bytes: 16, start: () => createHash('md5') },
  SHA1: { bytes: 20, start: () => createHash('sha1') },
  SHA256: { bytes: 32, start: () => createHash('sha256') },
  SHA512: { bytes: 64, start: () => createHash('sha512') },
};

/** Algorithms that S3 knows and the emulator does not compute. */
const notComputed = ['XXHASH3', 'XXHASH64', 'XXHASH128'];

/** By the last part of a header's name, e.g. `crc32` of `x-amz-checksum-crc32`. */
export function checksumAlgorithm(headerSuffix: string): ChecksumAlgorithm | 'not computed' | undefined {
  const name = headerSuffix.toUpperCase();
  if (isAlgorithm(name)) return name;
  return notComputed.includes(name) ? 'not computed' : undefined;
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  const running = algorithms[algorithm].start();
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest().toString('base64') };
}

/** In base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const checksum = startChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest();
}

/** Whether a value can be a checksum at all: strict base64 of the right length. */
export function isChecksum(algorithm: ChecksumAlgorithm, base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === algorithms[algorithm].bytes && bytes.toString('base64') === base64;
}

function isAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(algorithms, name);
}
