import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOfNames } from './pages.js';

const readAll = (
  names: readonly string[],
  MaxItems: number,
  between: (names: readonly string[]) => readonly string[],
) => {
  const seen: string[] = [];
  let rest: { IsTruncated: boolean; Marker?: string } = { IsTruncated: true };
  let present = names;
  // A page has an item at least: were there more pages than items, a fault would go on without end.
  for (let pages = 0; rest.IsTruncated && pages <= names.length; pages++) {
    const page = pageOfNames(present, { MaxItems, Marker: rest.Marker });
    seen.push(...page.items);
    rest = page.rest;
    present = between(present);
  }
  return seen;
};

test('pages of any size show every item once', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 });
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 10 }), (all, size) => {
      expect(readAll(all, size, (same) => same)).toEqual(all);
    }),
    { seed: 7 },
  );
});

test('the default is 100 items', () => {
  const names = Array.from({ length: 101 }, (_, i) => `n${i}`);
  expect(pageOfNames(names, {})).toMatchObject({ items: names.slice(0, 100), rest: { IsTruncated: true } });
});

test('nothing is left out when the last item of a page is deleted, nor shown twice when one is added before it', () => {
  const names = ['b', 'c', 'd', 'e'];
  expect(readAll(names, 2, (present) => present.filter((name) => name !== 'c'))).toEqual(names);
  expect(readAll(names, 2, (present) => ['a', ...present.filter((name) => name !== 'a')])).toEqual(names);
});

test('a page is truncated, and has a marker, only if items are left for the next', () => {
  const names = ['a', 'b', 'c', 'd'];
  const first = pageOfNames(names, { MaxItems: 2 });
  expect(first).toEqual({ items: ['a', 'b'], rest: { IsTruncated: true, Marker: expect.any(String) } });
  const last = pageOfNames(names, { MaxItems: 2, ...first.rest });
  expect(last).toEqual({ items: ['c', 'd'], rest: { IsTruncated: false } });
  expect(pageOfNames([], {})).toEqual({ items: [], rest: { IsTruncated: false } });
});
