import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { remoteAccount } from './remote-account.js';
import type { Credentials, Target, TargetName } from './target.js';
import { TargetUnavailable } from './target-errors.js';

export interface EndpointOptions {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Of someone who may do everything in the account. */
  readonly administrator: Credentials;
  /** `us-east-1` unless given. */
  readonly region?: string | undefined;
  /** What it is called where it lacks something; `endpoint` unless given. */
  readonly name?: TargetName;
  /** Where the ledgers of what is made are written; `.iam-rehearsal/ledger` unless given. */
  readonly ledgerFolder?: string;
}

/** Any server that speaks AWS's protocols: `rehearse serve`, AWS Emulator, Floci, moto. It has one account, that of the given key. */
export async function openEndpoint(options: EndpointOptions): Promise<Target> {
  const {
    name = 'endpoint',
    url,
    administrator,
    region = 'us-east-1',
    ledgerFolder = join('.iam-rehearsal', 'ledger'),
  } = options;
  if (!URL.canParse(url))
    throw new TargetUnavailable(`\`${url}\` is no URL; set REHEARSAL_ENDPOINT to e.g. \`http://127.0.0.1:4566\``);
  const known = { target: name, url, region, administrator };
  const client = new STSClient(remoteAccount({ ...known, id: '' }).clientConfig(administrator));
  const account = remoteAccount({ ...known, id: await accountOf(client, url) });
  return {
    name,
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
