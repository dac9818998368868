import { expect, test } from 'vitest';
import { createIds } from './ids.js';

const ACCOUNT = '111122223333';

test('ids have the forms of AWS', () => {
  const ids = createIds(ACCOUNT, 'seed');
  expect(ids.unique('user')).toMatch(/^AIDA[A-Z2-7]{17}$/);
  expect(ids.unique('role')).toMatch(/^AROA[A-Z2-7]{17}$/);
  expect(ids.unique('group')).toMatch(/^AGPA[A-Z2-7]{17}$/);
  expect(ids.unique('policy')).toMatch(/^ANPA[A-Z2-7]{17}$/);
  expect(ids.accessKey('long-term')).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(ids.accessKey('session')).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(ids.secret()).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(ids.sessionToken()).toMatch(/^FwoGZ[A-Za-z0-9+/]{367}$/);
});

test('the same seed gives the same ids, and another seed others', () => {
  const draw = (seed: string) => {
    const ids = createIds(ACCOUNT, seed);
    return [ids.unique('user'), ids.accessKey('long-term'), ids.secret()];
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
});

test('no id comes twice, in one account or in two', () => {
  const seen = new Set<string>();
  for (const account of [ACCOUNT, '444455556666', '000000000000']) {
    const ids = createIds(account, 'seed');
    for (let i = 0; i < 5000; i++) seen.add(ids.accessKey('session')).add(ids.unique('role'));
  }
  expect(seen.size).toBe(30_000);
});

test('an access key tells its account, as in AWS', () => {
  const key = createIds(ACCOUNT, 'seed').accessKey('long-term');
  let bits = 0n;
  for (const letter of key.slice(4)) bits = (bits << 5n) | BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  expect((bits >> 39n) & ((1n << 40n) - 1n)).toBe(BigInt(ACCOUNT));
});
