import { expect, test } from 'vitest';
import { remembered } from './remembered.js';

test('a text is read once, until others have taken its place', () => {
  const read: string[] = [];
  const length = remembered((text) => {
    read.push(text);
    return text.length;
  }, 2);
  expect(['a', 'bb', 'a', 'bb', 'ccc', 'bb', 'a'].map(length)).toEqual([1, 2, 1, 2, 3, 2, 1]);
  expect(read).toEqual(['a', 'bb', 'ccc', 'a']);
});
