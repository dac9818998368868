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

/** Every byte in hex: an id is asked for with each request, and numbers above 2^30 are slow to print. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A lower-case UUID, as IAM and STS answer; S3's ids are 16 upper-case letters and digits. */
export function requestIds(random: () => number): { uuid(): string; s3(): string } {
  const hex = () => {
    const number = random();
    return `${BYTES[number >>> 24]}${BYTES[(number >>> 16) & 0xff]}${BYTES[(number >>> 8) & 0xff]}${BYTES[number & 0xff]}`;
  };
  return {
    uuid() {
      const [a, b, c, d] = [hex(), hex(), hex(), hex()];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
    s3: () => (hex() + hex()).toUpperCase(),
  };
}
