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
  const image = Buffer.concat(modules.flatMap((row) => Array<Buffer>(SCALE).fill(scanline(row))));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set(GRAYSCALE_OF_8_BITS, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(image)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A byte that says that the row is not filtered, then a byte for each pixel. */
function scanline(row: readonly boolean[]): Buffer {
  const line = Buffer.alloc(1 + row.length * SCALE, 255);
  line[0] = 0;
  row.forEach((isDark, index) => {
    if (isDark) line.fill(0, 1 + index * SCALE, 1 + (index + 1) * SCALE);
  });
  return line;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
