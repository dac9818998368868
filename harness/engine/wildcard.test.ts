import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { literalTemplate, parseTemplate } from './variables.js';
import { compileWildcard, matchesWildcard } from './wildcard.js';

const matches = (pattern: string, text: string) =>
  matchesWildcard(compileWildcard(literalTemplate(pattern)), text, undefined);

/** The textbook definition, slow and obviously right. */
function matchesSlowly(pattern: string, text: string): boolean {
  const [first] = pattern;
  if (first === undefined) return text === '';
  if (first === '*')
    return matchesSlowly(pattern.slice(1), text) || (text !== '' && matchesSlowly(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && matchesSlowly(pattern.slice(1), text.slice(1));
}

test('a pattern matches what the textbook definition matches', () => {
  const letters = (from: string, maxLength: number) =>
    fc.array(fc.constantFrom(...from), { maxLength }).map((list) => list.join(''));
  fc.assert(
    fc.property(letters('ab*?', 7), letters('ab', 9), (pattern, text) => {
      expect(matches(pattern, text)).toBe(matchesSlowly(pattern, text));
    }),
    { numRuns: inject('isFull') ? 30_000 : 500, seed: 20_261_124 },
  );
});

test('many stars against a long text that does not match take no time', () => {
  const pattern = `${'a*'.repeat(200)}b`;
  const text = 'a'.repeat(400);
  const start = performance.now();
  for (let round = 0; round < 20; round++) expect(matches(pattern, text)).toBe(false);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('many question marks between stars take no time', () => {
  const pattern = `${'*?a?'.repeat(50)}c`;
  const text = 'ab'.repeat(200);
  const start = performance.now();
  for (let round = 0; round < 20; round++) expect(matches(pattern, text)).toBe(false);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('a part of a text is matched as if it stood alone', () => {
  const pattern = compileWildcard(literalTemplate('a*c'));
  expect(matchesWildcard(pattern, 'xabcx', undefined, 1, 4)).toBe(true);
  expect(matchesWildcard(pattern, 'abxc', undefined, 0, 3)).toBe(false);
});

test('the value of a variable is a plain text, whatever it looks like', () => {
  const pattern = compileWildcard(parseTemplate('home/${aws:username}/?'));
  const context = new Map([['aws:username', '*']]);
  expect(matchesWildcard(pattern, 'home/*/x', context)).toBe(true);
  expect(matchesWildcard(pattern, 'home/alice/x', context)).toBe(false);
});
