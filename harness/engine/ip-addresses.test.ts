import { expect, test } from 'vitest';
import { addressRange, inRange, parseAddress, plainIpv4, rangeTest } from './ip-addresses.js';

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

test.each(['203.0.113.17', '0.0.0.0', '255.255.255.255', '128.0.0.1'])(
  '%s is read at once as it is in parts',
  (text) => {
    const [a = 0, b = 0, c = 0, d = 0] = parseAddress(text)?.bytes ?? [];
    expect(plainIpv4(text)).toBe((a << 24) | (b << 16) | (c << 8) | d);
    for (const range of ['0.0.0.0/0', '128.0.0.0/1', '203.0.113.0/28', '203.0.113.17', '::/0']) {
      const parsed = addressRange(range);
      expect(parsed && rangeTest(parsed)(text)).toBe(contains(range, text));
    }
  },
);

test.each([
  '',
  '1',
  '1.2.3',
  '1.2.3.',
  '.1.2.3',
  '1..2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  '::1',
  '1.2.3.x',
])('`%s` is left to the reader of every form', (text) => {
  expect(plainIpv4(text)).toBeUndefined();
});
