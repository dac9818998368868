/** A stream of numbers that a seed fixes, for ids which need to differ and not to be secret (mulberry32). */
export function seededRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const HEX = Buffer.from('0123456789abcdef');
const UPPER_HEX = Buffer.from('0123456789ABCDEF');
/** Where the groups of a UUID end, and the two digits that tell its kind. */
const DASHES = [8, 13, 18, 23];
const VERSION = 14;
const VARIANT = 19;
const [DASH = 0, FOUR = 0, A = 0] = Buffer.from('-4a');

/** A lower-case UUID, as IAM and STS answer; S3's ids are 16 upper-case letters and digits. */
export function requestIds(random: () => number): { uuid(): string; s3(): string } {
  // Each request has an id: one that is put together from pieces of text costs several times as much.
  const text = Buffer.alloc(36);
  const write = (length: number, digits: Buffer) => {
    let number = 0;
    for (let at = 0; at < length; at++) {
      if (at % 8 === 0) number = random();
      text[at] = digits[number & 15] ?? 0;
      number >>>= 4;
    }
  };
  return {
    uuid() {
      write(36, HEX);
      for (const at of DASHES) text[at] = DASH;
      text[VERSION] = FOUR;
      text[VARIANT] = A;
      return text.toString('latin1');
    },
    s3() {
      write(16, UPPER_HEX);
      return text.toString('latin1', 0, 16);
    },
  };
}
