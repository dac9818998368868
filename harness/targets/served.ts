import { type ControlClient, controlClient, type ServerHealth } from '../emulator/index.js';
import { namingOf, newRun } from './naming.js';
import { servedAccount } from './served-account.js';
import { ALL_CAPABILITIES, type Target, type TargetName } from './target.js';

/** An emulator of ours behind a URL, and what it said of itself. */
export interface ServedEmulator {
  readonly url: string;
  readonly control: ControlClient;
  readonly server: ServerHealth;
}

/** Asks a server whether it is one of ours and lets us control it; undefined for any other, and for what does not answer. */
export async function findServed(url: string): Promise<ServedEmulator | undefined> {
  const control = controlClient(url);
  const server = await control.health().catch(() => undefined);
  return server?.control ? { url, control, server } : undefined;
}

export interface ServedOptions {
  readonly name: TargetName;
  readonly served: ServedEmulator;
  readonly forWorkers?: Target['forWorkers'];
  stop?(): Promise<void>;
}

/** Each test has an account of its own, which the server numbers: workers of several runs may share it. */
export function openServed({ name, served, forWorkers, stop = async () => {} }: ServedOptions): Target {
  const { control, server } = served;
  const naming = namingOf(newRun());
  return {
    name,
    region: server.region,
    capabilities: { ...ALL_CAPABILITIES, requestOrigin: server.requestOrigin },
    // What is made in an account ends with the server; the ledger lives as long as the test.
    ledgerFolder: undefined,
    ...(forWorkers && { forWorkers }),
    async account() {
      const { id, root, decisions } = await control.account();
      return servedAccount({ target: name, ...served, id, administrator: root, naming, since: decisions });
    },
    [Symbol.asyncDispose]: stop,
  };
}
