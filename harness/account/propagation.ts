import type { Clock } from './clock.js';
import { type PropagationDelay, type PropagationSettings, propagationSettings } from './propagation-delay.js';
import type { Held } from './propagation-view.js';

/**
 * How changes in an account become visible. In AWS they take seconds to reach authentication and authorization: "any change that you
 * make in IAM ... takes time to become visible from all possible endpoints". Here they take none unless set otherwise; time is that of the
 * account's clock.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
 */
export interface Propagation {
  /** The delay, in milliseconds; undefined where changes are visible at once. */
  get(): PropagationSettings | undefined;
  /** Delays the changes to come. `off` makes all visible at once, earlier changes too. Throws `InvalidPropagation` or `InvalidTime`. */
  set(delay: PropagationDelay | 'off'): void;
  /** How many milliseconds of the account's clock it takes until every change so far is visible; 0 where all are. */
  remaining(): number;
  /** Makes every change so far visible at once. */
  settle(): void;
}

/** What is kept of each change of a record. */
export interface Change<T> {
  readonly id: string;
  readonly before: T | undefined;
  /** Undefined where it was removed. */
  readonly after: T | undefined;
}

/** Collections whose changes take time. */
export type PropagatedKind = 'users' | 'groups' | 'roles' | 'policies' | 'accessKeys';

/** A change that is not visible yet; the record as it will be seen, undefined where it was removed. */
interface Pending {
  readonly kind: PropagatedKind;
  readonly id: string;
  readonly record: unknown;
  /** Milliseconds since the epoch on the account's clock. */
  readonly visibleAt: number;
}

/** All of it as plain records. */
export interface PropagationState {
  readonly settings: PropagationSettings | undefined;
  /** How many random delays there have been. */
  readonly drawn: number;
  /** In the order of the changes. */
  readonly pending: readonly Pending[];
  /** What is still seen in the place of present records. */
  readonly held: readonly { readonly kind: PropagatedKind; readonly id: string; readonly record: unknown }[];
}

/** The account's side: it tells of changes, and reads what is still seen. */
export interface AccountPropagation extends Propagation {
  changed<T>(kind: PropagatedKind, change: Change<T>): void;
  /** What is still seen of a kind. The same map as long as the account lives. */
  held(kind: PropagatedKind): Held<unknown>;
  /** Lets go of what became visible by now. */
  arrive(): void;
  /** Whether reads are `eventual` and this record is not seen yet. */
  hides(kind: PropagatedKind, id: string): boolean;
  state(): PropagationState;
  /** Puts a state in the place of what is there: after the collections, whose changes would else be delayed. */
  restore(state: PropagationState): void;
}

export interface PropagationOptions {
  readonly delay: PropagationDelay | 'off' | undefined;
  /** The same seed gives the same random delays. */
  readonly seed: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Changes became visible. */
  arrived(changes: readonly Pick<Pending, 'kind' | 'id' | 'record'>[]): void;
}

/**
 * Keeps for each changed record the one that is still seen. Without a delay nothing is kept, and nothing is looked at but the length
 * of an empty list.
 */
export function createPropagation({ delay = 'off', seed, clock, arrived }: PropagationOptions): AccountPropagation {
  const held = heldRecords();
  let settings = propagationSettings(delay);
  let pending: Pending[] = [];
  let next = Number.POSITIVE_INFINITY;
  let drawn = 0;

  const wait = (changes: readonly Pending[]) => {
    pending = [...changes];
    next = changes.reduce((first, { visibleAt }) => Math.min(first, visibleAt), Number.POSITIVE_INFINITY);
  };
  const arriveUntil = (time: number) => {
    const { visible, waiting } = split(pending, time);
    const changesAgain = new Set(waiting.map(({ id }) => id));
    for (const { kind, id, record } of visible) {
      if (changesAgain.has(id)) held[kind].set(id, record);
      else held[kind].delete(id);
    }
    wait(waiting);
    arrived(visible);
  };
  const settle = () => {
    if (pending.length > 0) arriveUntil(Number.POSITIVE_INFINITY);
  };
  const arrive = () => {
    if (pending.length > 0 && next <= clock.now()) arriveUntil(clock.now());
  };
  return {
    get: () => settings,
    set(to) {
      settings = propagationSettings(to);
      if (settings === undefined) settle();
    },
    settle,
    remaining() {
      const last = pending.reduce((latest, { visibleAt }) => Math.max(latest, visibleAt), 0);
      return pending.length === 0 ? 0 : Math.max(0, last - clock.now());
    },
    arrive,
    changed(kind, { id, before, after }) {
      if (settings === undefined) return;
      if (!held[kind].has(id)) held[kind].set(id, before);
      const { min, max } = settings;
      const random = min === max ? 0 : fraction(seed, drawn++);
      const visibleAt = clock.now() + Math.round(min + random * (max - min));
      pending.push({ kind, id, record: after, visibleAt });
      next = Math.min(next, visibleAt);
    },
    held: (kind) => held[kind],
    hides(kind, id) {
      arrive();
      return settings?.reads === 'eventual' && held[kind].has(id) && held[kind].get(id) === undefined;
    },
    state: () => ({ settings, drawn, pending: [...pending], held: listed(held) }),
    restore(state) {
      settings = state.settings;
      drawn = state.drawn;
      for (const records of Object.values(held)) records.clear();
      for (const { kind, id, record } of state.held) held[kind].set(id, record);
      wait(state.pending);
      arrived([]);
    },
  };
}

/** The newest change of each record that is visible by then, and what still waits; a newer change takes an older one with it. */
function split(pending: readonly Pending[], time: number) {
  const visible: Pending[] = [];
  const waiting: Pending[] = [];
  const seen = new Set<string>();
  for (const change of pending.toReversed()) {
    if (seen.has(change.id)) continue;
    if (change.visibleAt > time) waiting.push(change);
    else {
      visible.push(change);
      seen.add(change.id);
    }
  }
  return { visible, waiting: waiting.reverse() };
}

/** The nth number of a seed, from 0 to 1: nothing but the count has to be kept. */
function fraction(seed: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ count, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

type HeldRecords = Readonly<Record<PropagatedKind, Map<string, unknown>>>;

function heldRecords(): HeldRecords {
  return { users: new Map(), groups: new Map(), roles: new Map(), policies: new Map(), accessKeys: new Map() };
}

function listed(held: HeldRecords): PropagationState['held'] {
  return (Object.keys(held) as PropagatedKind[]).flatMap((kind) =>
    [...held[kind]].map(([id, record]) => ({ kind, id, record })),
  );
}
