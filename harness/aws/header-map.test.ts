import { expect, test } from 'vitest';
import { headerMap } from './header-map.js';

test('names are without case, and the values of a repeated header stand in the order sent', () => {
  const headers = headerMap(['Host', 'example.com', 'X-A', '1', 'x-b', '2', 'x-a', '3', 'X-A', '']);
  expect(headers.first('x-a')).toBe('1');
  expect(headers.get('x-a')).toEqual(['1', '3', '']);
  expect([headers.has('x-b'), headers.has('X-B'), headers.has('x-c')]).toEqual([true, false, false]);
  expect([headers.first('x-c'), headers.get('x-c')]).toEqual([undefined, undefined]);
  expect([headers.hasName((name) => name.startsWith('x-')), headers.hasName((name) => name === 'X-B')]).toEqual([
    true,
    false,
  ]);
  expect([...headers.keys()]).toEqual(['host', 'x-a', 'x-b']);
  expect([...headers]).toEqual([
    ['host', ['example.com']],
    ['x-a', ['1', '3', '']],
    ['x-b', ['2']],
  ]);
});
