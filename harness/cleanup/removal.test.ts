import { expect, test } from 'vitest';
import { clear, remove, removeNamed, removeWithParts } from './removal.js';

const failing = (name: string) => () => Promise.reject(Object.assign(new TypeError('refused'), { name }));

test.each(['NoSuchEntity', 'NoSuchEntityException', 'NoSuchBucket', 'NoSuchKey', 'NoSuchUpload', 'NoSuchVersion'])(
  'what is refused as %s is gone already',
  async (name) => {
    await expect(remove(failing(name))).resolves.toBeUndefined();
  },
);

test.each(['AccessDenied', 'SignatureDoesNotMatch', 'ServiceUnavailable', 'DeleteConflictException'])(
  'a deletion that is refused as %s did not happen',
  async (name) => {
    await expect(remove(failing(name))).rejects.toThrow('refused');
  },
);

test('who is denied to delete what is not there has nothing to delete', async () => {
  const denied = failing('AccessDenied');
  await expect(removeNamed(denied, failing('NoSuchEntityException'))()).resolves.toBeUndefined();
  await expect(removeNamed(denied, async () => ({}))()).rejects.toThrow('refused');
  await expect(removeNamed(denied, denied)()).rejects.toThrow('refused');
  await expect(removeNamed(failing('DeleteConflict'), failing('NoSuchEntity'))()).rejects.toThrow('refused');
});

test('parts are cleared only when AWS refuses because of them, and then the deletion is tried again', async () => {
  const done: string[] = [];
  let conflicts = 1;
  const deletion = async () => {
    done.push('delete');
    if (conflicts-- > 0) await failing('DeleteConflictException')();
  };
  const clearParts = async () => void done.push('clear');
  await removeWithParts(deletion, clearParts);
  expect(done).toEqual(['delete', 'clear', 'delete']);
  await removeWithParts(deletion, clearParts);
  expect(done).toEqual(['delete', 'clear', 'delete', 'delete']);
  await expect(removeWithParts(failing('AccessDenied'), clearParts)).rejects.toThrow('refused');
  expect(done).toHaveLength(4);
});

test('every page of a listing is read before anything of it is removed', async () => {
  const done: string[] = [];
  async function* pages() {
    for (const page of [['a', 'b'], undefined, ['c']]) {
      done.push('page');
      yield { items: page };
    }
  }
  const deletion = async (item: string) => void done.push(item);
  await clear(pages(), ({ items }) => items, deletion);
  expect(done).toEqual(['page', 'page', 'page', 'a', 'b', 'c']);
});

test('a listing that the target does not have holds nothing, any other failure is one', async () => {
  const listing = (name: string) => ({ [Symbol.asyncIterator]: () => ({ next: failing(name) }) });
  const nothing = async () => {};
  await expect(clear(listing('NotImplemented'), () => [], nothing)).resolves.toBeUndefined();
  await expect(clear(listing('NoSuchEntityException'), () => [], nothing)).resolves.toBeUndefined();
  await expect(clear(listing('AccessDenied'), () => [], nothing)).rejects.toThrow('refused');
});
