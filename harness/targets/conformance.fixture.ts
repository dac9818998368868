import { openAccount } from '../rehearsal/account.js';
import { PROMISES_OF_ALL } from './promises-of-all.fixture.js';
import { PROMISES_OF_OURS } from './promises-of-ours.fixture.js';
import type { Target } from './target.js';

/** What every target promises, or names the reason why not (`compatibility.fixture.ts`). Their names are the rows of the README's table. */
export const PROMISES = { ...PROMISES_OF_ALL, ...PROMISES_OF_OURS };

export type PromiseName = keyof typeof PROMISES;

/** Keeps a promise on a target, in an account that is closed afterwards. */
export async function keepPromise(name: PromiseName, target: Target): Promise<void> {
  const account = await openAccount(target);
  try {
    await PROMISES[name].keep({ target, account });
  } finally {
    await account.close();
  }
}
