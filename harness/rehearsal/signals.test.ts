import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { beforeTheEnd, type Signalled } from './signals.js';

function signalled() {
  const codes: number[] = [];
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => codes.push(code) });
  return { process: process as EventEmitter & Signalled, codes };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('on %s the task is done before the process ends with %i, and no one else ends it', async (signal, code) => {
  const { process, codes } = signalled();
  const ended: string[] = [];
  process.on(signal, () => ended.push('by another'));
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const watch = beforeTheEnd(async (named) => {
    ended.push(named);
    await done;
  }, process);
  process.emit(signal);
  expect([ended, codes]).toEqual([[signal], []]);
  finish();
  await new Promise(setImmediate);
  expect(codes).toEqual([code]);
  watch[Symbol.dispose]();
  process.emit(signal);
  expect(ended).toEqual([signal, 'by another']);
});

test('a second signal does not wait, and a task that fails does not hold the process', async () => {
  const { process, codes } = signalled();
  beforeTheEnd(() => new Promise(() => undefined), process);
  process.emit('SIGINT');
  process.emit('SIGTERM');
  expect(codes[0]).toBe(143);
  const other = signalled();
  beforeTheEnd(async () => {}, other.process);
  other.process.emit('SIGINT');
  await new Promise(setImmediate);
  expect(other.codes).toEqual([130]);
});
