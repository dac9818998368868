import { crc32, inflateSync } from 'node:zlib';
import { CreateVirtualMFADeviceCommand } from '@aws-sdk/client-iam';
import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls } from '../../../fixtures/iam-calls.js';
import { qrCodePng } from './qr-code.js';

/** The chunks of a PNG by type, each with its checksum verified. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

/** What a camera reads from the picture. */
function scanned(png: Buffer): string {
  const chunks = chunksOf(png);
  const size = chunks.get('IHDR')?.readUInt32BE(0) ?? 0;
  const rows = inflateSync(chunks.get('IDAT') ?? '');
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      data.fill(rows[y * (size + 1) + 1 + x] ?? 0, (y * size + x) * 4, (y * size + x) * 4 + 3);
  return decodeQR({ width: size, height: size, data });
}

test('a QR code is a PNG that scans', () => {
  const png = qrCodePng('otpauth://totp/a@b?secret=ABC');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(scanned(png)).toBe('otpauth://totp/a@b?secret=ABC');
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html */
test('the answer to CreateVirtualMFADevice shows the seed as a QR code for an authenticator app', () => {
  const { run } = createIamCalls();
  const { VirtualMFADevice: device } = run(CreateVirtualMFADeviceCommand, { VirtualMFADeviceName: 'phone' });
  const seed = Buffer.from(device?.Base32StringSeed ?? []).toString();
  expect(scanned(Buffer.from(device?.QRCodePNG ?? []))).toBe(`otpauth://totp/phone@${ACCOUNT}?secret=${seed}`);
});
