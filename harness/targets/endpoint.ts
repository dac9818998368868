import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Credentials, Target, TargetAccount } from './target.js';
import { MissingCapability, TargetUnavailable } from './target-errors.js';
import { createWaits } from './waits.js';

export interface EndpointOptions {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Of someone who may do everything in the account. */
  readonly administrator: Credentials;
  /** `us-east-1` unless given. */
  readonly region?: string | undefined;
  /** Where the ledgers of what is made are written; `.iam-rehearsal/ledger` unless given. */
  readonly ledgerFolder?: string;
}

/** Any server that speaks AWS's protocols: `rehearse serve`, AWS Emulator, Floci, moto. It has one account, that of the given key. */
export async function openEndpoint(options: EndpointOptions): Promise<Target> {
  const { url, administrator, region = 'us-east-1', ledgerFolder = join('.iam-rehearsal', 'ledger') } = options;
  if (!URL.canParse(url))
    throw new TargetUnavailable(`\`${url}\` is no URL; set REHEARSAL_ENDPOINT to e.g. \`http://127.0.0.1:4566\``);
  const clientConfig: TargetAccount['clientConfig'] = (credentials, origin) => {
    if (origin !== undefined)
      throw new MissingCapability('endpoint', 'requestOrigin', 'run this scenario on `embedded`');
    // A name of a host is no address: buckets would be looked for under it.
    return { region, endpoint: url, credentials, forcePathStyle: true };
  };
  const account: TargetAccount = {
    id: await accountOf(new STSClient(clientConfig(administrator)), url),
    administrator,
    get clock(): never {
      throw new MissingCapability('endpoint', 'clock', 'its time cannot be moved; run this scenario on `embedded`');
    },
    get propagation(): never {
      throw new MissingCapability(
        'endpoint',
        'propagation',
        'changes take the time that they take; run this scenario on `embedded`',
      );
    },
    // Emulators show changes at once, and a denial there would take two minutes to be believed.
    waits: createWaits({ sleep: async () => {}, patience: () => 0, isExact: true }),
    clientConfig,
    endpoint: async () => url,
    decide() {
      const instead = 'pass an SDK command, which is really called, instead of the name of an action';
      throw new MissingCapability('endpoint', 'decisions', instead);
    },
    decisionsOf: () => undefined,
  };
  return {
    name: 'endpoint',
    region,
    capabilities: {
      signatures: false,
      freshAccounts: false,
      decisions: false,
      clock: false,
      propagation: false,
      requestOrigin: false,
    },
    ledgerFolder,
    account: async () => account,
    async [Symbol.asyncDispose]() {},
  };
}

async function accountOf(client: STSClient, url: string): Promise<string> {
  try {
    const { Account = '' } = await client.send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new TargetUnavailable(
      `GetCallerIdentity on \`${url}\` failed (${reason}); check REHEARSAL_ENDPOINT, REHEARSAL_ENDPOINT_ACCESS_KEY_ID and REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
