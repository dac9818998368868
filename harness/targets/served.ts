import { randomInt } from 'node:crypto';
import { remoteAccount } from './remote-account.js';
import type { Target, TargetName } from './target.js';

export interface ServedOptions {
  readonly name: TargetName;
  readonly url: string;
  readonly forWorkers?: Target['forWorkers'];
  stop?(): Promise<void>;
}

const region = 'us-east-1';

/** Our emulator behind a URL: each test has an account of its own, whose root signs with its number. */
export function openServed({ name, url, forWorkers, stop = async () => {} }: ServedOptions): Target {
  return {
    name,
    region,
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
    ...(forWorkers && { forWorkers }),
    async account() {
      const id = String(randomInt(100_000_000_000, 1_000_000_000_000));
      return remoteAccount({
        target: name,
        url,
        region,
        id,
        administrator: { accessKeyId: id, secretAccessKey: 'test' },
      });
    },
    [Symbol.asyncDispose]: stop,
  };
}
