import { expect, test } from 'vitest';
import { createClock, InvalidTime } from './clock.js';

const START = Date.parse('2026-11-24T12:00:00Z');
const MINUTE = 60_000;

function clockAt(start = START) {
  let wall = start;
  const pass = (by: number) => {
    wall += by;
  };
  return { clock: createClock(() => wall), pass, wall: () => wall };
}

test('it runs with the wall clock until it is moved, and on from there', () => {
  const { clock, pass } = clockAt();
  pass(MINUTE);
  expect(clock.now()).toBe(START + MINUTE);
  clock.advance('1h');
  expect(clock.now()).toBe(START + 61 * MINUTE);
  pass(MINUTE);
  expect(clock.now()).toBe(START + 62 * MINUTE);
  clock.set('2030-01-01T00:00:00Z');
  pass(1000);
  expect(clock.now()).toBe(Date.parse('2030-01-01T00:00:01Z'));
});

test('a frozen clock stands still, can be moved, and runs on when it is told to', () => {
  const { clock, pass } = clockAt();
  clock.freeze();
  pass(MINUTE);
  expect(clock.now()).toBe(START);
  clock.advance(MINUTE);
  pass(MINUTE);
  expect(clock.now()).toBe(START + MINUTE);
  clock.resume();
  pass(MINUTE);
  expect(clock.now()).toBe(START + 2 * MINUTE);
});

test('durations are written with units', () => {
  const { clock } = clockAt();
  clock.freeze();
  for (const by of ['500ms', '90s', '15m', '1h', '1d 12h', '1.5h', 1000, -1000]) clock.advance(by);
  expect(clock.now() - START).toBe(500 + 90_000 + 15 * MINUTE + 60 * MINUTE + 36 * 60 * MINUTE + 90 * MINUTE);
});

test.each(['', '1', '1w', 'h', '1h30m', Number.NaN])('the duration `%s` is refused', (by) => {
  expect(() => clockAt().clock.advance(by)).toThrow(InvalidTime);
});

test.each([1e308, -1, Date.UTC(9900, 0), Number.MAX_SAFE_INTEGER])('the clock is never set to %d', (time) => {
  const clock = createClock(() => 1000);
  expect(() => clock.set(time)).toThrow(InvalidTime);
  expect(() => clock.advance(time - 1000)).toThrow(/^no clock shows .*; pass a time from 1970 to 9899$/);
  expect(clock.now()).toBe(1000);
});

test('a time that is none is refused, and changes nothing', () => {
  const { clock } = clockAt();
  expect(() => clock.set('tomorrow')).toThrow(InvalidTime);
  expect(clock.now()).toBe(START);
});

test('it tells how far it went ahead of the wall clock since a time', () => {
  const { clock, pass, wall } = clockAt();
  const signed = wall();
  pass(MINUTE);
  expect(clock.aheadSince(signed)).toBe(0);
  clock.advance('1h');
  const later = wall() + 1;
  pass(MINUTE);
  expect(clock.aheadSince(signed)).toBe(60 * MINUTE);
  expect(clock.aheadSince(later)).toBe(0);
  clock.advance('1h');
  expect([clock.aheadSince(signed), clock.aheadSince(later)]).toEqual([120 * MINUTE, 60 * MINUTE]);
  clock.freeze();
  pass(MINUTE);
  expect(clock.aheadSince(later)).toBe(59 * MINUTE);
});
