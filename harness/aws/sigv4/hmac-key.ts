import { hash } from 'node:crypto';

const BLOCK = 64;
const DIGEST = 32;
/** Room for the text of nearly every signature. */
const USUAL_TEXT = 512;

/**
 * A key of HMAC-SHA256, written out as the two hashes that it is: the objects of `createHmac` are cleaned up one by one, and at
 * thousands of requests a second that stops the process for longer than all else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export class HmacKey {
  /** The key under the inner pad, and room for a text behind it. */
  readonly #inner: Buffer;
  /** The key under the outer pad, and room for the inner digest. */
  readonly #outer: Buffer;

  constructor(key: Uint8Array) {
    const short = key.length > BLOCK ? hash('sha256', key, 'buffer') : key;
    this.#inner = Buffer.alloc(BLOCK + USUAL_TEXT, 0x36);
    this.#outer = Buffer.alloc(BLOCK + DIGEST, 0x5c);
    for (const [at, byte] of short.entries()) {
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  /** In lower-case hex, as signatures write it. */
  hex(text: string): string {
    return hash('sha256', this.#outerBlock(text), 'hex');
  }

  bytes(text: string): Buffer {
    return hash('sha256', this.#outerBlock(text), 'buffer');
  }

  #outerBlock(text: string): Buffer {
    this.#outer.write(hash('sha256', this.#innerBlock(text), 'binary'), BLOCK, 'latin1');
    return this.#outer;
  }

  #innerBlock(text: string): Buffer {
    // A character takes three bytes at most.
    if (text.length * 3 > USUAL_TEXT) return Buffer.concat([this.#inner.subarray(0, BLOCK), Buffer.from(text)]);
    return this.#inner.subarray(0, BLOCK + this.#inner.write(text, BLOCK));
  }
}
