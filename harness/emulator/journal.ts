import type { Decision } from '../engine/index.js';

/** One decision about one call, under the request id that the response carried. */
export interface RecordedDecision {
  readonly requestId: string;
  /** `iam:CreateUser`: the call, which is not always the action that was decided about. */
  readonly operation: string;
  readonly decision: Decision;
  /** AWS's sentence, where the call was refused. */
  readonly words: string | undefined;
  /** Milliseconds since the epoch, on the wall clock. */
  readonly time: number;
}

/** A decision about a request of this account, or about something that is the account's. */
export function concernsAccount({ decision: { request } }: RecordedDecision, account: string): boolean {
  const { principal, resourceAccount } = request;
  return resourceAccount === account || ('account' in principal && principal.account === account);
}

/** The record of decisions: the last `limit`, and whoever subscribes hears of each. */
export interface Journal {
  list(): readonly RecordedDecision[];
  /** How many were made so far, also those that are no longer kept. */
  made(): number;
  find(requestId: string): readonly RecordedDecision[];
  /** Returns what ends the subscription. */
  subscribe(listener: (decision: RecordedDecision) => void): () => void;
}

export interface WritableJournal extends Journal {
  record(decision: RecordedDecision): void;
}

export function createJournal(limit = 10_000): WritableJournal {
  const ring: RecordedDecision[] = [];
  const listeners = new Set<(decision: RecordedDecision) => void>();
  let next = 0;
  let made = 0;
  const list = () => [...ring.slice(next), ...ring.slice(0, next)];
  return {
    list,
    made: () => made,
    find: (requestId) => list().filter((decision) => decision.requestId === requestId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    record(decision) {
      ring[next] = decision;
      made++;
      next = (next + 1) % limit;
      for (const listener of listeners) listener(decision);
    },
  };
}
