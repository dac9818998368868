import { compareKeys } from '../../account/bucket-keys.js';
import type { Objects } from '../../account/objects.js';

export interface ListingQuery {
  readonly prefix: string;
  /** Empty: keys are not grouped. */
  readonly delimiter: string;
  /** The key or common prefix after which the page begins; undefined for the first page. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface ListingPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or common prefix of the page, after which the next begins. */
  readonly last: string | undefined;
}

/**
 * One page of a bucket's keys: those with the prefix, and in place of all that share the text up to the delimiter that
 * follows it, this text once, counted as one. A common prefix comes on the page where it stands in the order, not on each
 * page that its keys touch.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
export function listPage(objects: Pick<Objects, 'seek'>, query: ListingQuery): ListingPage {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  for (const { name, isPrefix } of entries(objects, query)) {
    if (keys.length + commonPrefixes.length === query.limit)
      return { keys, commonPrefixes, truncated: query.limit > 0, last };
    (isPrefix ? commonPrefixes : keys).push(name);
    last = name;
  }
  return { keys, commonPrefixes, truncated: false, last };
}

interface Entry {
  readonly name: string;
  readonly isPrefix: boolean;
}

/** Keys and common prefixes in order. After a common prefix the index is asked anew, so its keys cost nothing. */
export function* entries(objects: Pick<Objects, 'seek'>, query: ListingQuery): Iterable<Entry> {
  const { prefix, after } = query;
  let isBefore = (key: string) => compareKeys(key, prefix) < 0 || (after !== undefined && compareKeys(key, after) <= 0);
  for (;;) {
    const group = yield* keysUpToGroup(objects.seek(isBefore), query);
    if (group === undefined) return;
    if (after === undefined || compareKeys(group, after) > 0) yield { name: group, isPrefix: true };
    isBefore = (key) => compareKeys(key, group) < 0 || key.startsWith(group);
  }
}

/** Yields keys until one belongs to a common prefix, which it returns. */
function* keysUpToGroup(
  keys: Iterable<string>,
  { prefix, delimiter }: ListingQuery,
): Generator<Entry, string | undefined> {
  for (const key of keys) {
    if (!key.startsWith(prefix)) return undefined;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) return key.slice(0, end + delimiter.length);
    yield { name: key, isPrefix: false };
  }
  return undefined;
}
