import { type OpenDecision, type PolicyJson, readPolicyTable, type TabledDecision } from '../../engine/index.js';
import { type ShownAssumptions, showAssumptions } from './model.js';

/** As the control interface tells who can assume which roles of an account. */
interface AssumePairsJson {
  readonly can: readonly (Omit<OpenDecision, 'decision'> & { readonly decision: TabledDecision })[];
  readonly policies: readonly PolicyJson[];
  readonly decided: number;
  readonly leftOut: number;
}

/** Milliseconds between two questions, which may be about thousands of pairs. */
const PAUSE = 2_000;
/** The same where nobody called: a clock may have been moved, or an account loaded. */
const IDLE_PAUSE = 10_000;
/** Of a server that many tests share, only the last accounts are asked about. */
const MOST_ACCOUNTS = 50;

/** Asks the emulator who can assume what, as its accounts are, while the page that shows it is open: after decisions, and now and then. */
export function assumptionsOnDemand(
  show: (assumptions: readonly ShownAssumptions[]) => void,
): (decisions: number) => Promise<void> {
  let last = 0;
  let known = '';
  let made = -1;
  return async (decisions) => {
    const pause = decisions === made ? IDLE_PAUSE : PAUSE;
    if (!location.hash.startsWith('#/graph') || Date.now() - last < pause) return;
    [last, made] = [Date.now(), decisions];
    const { accounts } = await told<{ readonly accounts: readonly { readonly id: string }[] }>('accounts');
    const asked = accounts.slice(-MOST_ACCOUNTS).map(async ({ id }) => ({
      account: id,
      ...(await told<AssumePairsJson>(`accounts/${id}/assume-pairs`)),
    }));
    const found = await Promise.all(asked);
    const text = JSON.stringify(found);
    if (text === known) return;
    known = text;
    const read = found.map(({ can, policies, ...facts }) => {
      const decisionOf = readPolicyTable(policies);
      return { ...facts, can: can.map(({ decision, ...open }) => ({ ...open, decision: decisionOf(decision) })) };
    });
    show(showAssumptions(read, ({ account }) => `Account ${account}`));
  };
}

async function told<T>(path: string): Promise<T> {
  const response = await fetch(`/_rehearsal/${path}`);
  if (!response.ok) throw new Error(`the emulator answers ${response.status}`);
  return (await response.json()) as T;
}
