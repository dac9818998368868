import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsOf, openLedger, readLedger, stillOpen } from './ledger.js';
import { type Found, findLeftovers } from './leftovers.js';
import { isNamedBy, type Resource } from './resources.js';
import { type Leftover, type TeardownClients, tearDown } from './teardown.js';

export interface SweepOptions {
  /** Twelve digits: runs in other accounts are left alone. */
  readonly account: string;
  /** Where the ledgers are. */
  readonly folder: string;
  /** Milliseconds: younger runs may still be under way. */
  readonly olderThan: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The account is one that others use too: what a ledger holds is believed only if its name shows the run. */
  readonly isShared?: boolean;
}

/** What is left of one run. */
export interface RunLeft {
  readonly run: string;
  /** The ledger's, or what the account itself shows, for a run whose ledger is elsewhere. */
  readonly knownFrom: 'ledger' | 'account';
  readonly resources: readonly Resource[];
  /** When the last of it was made, milliseconds since the epoch. */
  readonly lastMade: number;
}

export interface SweepPlan {
  readonly runs: readonly RunLeft[];
  /** Runs that are younger than `olderThan`. */
  readonly tooYoung: readonly RunLeft[];
  /** Ledgers that cannot be read, which nothing is concluded from. */
  readonly unreadable: readonly string[];
  /** What a ledger holds and may be someone else's. */
  readonly notOwn: readonly Resource[];
}

/** What a sweep would remove. It only reads. */
export async function planSweep(options: SweepOptions, clients: TeardownClients): Promise<SweepPlan> {
  const unreadable: string[] = [];
  const notOwn: Resource[] = [];
  const inLedgers = ledgerRuns(options, unreadable, notOwn);
  const known = new Set(inLedgers.flatMap(({ resources }) => resources.map(keyOf)));
  const found = (await findLeftovers(clients)).filter((it) => !known.has(keyOf(it)));
  const inAccount = [...new Set(found.map(({ run }) => run))].map((run): RunLeft => {
    const own = found.filter((it) => it.run === run);
    const resources = own.map(({ kind, name }) => ({ kind, name }));
    return {
      run,
      knownFrom: 'account',
      resources,
      lastMade: lastMade(own, options),
    };
  });
  const all = [...inLedgers, ...inAccount];
  const isOld = ({ lastMade }: RunLeft) => options.now - lastMade >= options.olderThan;
  return { runs: all.filter(isOld), tooYoung: all.filter((run) => !isOld(run)), unreadable, notOwn };
}

/** AWS tells no date of an MFA device that nobody uses: what is made with it does, and alone it counts as young. */
function lastMade(found: readonly Found[], { now }: SweepOptions): number {
  const dates = found.flatMap(({ created }) => created ?? []);
  return dates.length === 0 ? now : Math.max(...dates);
}

export interface Swept {
  readonly removed: readonly Resource[];
  readonly left: readonly Leftover[];
}

/** Removes what was planned. What was removed is written into the ledger of its run. */
export async function sweep(plan: SweepPlan, options: SweepOptions, clients: TeardownClients): Promise<Swept> {
  const removed: Resource[] = [];
  const left: Leftover[] = [];
  for (const { run, resources } of plan.runs) {
    using ledger = openLedger({ run, account: options.account, folder: options.folder });
    for (const resource of resources.toReversed()) ledger.intend(resource);
    const outcome = await tearDown(ledger, clients);
    removed.push(...outcome.removed);
    left.push(...outcome.left);
  }
  return { removed, left };
}

function ledgerRuns(
  { folder, account, isShared }: SweepOptions,
  unreadable: string[],
  notOwn: Resource[],
): readonly RunLeft[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  return files.sort().flatMap((file) => {
    try {
      const events = eventsOf(account, readLedger(readFileSync(join(folder, file), 'utf8')));
      const run = file.slice(0, -'.jsonl'.length);
      const open = stillOpen(events);
      const resources = isShared ? open.filter((it) => isNamedBy(run, it)) : open;
      notOwn.push(...open.filter((it) => !resources.includes(it)));
      const lastMade = Math.max(...events.map(({ at }) => Date.parse(at)));
      if (resources.length === 0) return [];
      return [{ run, knownFrom: 'ledger' as const, resources, lastMade }];
    } catch {
      unreadable.push(join(folder, file));
      return [];
    }
  });
}

function keyOf({ kind, name }: Resource): string {
  return `${kind} ${name}`;
}
