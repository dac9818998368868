import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { HmacKey } from './hmac-key.js';

const lengths = [0, 1, 63, 64, 65, 131];
const texts = ['', 'AWS4-HMAC-SHA256\n20260304T050607Z', 'é€😀', 'x'.repeat(170), 'x'.repeat(171), '€'.repeat(2000)];

test.each(lengths)('a key of %i bytes signs every text as HMAC-SHA256 does, one after the other', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 7 + 200) % 256));
  const key = new HmacKey(bytes);
  for (const text of [...texts, ...texts.toReversed()]) {
    const expected = createHmac('sha256', bytes).update(text).digest();
    expect(key.hex(text)).toBe(expected.toString('hex'));
    expect(key.bytes(text)).toEqual(expected);
  }
});
