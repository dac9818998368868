import { randomInt } from 'node:crypto';
import type { Credentials, Target, TargetAccount, TargetName } from './target.js';
import { MissingCapability } from './target-errors.js';
import { createWaits } from './waits.js';

export interface ServedOptions {
  readonly name: TargetName;
  readonly url: string;
  /** What tells the workers of a run where it is. */
  readonly forWorkers?: (url: string) => Readonly<Record<string, string>>;
  stop?(): Promise<void>;
}

const REGION = 'us-east-1';

/** Our emulator behind a URL: as `endpoint`, but each test has an account of its own, whose root signs with its number. */
export function openServed({ name, url, forWorkers, stop = async () => {} }: ServedOptions): Target {
  return {
    name,
    region: REGION,
    capabilities: {
      signatures: true,
      freshAccounts: true,
      decisions: false,
      clock: false,
      propagation: false,
      requestOrigin: false,
    },
    // What is made in an account ends with the server; the ledger lives as long as the test.
    ledgerFolder: undefined,
    ...(forWorkers && { forWorkers: forWorkers(url) }),
    account: async () => servedAccount(name, url),
    [Symbol.asyncDispose]: stop,
  };
}

function servedAccount(name: TargetName, url: string): TargetAccount {
  const id = String(randomInt(100_000_000_000, 281_474_976_710_655)).slice(0, 12);
  const clientConfig = (credentials: Credentials) => ({
    region: REGION,
    endpoint: url,
    credentials,
    forcePathStyle: true,
  });
  const lacks = (capability: MissingCapability['capability'], what: string) =>
    new MissingCapability(name, capability, `${what}; run this scenario on \`embedded\``);
  return {
    id,
    administrator: { accessKeyId: id, secretAccessKey: 'test' },
    get clock(): never {
      throw lacks('clock', 'its time cannot be moved');
    },
    get propagation(): never {
      throw lacks('propagation', 'changes are visible at once');
    },
    waits: createWaits({ sleep: async () => {}, patience: () => 0, isExact: true }),
    clientConfig(credentials, origin) {
      if (origin !== undefined) throw lacks('requestOrigin', 'it sees where a request comes from');
      return clientConfig(credentials);
    },
    endpoint: async () => url,
    decide() {
      throw new MissingCapability(
        name,
        'decisions',
        'pass an SDK command, which is really called, instead of the name of an action',
      );
    },
    decisionsOf: () => undefined,
  };
}
