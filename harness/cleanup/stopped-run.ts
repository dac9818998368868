import { findLeftovers } from './leftovers.js';
import type { Resource } from './resources.js';
import { markStopped } from './stop-mark.js';
import { planSweep, type SweepOptions, sweep } from './sweep.js';
import type { TeardownClients } from './teardown.js';

const ROUNDS = 5;

/**
 * Ends a run from outside of it: its processes make nothing more, and all that it made is removed. What was on its way when the mark was
 * set arrives meanwhile, so that it is looked for again. Answers what is left.
 */
export async function stopRun(
  run: string,
  where: Pick<SweepOptions, 'account' | 'folder'>,
  clients: TeardownClients,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<readonly Resource[]> {
  using _ = markStopped(run, where.folder);
  for (let round = 1; ; round++) {
    const options = { ...where, olderThan: Number.NEGATIVE_INFINITY, now: Date.now(), isShared: true };
    const plan = await planSweep(options, clients);
    const own = { ...plan, runs: plan.runs.filter((it) => it.run === run) };
    const { left } = await sweep(own, options, clients);
    const found = (await findLeftovers(clients)).filter((it) => it.run === run);
    if (round >= ROUNDS || (round > 1 && left.length === 0 && found.length === 0)) return found;
    await sleep(500);
  }
}
