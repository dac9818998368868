import { crc32 } from 'node:zlib';

/** A cyclic redundancy check that is fed piece by piece; the digest is big-endian, as AWS writes it before base64. */
export interface RunningCrc {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

export function runningCrc32(): RunningCrc {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest: () => wordBytes(value),
  };
}

export function runningCrc32c(): RunningCrc {
  let value = 0xffffffff;
  return {
    update(bytes) {
      // Counted loops: an iterator over bytes takes four times as long.
      for (let at = 0; at < bytes.length; at += 1) {
        value = (crc32cTable[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
      }
    },
    digest: () => wordBytes(~value >>> 0),
  };
}

/** CRC-64/NVME in two halves of 32 bits: numbers are exact to 53 bits only, and a BigInt for each byte is slow. */
export function runningCrc64Nvme(): RunningCrc {
  let high = 0xffffffff;
  let low = 0xffffffff;
  const { highs, lows } = crc64Tables;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += 1) {
        const index = (low ^ (bytes[at] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
        high = (high >>> 8) ^ (highs[index] ?? 0);
      }
    },
    digest: () => Buffer.concat([wordBytes(~high >>> 0), wordBytes(~low >>> 0)]),
  };
}

/** Castagnoli's polynomial, its bits reversed. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** The polynomial of the NVM Express specification, its bits reversed: 0x9A6C9329AC4BC9B5. */
const crc64Tables = (() => {
  const highs = new Uint32Array(256);
  const lows = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        high ^= 0x9a6c9329;
        low ^= 0xac4bc9b5;
      }
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  return { highs, lows };
})();

function wordBytes(word: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(word >>> 0);
  return bytes;
}
