import { expect, it } from 'vitest';
import { endOfTurn } from './end-of-turn.js';

it('resolves once for all who wait in the same turn of the event loop', async () => {
  const turn = endOfTurn();
  const first = turn();

  expect(turn()).toBe(first);
  await first;
  expect(turn()).not.toBe(first);
});

it('lets everything that is ready run before it resolves', async () => {
  const order: string[] = [];
  const turn = endOfTurn();

  const written = turn().then(() => order.push('written'));
  await Promise.resolve().then(() => order.push('handled'));
  await written;

  expect(order).toEqual(['handled', 'written']);
});
