/** Something that an account keeps for one of its users, e.g. a certificate; a virtual MFA device may have no user yet. */
export interface Belonging {
  readonly id: string;
  /** The unique id of the user. */
  readonly userId: string | undefined;
}

/** The things of one kind that belong to users. A record is never changed: a change puts another in its place. */
export interface Belongings<T extends Belonging> extends Iterable<T> {
  readonly size: number;
  withId(id: string): T | undefined;
  /** Those of one user, the oldest first. */
  of(userId: string): readonly T[];
  put(belonging: T): void;
  remove(id: string): void;
}

export function createBelongings<T extends Belonging>(): Belongings<T> {
  const kept = new Map<string, T>();
  return {
    get size() {
      return kept.size;
    },
    withId: (id) => kept.get(id),
    of: (userId) => [...kept.values()].filter((belonging) => belonging.userId === userId),
    put: (belonging) => {
      kept.set(belonging.id, belonging);
    },
    remove: (id) => {
      kept.delete(id);
    },
    [Symbol.iterator]: () => kept.values(),
  };
}
