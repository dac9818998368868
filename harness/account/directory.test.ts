import { expect, test } from 'vitest';
import { createDirectory } from './directory.js';

const setUp = () => {
  let changes = 0;
  const directory = createDirectory<{ id: string; name: string }>(() => {
    changes++;
  });
  return { directory, changes: () => changes };
};

test('names are found without regard to case and keep the case that they were given', () => {
  const { directory } = setUp();
  directory.put({ id: '1', name: 'Alice' });
  expect(directory.named('aLICE')?.name).toBe('Alice');
});

test('a renamed entry is not found under its old name', () => {
  const { directory } = setUp();
  directory.put({ id: '1', name: 'alice' });
  directory.put({ id: '1', name: 'bob' });
  expect(directory.named('alice')).toBeUndefined();
  expect(directory.named('bob')?.id).toBe('1');
  expect(directory.size).toBe(1);
});

test('a removed entry is gone, and a namesake has another id', () => {
  const { directory } = setUp();
  directory.put({ id: '1', name: 'alice' });
  directory.remove('1');
  directory.put({ id: '2', name: 'alice' });
  expect(directory.withId('1')).toBeUndefined();
  expect(directory.named('alice')?.id).toBe('2');
});

test('entries are listed by name, without regard to case', () => {
  const { directory } = setUp();
  for (const name of ['carol', 'Bob', 'alice']) directory.put({ id: name, name });
  expect(directory.sorted().map(({ name }) => name)).toEqual(['alice', 'Bob', 'carol']);
  directory.remove('alice');
  expect(directory.sorted().map(({ name }) => name)).toEqual(['Bob', 'carol']);
});

test('every change is told, and what changes nothing is not', () => {
  const { directory, changes } = setUp();
  directory.put({ id: '1', name: 'alice' });
  directory.remove('1');
  directory.remove('1');
  expect(changes()).toBe(2);
});

test('a listing that was made before follows additions, replacements, new names and removals', () => {
  const { directory } = setUp();
  for (const name of ['d', 'b', 'f']) directory.put({ id: name, name });
  expect(directory.sorted().map(({ name }) => name)).toEqual(['b', 'd', 'f']);
  for (const name of ['c', 'a', 'g']) directory.put({ id: name, name });
  const replaced = { id: 'd', name: 'd' };
  directory.put(replaced);
  directory.put({ id: 'b', name: 'h' });
  directory.remove('f');
  expect(directory.sorted().map(({ name }) => name)).toEqual(['a', 'c', 'd', 'g', 'h']);
  expect(directory.sorted()[2]).toBe(replaced);
});
