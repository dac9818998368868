import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isNamedBy, type Resource } from './resources.js';
import { isStopped, RunStopped } from './stop-mark.js';

/** What happened to a resource: one line of the ledger's file. No secret is ever written, and no account id: files get into logs of pipelines. */
export interface LedgerEvent extends Resource {
  readonly event: 'intent' | 'removed';
  /** The {@link accountMark} of the account that it is made in; `<account>` stands for its number in names. */
  readonly account: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The record of everything that a run makes, so that nothing is left behind. It only grows: an intent before the create call, a
 * removal when the resource is gone.
 */
export interface Ledger extends Disposable {
  /** Undefined for a ledger in memory. */
  readonly file: string | undefined;
  /** To be called before a call that uses what exists. Throws {@link NotOfTheRun} for what may be someone else's, in an account of others. */
  use(resource: Resource): void;
  /** To be called before the create call. With a file, the line is on the disk when this returns. */
  intend(resource: Resource): void;
  removed(resource: Resource): void;
  /** What may still exist, the last made first. */
  open(): readonly Resource[];
}

export interface LedgerOptions {
  /** Names the file. */
  readonly run: string;
  readonly account: string;
  /** Where the file is written; in memory only unless given, for targets that end with the process. */
  readonly folder?: string | undefined;
  /** How many resources the run may make in all; what its file holds already counts. */
  readonly limit?: number | undefined;
  /** The account is one that others use too: what the name does not show to be the run's own is neither made nor removed. */
  readonly isShared?: boolean | undefined;
  /** Milliseconds since the epoch; the wall clock unless given. */
  readonly now?: () => number;
}

/** A run would make more than it may. */
export class TooManyResources extends Error {
  override readonly name = 'TooManyResources';
}

/** What was about to be made, and removed afterwards, or used may be someone else's. */
export class NotOfTheRun extends Error {
  override readonly name = 'NotOfTheRun';

  constructor({ kind, name }: Resource) {
    super(
      `the ${kind} \`${name}\` may be someone else's: in a real account a test makes and uses what has a name of \`account.name()\`, and policies under \`account.path\``,
    );
  }
}

/** Opens the ledger of one run; a file that exists already is continued, and what others wrote into it is theirs to remove. */
export function openLedger({ run, account, folder, limit, isShared, now = Date.now }: LedgerOptions): Ledger {
  const events: LedgerEvent[] = [];
  const mark = accountMark(account);
  const admit = () => {
    if (folder !== undefined && isStopped(run, folder))
      throw new RunStopped('the run was told to end; everything is removed');
    const made = file === undefined ? events : readLedger(readFileSync(file, 'utf8'));
    if (limit === undefined || made.filter(({ event }) => event === 'intent').length < limit) return;
    throw new TooManyResources(`the run has made ${limit} resources, which is its bound; everything is removed`);
  };
  const file = folder === undefined ? undefined : join(folder, `${run}.jsonl`);
  const descriptor = file === undefined ? undefined : openFile(file, folder ?? '.');
  const record = (event: LedgerEvent['event'], { kind, name }: Resource) => {
    const entry = { event, kind, name, account: mark, at: new Date(now()).toISOString() };
    events.push(entry);
    if (descriptor === undefined) return;
    writeSync(descriptor, JSON.stringify({ ...entry, name: name.replaceAll(account, PLACE) }) + '\n');
    fsyncSync(descriptor);
  };
  const use = (resource: Resource) => {
    if (isShared && !isNamedBy(run, resource)) throw new NotOfTheRun(resource);
  };
  return {
    file,
    use,
    intend(resource) {
      use(resource);
      if (limit !== undefined) admit();
      record('intent', resource);
    },
    removed: (resource) => record('removed', resource),
    open: () => stillOpen(events),
    [Symbol.dispose]() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

function openFile(file: string, folder: string): number {
  mkdirSync(folder, { recursive: true });
  return openSync(file, 'a', 0o600);
}

/**
 * Reads a ledger's file. A last line that a killed run did not finish is left out: its call was not made, since the intent is on
 * the disk before.
 */
export function readLedger(text: string): readonly LedgerEvent[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerEvent);
}

/** Tells one's own accounts apart without naming them. */
export function accountMark(account: string): string {
  return createHash('sha256').update(`iam-rehearsal:${account}`).digest('hex').slice(0, 12);
}

/** The events of one account, with its number in their names again. */
export function eventsOf(account: string, events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const mark = accountMark(account);
  return events.flatMap((event) =>
    event.account === mark ? { ...event, name: event.name.replaceAll(PLACE, account) } : [],
  );
}

const PLACE = '<account>';

/** The resources whose removal is not recorded, the last made first. */
export function stillOpen(events: Iterable<LedgerEvent>): readonly Resource[] {
  const open = new Map<string, Resource>();
  for (const { event, kind, name } of events) {
    const key = `${kind} ${name}`;
    open.delete(key);
    if (event === 'intent') open.set(key, { kind, name });
  }
  return [...open.values()].reverse();
}
