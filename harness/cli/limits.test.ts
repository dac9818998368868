import { expect, test } from 'vitest';
import { serverLimits } from './limits.js';
import { UsageError } from './usage-error.js';

test('limits are numbers, and times with their unit', () => {
  expect(serverLimits(['headerBytes=65536', 'requestTimeout=30s', 'connections=10'])).toEqual({
    headerBytes: 65_536,
    requestTimeout: 30_000,
    connections: 10,
  });
});

test.each([
  ['bytes=1', 'is no limit; pass `NAME=VALUE` with one of headerBytes, '],
  ['toString=1', 'is no limit'],
  ['headerBytes=1=2', 'is no limit'],
  ['headerBytes=many', 'pass a whole number above 0'],
  ['connections=0', 'pass a whole number above 0'],
  ['requestTimeout=soon', '`soon` is no duration'],
])('`%s` is refused, with what to pass', (text, message) => {
  expect(() => serverLimits([text])).toThrow(UsageError);
  expect(() => serverLimits([text])).toThrow(message);
});
