/** The last attempt of a user or role to call an action. */
export interface Access {
  /** The unique id of the user or role. */
  readonly principalId: string;
  /** Its ARN; for a session its role's. */
  readonly principalArn: string;
  /** `s3` */
  readonly service: string;
  /** `ListAllMyBuckets` */
  readonly action: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly date: number;
  readonly region: string;
}

/** When each user and role last tried each action: "all attempts to access an AWS API, not just the successful attempts". */
export interface AccessHistory extends Iterable<Access> {
  record(access: Access): void;
  of(principalId: string): readonly Access[];
  forget(principalId: string): void;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
export function createAccessHistory(): AccessHistory {
  const kept = new Map<string, Map<string, Access>>();
  return {
    record(access) {
      const own = kept.get(access.principalId) ?? new Map<string, Access>();
      own.set(`${access.service}:${access.action}`, access);
      kept.set(access.principalId, own);
    },
    of: (principalId) => [...(kept.get(principalId)?.values() ?? [])],
    forget: (principalId) => {
      kept.delete(principalId);
    },
    *[Symbol.iterator]() {
      for (const own of kept.values()) yield* own.values();
    },
  };
}
