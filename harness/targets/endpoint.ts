import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { remoteAccount } from './remote-account.js';
import { findServed, openServed, type ServedEmulator } from './served.js';
import { type Credentials, NO_CAPABILITIES, type Target, type TargetName } from './target.js';
import { TargetUnavailable } from './target-errors.js';

export interface EndpointOptions {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Of someone who may do everything in the account; a `rehearse serve` needs none, since it gives each test an account of its own. */
  readonly administrator?: Credentials | undefined;
  /** `us-east-1`, or what a `rehearse serve` says of itself, unless given. */
  readonly region?: string | undefined;
  /** What it is called where it lacks something; `endpoint` unless given. */
  readonly name?: TargetName;
  /** Where the ledgers of what is made are written; `.iam-rehearsal/ledger` unless given. */
  readonly ledgerFolder?: string;
}

/**
 * Any server that speaks AWS's protocols. What it can do is asked of it: a `rehearse serve` all that the embedded emulator can, with an
 * account for each test; AWS Emulator, Floci or moto have one account, that of the given key.
 */
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
  const served = await findServed(url);
  if (served) return openServed({ name, served: inRegion(served, options.region) });
  if (administrator === undefined) {
    throw new TargetUnavailable(
      `the target \`${name}\` needs REHEARSAL_ENDPOINT_ACCESS_KEY_ID and REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY, those of an administrator: no \`rehearse serve\` answers at \`${url}\``,
    );
  }
  const known = { target: name, url, region, administrator };
  const client = new STSClient(remoteAccount({ ...known, id: '' }).clientConfig(administrator));
  const account = remoteAccount({ ...known, id: await accountOf(client, url) });
  return {
    name,
    region,
    capabilities: NO_CAPABILITIES,
    ledgerFolder,
    account: async () => account,
    async [Symbol.asyncDispose]() {},
  };
}

function inRegion(served: ServedEmulator, region = served.server.region): ServedEmulator {
  return { ...served, server: { ...served.server, region } };
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
