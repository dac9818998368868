import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, createKeyIndex, type KeyIndex } from './bucket-keys.js';

const all = (index: KeyIndex) => [...index.seek(() => false)];
const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('keys are ordered by their UTF-8 bytes, characters beyond U+FFFF after U+FFFD', () => {
  const keys = ['\u{1F600}', '\u{FFFD}', 'é', 'z', 'Z', '', 'a/', 'a', 'a!'];
  expect(keys.toSorted(compareKeys)).toEqual(keys.toSorted(bytes));
});

test('the order of any two keys is that of their bytes', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '\u007f', 'é', '\ud7ff', '\ue000', '\u{10000}'),
    maxLength: 4,
  });
  fc.assert(
    fc.property(key, key, (a, b) => Math.sign(compareKeys(a, b)) === bytes(a, b)),
    { seed: 3 },
  );
});

test('an index holds what was added and not removed, once and in order', () => {
  const key = fc
    .integer({ min: 0, max: 99 })
    .map((number) => String.fromCodePoint(0xd7d0 + number * 16 + (number > 2 ? 0x800 : 0)));
  const step = fc.tuple(fc.boolean(), key);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
      const index = createKeyIndex();
      const model = new Set<string>();
      for (const [add, key] of steps) {
        if (add) {
          index.add(key);
          model.add(key);
        } else {
          index.remove(key);
          model.delete(key);
        }
      }
      expect(all(index).join('|')).toBe([...model].sort(bytes).join('|'));
    }),
    { seed: 3, numRuns: 50 },
  );
});

test('many keys in any order are kept in order, and a seek begins in their middle', () => {
  const index = createKeyIndex();
  const count = 20_000;
  const keys = Array.from({ length: count }, (_, i) => String((i * 7_919) % count).padStart(6, '0'));
  for (const key of keys) index.add(key);
  expect(all(index).join()).toBe(keys.toSorted().join());
  const [first] = index.seek((key) => key < '010000');
  expect(first).toBe('010000');
  for (const key of keys) index.remove(key);
  expect(all(index)).toEqual([]);
});
