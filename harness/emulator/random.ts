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

/** A lower-case UUID, as IAM and STS answer; S3's ids are 16 upper-case letters and digits. */
export function requestIds(random: () => number): { uuid(): string; s3(): string } {
  const hex = () => random().toString(16).padStart(8, '0');
  return {
    uuid() {
      const digits = hex() + hex() + hex() + hex();
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
    s3: () => (hex() + hex()).toUpperCase(),
  };
}
