import type { Credentials, TargetAccount, TargetName } from './target.js';
import { MissingCapability } from './target-errors.js';
import { createWaits } from './waits.js';

export interface RemoteAccountOptions {
  readonly target: TargetName;
  readonly url: string;
  readonly region: string;
  /** Twelve digits. */
  readonly id: string;
  readonly administrator: Credentials;
}

/** An account behind a URL: it answers calls, and can nothing else. */
export function remoteAccount({ target, url, region, id, administrator }: RemoteAccountOptions): TargetAccount {
  const lacks = (capability: MissingCapability['capability'], instead: string) =>
    new MissingCapability(target, capability, instead);
  return {
    id,
    administrator,
    get clock(): never {
      throw lacks('clock', 'its time cannot be moved; run this scenario on `embedded`');
    },
    get propagation(): never {
      throw lacks('propagation', 'changes take the time that they take; run this scenario on `embedded`');
    },
    // Emulators show changes at once, and a denial there would take two minutes to be believed.
    waits: createWaits({ sleep: async () => {}, patience: () => 0, isExact: true }),
    clientConfig(credentials, origin) {
      if (origin !== undefined) throw lacks('requestOrigin', 'run this scenario on `embedded`');
      // A name of a host is no address: buckets would be looked for under it.
      return { region, endpoint: url, credentials, forcePathStyle: true };
    },
    endpoint: async () => url,
    async decide() {
      throw lacks('deciding', 'pass an SDK command, which is really called, instead of the name of an action');
    },
    decisionsOf: async () => undefined,
  };
}
