/** What authentication, authorization and the validation of principals see of the records of one kind. */
export interface VisibleRecords<T> {
  withId(id: string): T | undefined;
}

export interface VisibleEntries<T> extends VisibleRecords<T> {
  /** Without regard to case, as in the directory. */
  named(name: string): T | undefined;
}

/** The records as they are. */
interface Records<T> {
  withId(id: string): T | undefined;
}

interface Entries<T> extends Records<T> {
  named(name: string): T | undefined;
}

/** Records that are still seen in the place of the present ones, by id; undefined in place of one that is not seen yet. */
export type Held<T> = ReadonlyMap<string, T | undefined>;

/** The present records but for those that are held back. `settle` lets go of what became visible. */
export function visibleRecords<T>(records: Records<T>, held: Held<T>, settle: () => void): VisibleRecords<T> {
  return {
    withId(id) {
      settle();
      return held.size > 0 && held.has(id) ? held.get(id) : records.withId(id);
    },
  };
}

export function visibleEntries<T extends { readonly id: string; readonly name: string }>(
  entries: Entries<T>,
  held: Held<T>,
  settle: () => void,
): VisibleEntries<T> {
  return {
    ...visibleRecords(entries, held, settle),
    named(name) {
      settle();
      const present = entries.named(name);
      if (held.size === 0) return present;
      return heldNamed(name.toLowerCase(), held) ?? (present && !held.has(present.id) ? present : undefined);
    },
  };
}

/** What is held back is little: changes of the last seconds. */
function heldNamed<T extends { readonly name: string }>(name: string, held: Held<T>): T | undefined {
  for (const record of held.values()) if (record?.name.toLowerCase() === name) return record;
  return undefined;
}
