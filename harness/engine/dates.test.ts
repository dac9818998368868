import { expect, test } from 'vitest';
import { dateValue } from './dates.js';

const at = (iso: string) => Date.parse(iso);

test.each([
  ['2026', '2026-01-01T00:00:00Z'],
  ['2026-06', '2026-06-01T00:00:00Z'],
  ['2026-06-15', '2026-06-15T00:00:00Z'],
  ['2026-06-15T12:30Z', '2026-06-15T12:30:00Z'],
  ['2026-06-15T12:30:45Z', '2026-06-15T12:30:45Z'],
  ['2026-06-15T12:30:45.250Z', '2026-06-15T12:30:45.250Z'],
  ['2026-06-15T12:30:45+02:00', '2026-06-15T10:30:45Z'],
  ['2026-06-15T12:30:45-0130', '2026-06-15T14:00:45Z'],
  ['2026-06-15T12:30:45', '2026-06-15T12:30:45Z'],
  ['2026-06-15t12:30:45z', '2026-06-15T12:30:45Z'],
  ['1781524800', '2026-06-15T12:00:00Z'],
])('%s is %s', (written, iso) => {
  expect(dateValue(written)).toBe(at(iso));
});

test.each([
  '',
  'yesterday',
  '2026-13',
  '2026-06-32',
  '2026-06-15T25:00:00Z',
  '2026-06-15 12:00:00',
  '9223372036854775808',
])('`%s` is no date', (written) => {
  expect(dateValue(written)).toBeUndefined();
});

test.each([
  '2026-11-24T10:00:00',
  '2024-02-29T23:59:59',
  '2026-02-31T00:00:00',
  '0001-01-01T00:00:00',
  '9999-12-31T23:59:59',
])('the common form `%sZ` is read as the longer form with its offset', (written) => {
  expect(dateValue(`${written}Z`)).toBe(dateValue(`${written}+00:00`));
});

test.each(['2026-13-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z'])(
  '`%s` has the common form and is no date',
  (written) => {
    expect(dateValue(written)).toBeUndefined();
  },
);
