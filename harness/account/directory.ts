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
  /** All entries by name, in the order in which listings show them. */
  sorted(): readonly T[];
}

export function createDirectory<T extends Entry>(changed: () => void): Directory<T> {
  const entries = new Map<string, T>();
  const ids = new Map<string, string>();
  let sorted: readonly T[] | undefined;

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
      forgetName(entry.id);
      ids.set(entry.name.toLowerCase(), entry.id);
      entries.set(entry.id, entry);
      sorted = undefined;
      changed();
    },
    remove(id) {
      forgetName(id);
      if (!entries.delete(id)) return;
      sorted = undefined;
      changed();
    },
    sorted() {
      sorted ??= [...entries.values()].sort((a, b) => compare(a.name, b.name));
      return sorted;
    },
    [Symbol.iterator]: () => entries.values(),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
