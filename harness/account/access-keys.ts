/** A long-term access key of a user or, if `userId` is the account's number, of the root user. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userId: string;
  /** Only an active key can be used. */
  readonly status: 'Active' | 'Inactive' | 'Expired';
  /** Milliseconds since the epoch, a whole second. */
  readonly createDate: number;
}

/** The last request signed with a key, or made in any session of a role. */
export interface LastUse {
  /** Milliseconds since the epoch, a whole second. */
  readonly date: number;
  readonly region: string;
  /** `iam`, `sts` or `s3`. */
  readonly serviceName: string;
}

/** The access keys of an account's users. */
export interface AccessKeys extends Iterable<AccessKey> {
  readonly size: number;
  withId(accessKeyId: string): AccessKey | undefined;
  /** The keys of one user, the oldest first. */
  of(userId: string): readonly AccessKey[];
  put(key: AccessKey): void;
  remove(accessKeyId: string): void;
}

export function createAccessKeys(options: {
  issued(accessKeyId: string): void;
  /** Told of every change, as a directory tells. */
  changed(change: {
    readonly id: string;
    readonly before: AccessKey | undefined;
    readonly after: AccessKey | undefined;
  }): void;
}): AccessKeys {
  const keys = new Map<string, AccessKey>();
  return {
    get size() {
      return keys.size;
    },
    withId: (accessKeyId) => keys.get(accessKeyId),
    of: (userId) => [...keys.values()].filter((key) => key.userId === userId),
    put(key) {
      const id = key.accessKeyId;
      const before = keys.get(id);
      keys.set(id, key);
      options.issued(id);
      options.changed({ id, before, after: key });
    },
    remove(id) {
      const before = keys.get(id);
      if (keys.delete(id)) options.changed({ id, before, after: undefined });
    },
    [Symbol.iterator]: () => keys.values(),
  };
}
