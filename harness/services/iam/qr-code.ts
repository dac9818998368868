import { crc32, deflateSync } from 'node:zlib';
import encodeQR from 'qr';

/** Pixels of one module of the code. */
const SCALE = 5;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GRAYSCALE_OF_8_BITS = [8, 0, 0, 0, 0];

/** A QR code as a PNG, black on white. https://www.w3.org/TR/png-3/ */
export function qrCodePng(text: string): Buffer {
  const modules = encodeQR(text, 'raw');
  const size = modules.length * SCALE;
  const rows = modules.flatMap((row) => {
    const pixels = row.flatMap((isDark) => Array<number>(SCALE).fill(isDark ? 0 : 255));
    return Array<number[]>(SCALE).fill([0, ...pixels]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set(GRAYSCALE_OF_8_BITS, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
