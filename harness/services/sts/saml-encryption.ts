import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { parseXml, type XmlElement } from '../../aws/xml-reader.js';
import { childrenOf, descendantOf } from './saml-xml.js';

interface Cipher {
  readonly name: 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc' | 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm';
  readonly ivBytes: number;
}

/** "AES-GCM or AES-CBC". https://www.w3.org/TR/xmlenc-core1/#sec-Algorithms */
const CIPHERS: Readonly<Record<string, Cipher>> = {
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc': { name: 'aes-128-cbc', ivBytes: 16 },
  'http://www.w3.org/2001/04/xmlenc#aes192-cbc': { name: 'aes-192-cbc', ivBytes: 16 },
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc': { name: 'aes-256-cbc', ivBytes: 16 },
  'http://www.w3.org/2009/xmlenc11#aes128-gcm': { name: 'aes-128-gcm', ivBytes: 12 },
  'http://www.w3.org/2009/xmlenc11#aes192-gcm': { name: 'aes-192-gcm', ivBytes: 12 },
  'http://www.w3.org/2009/xmlenc11#aes256-gcm': { name: 'aes-256-gcm', ivBytes: 12 },
};
const GCM_TAG_BYTES = 16;

const OAEP = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
const OAEP_11 = 'http://www.w3.org/2009/xmlenc11#rsa-oaep';
/** Hashes by the end of their names in XML: `...#sha1`, `...xmlenc#sha256`. */
const HASHES: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

/**
 * The XML of an EncryptedAssertion, read with the first of the provider's private keys that fits; undefined if none does, or if it is
 * encrypted in a way that AWS does not name.
 */
export function decryptedAssertion(encrypted: XmlElement, privateKeys: readonly string[]): string | undefined {
  for (const key of privateKeys) {
    const xml = decrypted(encrypted, key);
    if (xml !== undefined) return xml;
  }
  return undefined;
}

function decrypted(encrypted: XmlElement, privateKey: string): string | undefined {
  const [data] = childrenOf(encrypted, 'EncryptedData');
  const encryptedKey = descendantOf(encrypted, 'EncryptedKey');
  const [method] = data === undefined ? [] : childrenOf(data, 'EncryptionMethod');
  const cipher = CIPHERS[method?.attributes.get('Algorithm') ?? ''];
  if (data === undefined || encryptedKey === undefined || cipher === undefined) return undefined;
  try {
    const key = contentKey(encryptedKey, privateKey);
    const xml = key && decipher(cipher, key, cipherValue(data));
    if (xml === undefined) return undefined;
    parseXml(xml);
    return xml;
  } catch {
    return undefined;
  }
}

/** Only OAEP: with the older padding, answers would tell of the key. */
function contentKey(encryptedKey: XmlElement, key: string): Buffer | undefined {
  const [method] = childrenOf(encryptedKey, 'EncryptionMethod');
  const algorithm = method?.attributes.get('Algorithm');
  if (method === undefined || (algorithm !== OAEP && algorithm !== OAEP_11)) return undefined;
  const digest = descendantOf(method, 'DigestMethod')?.attributes.get('Algorithm') ?? '#sha1';
  const hash = digest.slice(digest.indexOf('#') + 1);
  const mask = descendantOf(method, 'MGF')?.attributes.get('Algorithm') ?? '#mgf1sha1';
  // node's OAEP takes one hash for both
  if (!HASHES.has(hash) || !mask.endsWith(`#mgf1${hash}`)) return undefined;
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, cipherValue(encryptedKey));
}

function decipher({ name, ivBytes }: Cipher, key: Buffer, value: Buffer): string {
  const iv = value.subarray(0, ivBytes);
  if (name === 'aes-128-gcm' || name === 'aes-192-gcm' || name === 'aes-256-gcm') {
    const end = value.length - GCM_TAG_BYTES;
    const gcm = createDecipheriv(name, key, iv, { authTagLength: GCM_TAG_BYTES }).setAuthTag(value.subarray(end));
    return Buffer.concat([gcm.update(value.subarray(ivBytes, end)), gcm.final()]).toString();
  }
  // XML's padding fills with anything and tells its length in the last byte, so that node's own check would refuse it
  const cbc = createDecipheriv(name, key, iv).setAutoPadding(false);
  const padded = Buffer.concat([cbc.update(value.subarray(ivBytes)), cbc.final()]);
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0)).toString();
}

function cipherValue(element: XmlElement): Buffer {
  const [data] = childrenOf(element, 'CipherData');
  const [value] = data === undefined ? [] : childrenOf(data, 'CipherValue');
  return Buffer.from(value?.text ?? '', 'base64');
}
