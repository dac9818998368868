/** What is kept in a directory. The record is never changed: a change puts another in its place. */
export interface Entry {
  /** AWS's unique id, e.g. `AIDA...`. */
  readonly id: string;
  readonly name: string;
}

/**
 * The users (groups, roles, policies) of an account. "Names are not distinguished by case", says AWS: they are unique and
 * found without regard to it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export interface Directory<T extends Entry> extends Iterable<T> {
  readonly size: number;
  named(name: string): T | undefined;
  withId(id: string): T | undefined;
  /** Adds an entry, or replaces the one with the same id, also under another name. */
  put(entry: T): void;
  remove(id: string): void;
  /** All entries by name, in the order in which listings show them; of use until the next change. */
  sorted(): readonly T[];
}

/** Told of every change: the record of before, and the one of after, undefined where there was or is none. */
export type DirectoryListener<T> = (change: {
  readonly id: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}) => void;

export function createDirectory<T extends Entry>(changed: DirectoryListener<T>): Directory<T> {
  const entries = new Map<string, T>();
  const ids = new Map<string, string>();
  /** In the order of listings, once someone listed. Kept up, since sorting anew after each change is most of the work in a large account. */
  let sorted: T[] | undefined;

  const forgetName = (id: string): void => {
    const known = entries.get(id);
    if (known) ids.delete(known.name.toLowerCase());
  };
  return {
    get size() {
      return entries.size;
    },
    named(name) {
      const id = ids.get(name.toLowerCase());
      return id === undefined ? undefined : entries.get(id);
    },
    withId: (id) => entries.get(id),
    put(entry) {
      const known = entries.get(entry.id);
      forgetName(entry.id);
      ids.set(entry.name.toLowerCase(), entry.id);
      entries.set(entry.id, entry);
      if (sorted !== undefined && known?.name === entry.name) sorted[placeOf(entry.name, sorted)] = entry;
      else if (sorted !== undefined) {
        if (known) sorted.splice(placeOf(known.name, sorted), 1);
        sorted.splice(placeOf(entry.name, sorted), 0, entry);
      }
      changed({ id: entry.id, before: known, after: entry });
    },
    remove(id) {
      const known = entries.get(id);
      if (known === undefined) return;
      forgetName(id);
      entries.delete(id);
      sorted?.splice(placeOf(known.name, sorted), 1);
      changed({ id, before: known, after: undefined });
    },
    sorted() {
      sorted ??= [...entries.values()].sort((a, b) => compare(a.name, b.name));
      return sorted;
    },
    [Symbol.iterator]: () => entries.values(),
  };
}

/** Where an entry of this name stands, or belongs. */
function placeOf(name: string, sorted: readonly Entry[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle]?.name ?? '', name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without regard to case, as names are told apart. */
function compare(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
