import { expect, test } from 'vitest';
import { addressRange, inRange, parseAddress } from './ip-addresses.js';

function contains(range: string, address: string): boolean {
  const parsedRange = addressRange(range);
  const parsed = parseAddress(address);
  return parsedRange !== undefined && parsed !== undefined && inRange(parsed, parsedRange);
}

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.0/31', '10.0.0.1', true],
  ['10.0.0.0/31', '10.0.0.2', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['::1', '::1', true],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
])('%s and %s: %s', (range, address, expected) => {
  expect(contains(range, address)).toBe(expected);
});

test.each([
  '',
  '10.0.0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.256',
  '2001:db8::/129',
  'fe80::1%eth0/64',
  '0x0a000001',
])('`%s` is no range', (range) => {
  expect(addressRange(range)).toBeUndefined();
});
