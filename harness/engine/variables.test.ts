import { expect, test } from 'vitest';
import { parseTemplate, resolveTemplate } from './variables.js';

const context = new Map<string, string | readonly string[]>([
  ['aws:username', 'alice'],
  ['aws:tagkeys', ['a', 'b']],
]);
const resolve = (text: string) => resolveTemplate(parseTemplate(text), context);

test('a variable is replaced by its value', () => {
  expect(resolve('home/${aws:username}/x')).toBe('home/alice/x');
});

test('a default stands in for a missing value', () => {
  expect(resolve("${aws:PrincipalTag/team, 'company-wide'}")).toBe('company-wide');
  expect(resolve("${aws:username, 'nobody'}")).toBe('alice');
});

test('a variable without value and default has no text', () => {
  expect(resolve('a${aws:PrincipalTag/team}b')).toBeUndefined();
});

test('a key with several values is no variable', () => {
  expect(resolve('${aws:TagKeys}')).toBeUndefined();
});

test('an escape stands for its character', () => {
  expect(resolve('${*}${?}${$}')).toBe('*?$');
});

test('a brace that is never closed is an ordinary text', () => {
  expect(resolve('a${aws:username')).toBe('a${aws:username');
});

test('a text without variables stays as it is', () => {
  expect(resolve('')).toBe('');
  expect(resolve('a$b{c}')).toBe('a$b{c}');
});
