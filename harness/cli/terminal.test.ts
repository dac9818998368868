import { expect, test } from 'vitest';
import { createTerminal } from './terminal.js';

function collector(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join('') };
}

const ESCAPE = '\u001B[';

test('a terminal gets colour', () => {
  expect(createTerminal(collector(true), {}).paint('red', 'no')).toContain(ESCAPE);
});

test.each([
  ['a pipe', false, {}],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }],
  ['a dumb terminal', true, { TERM: 'dumb' }],
])('%s gets plain text', (_, isTTY, env) => {
  expect(createTerminal(collector(isTTY), env).paint('red', 'no')).toBe('no');
});

test('a terminal shows what is waited for, and forgets it afterwards', async () => {
  const output = collector(true);
  const answer = await createTerminal(output, {}).during('loading', async () => 42);
  expect(answer).toBe(42);
  expect(output.text()).toContain('loading');
  expect(output.text().endsWith(`\r${ESCAPE}K`)).toBe(true);
});

test('a pipe gets no indicator for what is quick', async () => {
  const output = collector(false);
  await createTerminal(output, {}).during('loading', async () => undefined);
  expect(output.text()).toBe('');
});

test('the indicator ends also when the work fails', async () => {
  const output = collector(true);
  const failing = createTerminal(output, {}).during('loading', () => Promise.reject(new TypeError('no')));
  await expect(failing).rejects.toThrow('no');
  expect(output.text().endsWith(`\r${ESCAPE}K`)).toBe(true);
});
