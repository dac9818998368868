import type { DecidedOutcome, Waits } from '../targets/index.js';

/** A decision to deny, thrown as AWS throws a denial: changes are waited for alike. */
class DecidedDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly $metadata = { httpStatusCode: 403 };
}

/** AWS's simulator hears of a change as late as the services do, so that what it decides first may be what was before it. */
export async function decideInTime(
  decide: () => Promise<DecidedOutcome>,
  waits: Waits,
  expected: DecidedOutcome['outcome'] | undefined,
): Promise<DecidedOutcome> {
  if (expected === undefined) return decide();
  let last: Promise<DecidedOutcome> | undefined;
  const ask = async () => {
    last = decide();
    if ((await last).outcome === 'denied') throw new DecidedDenied();
  };
  const waited = expected === 'allowed' ? waits.until('done', ask) : waits.untilDenied(ask);
  await waited.catch(() => undefined); // the last decision tells what came out
  return last ?? decide();
}
