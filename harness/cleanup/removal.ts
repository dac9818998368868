import { errorCode } from './error-code.js';

const GONE = new Set(['NoSuchEntity', 'NoSuchBucket', 'NoSuchKey', 'NoSuchUpload', 'NoSuchVersion']);
const CONFLICT = new Set(['DeleteConflict', 'BucketNotEmpty']);

/** Deletes; what is gone already counts as deleted. */
export async function remove(deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (!GONE.has(errorCode(error))) throw error;
  }
}

/**
 * Deletes by name what has a path. Who may delete under a path only is denied for what was never made, whose path nobody knows: it is
 * looked up then.
 */
export function removeNamed(deletion: () => Promise<unknown>, lookup: () => Promise<unknown>): () => Promise<void> {
  return async () => {
    try {
      await remove(deletion);
    } catch (error) {
      if (errorCode(error) !== 'AccessDenied' || !(await isGone(lookup))) throw error;
    }
  };
}

async function isGone(lookup: () => Promise<unknown>): Promise<boolean> {
  try {
    await lookup();
    return false;
  } catch (error) {
    return GONE.has(errorCode(error));
  }
}

/** Deletes an entity; its parts are cleared only if AWS refuses because of them, since AWS never cascades. */
export async function removeWithParts(
  deletion: () => Promise<unknown>,
  clearParts: () => Promise<void>,
): Promise<void> {
  try {
    await remove(deletion);
  } catch (error) {
    if (!CONFLICT.has(errorCode(error))) throw error;
    await clearParts();
    await remove(deletion);
  }
}

/**
 * Removes everything that a listing shows. All pages are read first, since a marker means little after a removal. A target that
 * does not implement the listing holds nothing of the kind.
 */
export async function clear<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
  deletion: (item: Item) => Promise<unknown>,
): Promise<void> {
  const items: Item[] = [];
  try {
    for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  } catch (error) {
    const code = errorCode(error);
    if (!GONE.has(code) && code !== 'NotImplemented') throw error;
  }
  for (const item of items) await remove(() => deletion(item));
}

/** The only page of a listing without markers. */
export async function* onePage<Page>(list: () => Promise<Page>): AsyncGenerator<Page> {
  yield await list();
}
