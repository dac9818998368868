import { createHash, createPublicKey } from 'node:crypto';
import { AwsError } from '../../aws/errors.js';

const SSH_LINE = /^ssh-rsa\s+([A-Za-z0-9+/]+={0,2})(?:\s.*)?$/;
const MINIMUM_BITS = 2048;

/**
 * An RSA public key as one line of OpenSSH, from that form or from PEM: "The key must be encoded in ssh-rsa format or PEM format. The
 * minimum bit-length of the public key is 2048 bits." Throws InvalidPublicKey.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html
 */
export function sshLine(text: string): string {
  const [, blob] = SSH_LINE.exec(text.trim()) ?? [];
  const { e, n } = blob === undefined ? numbersOfPem(text) : numbersOfBlob(Buffer.from(blob, 'base64'));
  if (bits(n) < MINIMUM_BITS) throw invalid();
  return `ssh-rsa ${Buffer.concat([field(Buffer.from('ssh-rsa')), field(signed(e)), field(signed(n))]).toString('base64')}`;
}

/** The same key in PEM. */
export function pemOf(line: string): string {
  const { e, n } = numbersOfBlob(Buffer.from(line.split(' ')[1] ?? '', 'base64'));
  const key = { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') };
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** As `ssh-keygen -l -E md5` shows it. */
export function fingerprintOf(line: string): string {
  const digest = createHash('md5')
    .update(Buffer.from(line.split(' ')[1] ?? '', 'base64'))
    .digest('hex');
  return digest.replace(/(..)(?=.)/g, '$1:');
}

interface Numbers {
  readonly e: Buffer;
  readonly n: Buffer;
}

/** https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function numbersOfBlob(blob: Buffer): Numbers {
  const fields: Buffer[] = [];
  for (let at = 0; at + 4 <= blob.length; at += 4 + blob.readUInt32BE(at))
    fields.push(blob.subarray(at + 4, at + 4 + blob.readUInt32BE(at)));
  const [type, e, n] = fields;
  if (type?.toString() !== 'ssh-rsa' || e === undefined || n === undefined) throw invalid();
  return { e: unsigned(e), n: unsigned(n) };
}

function numbersOfPem(text: string): Numbers {
  if (!text.includes('PUBLIC KEY')) throw invalid();
  try {
    const { kty, e = '', n = '' } = createPublicKey(text).export({ format: 'jwk' });
    if (kty === 'RSA') return { e: Buffer.from(e, 'base64url'), n: Buffer.from(n, 'base64url') };
  } catch (cause) {
    throw invalid(cause);
  }
  throw invalid();
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function signed(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function unsigned(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

function bits(number: Buffer): number {
  return number.length === 0 ? 0 : (number.length - 1) * 8 + (32 - Math.clz32(number[0] ?? 0));
}

/** AWS documents the meaning of this error; its message is not known. */
function invalid(cause?: unknown): AwsError {
  const error = new AwsError('InvalidPublicKey', 'The public key is malformed or otherwise invalid.');
  return cause === undefined ? error : Object.assign(error, { cause });
}
