/**
 * The keys of a bucket in the order in which S3 lists them, found and kept in order without sorting: a bucket of 100,000 keys
 * must not make each put or each page of a listing slow.
 */
export interface KeyIndex {
  add(key: string): void;
  remove(key: string): void;
  /** The keys from the first that is not before. `isBefore` must hold for a beginning of the order and for nothing after it. */
  seek(isBefore: (key: string) => boolean): Iterable<string>;
}

/** A block of keys is split when it grows beyond this. */
const BLOCK_LIMIT = 1024;

export function createKeyIndex(): KeyIndex {
  const blocks: string[][] = [];

  const blockFrom = (isBefore: (key: string) => boolean): number =>
    firstIndex(blocks.length, (i) => !isBefore(blocks[i]?.at(-1) ?? ''));

  return {
    add(key) {
      const isBefore = (other: string) => compareKeys(other, key) < 0;
      const at = Math.min(blockFrom(isBefore), blocks.length - 1);
      const block = blocks[at];
      if (!block) {
        blocks.push([key]);
        return;
      }
      const place = firstIndex(block.length, (i) => !isBefore(block[i] ?? ''));
      if (block[place] === key) return;
      block.splice(place, 0, key);
      if (block.length > BLOCK_LIMIT) blocks.splice(at + 1, 0, block.splice(BLOCK_LIMIT / 2));
    },
    remove(key) {
      const isBefore = (other: string) => compareKeys(other, key) < 0;
      const at = blockFrom(isBefore);
      const block = blocks[at] ?? [];
      const place = firstIndex(block.length, (i) => !isBefore(block[i] ?? ''));
      if (block[place] !== key) return;
      block.splice(place, 1);
      if (block.length === 0) blocks.splice(at, 1);
    },
    *seek(isBefore) {
      let at = blockFrom(isBefore);
      let block = blocks[at] ?? [];
      yield* block.slice(firstIndex(block.length, (i) => !isBefore(block[i] ?? '')));
      for (at++; at < blocks.length; at++) {
        block = blocks[at] ?? [];
        yield* block;
      }
    },
  };
}

/** The first of the numbers below `length` for which `holds`; `length` if there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The order of listings: by the bytes of UTF-8. JavaScript compares UTF-16, which puts characters beyond U+FFFF before U+E000.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Puts surrogates, the halves of characters beyond U+FFFF, after all other code units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
