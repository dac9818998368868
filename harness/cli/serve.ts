import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import {
  type Emulator,
  type EmulatorOptions,
  InvalidOrganization,
  InvalidPropagation,
  InvalidTime,
  InvalidVpcEndpoint,
  InvalidWebIdentityKeys,
  type KeySet,
  type OrganizationDescription,
  type PropagationDelay,
  propagationSettings,
  type ServeOptions,
  startEmulator,
  type VpcEndpoint,
} from '../emulator/index.js';
import { serverLimits } from './limits.js';
import { loadAccounts } from './load-accounts.js';
import { loadState, saveState } from './state-file.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly account: string;
  readonly credential?: readonly string[];
  readonly organization?: string;
  readonly propagation?: string;
  readonly import?: readonly string[];
  readonly lenient?: boolean;
  readonly vpcEndpoints?: string;
  readonly webIdentityKeys?: string;
  readonly secureTransport?: string;
  readonly trustOrigin?: boolean;
  readonly limit?: readonly string[];
  readonly control?: string;
  readonly state?: string;
  readonly ui?: boolean;
  readonly json?: boolean;
}

/** The part of `process` that the command uses. */
export interface ServeProcess {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** What an AWS client needs to know; with `--json`, the line that is printed. */
interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Serves an emulator until it is told to end, and answers the exit code. */
export async function serve(flags: ServeFlags, process: ServeProcess): Promise<number> {
  const port = portNumber(flags.port);
  const account = accountId(flags.account, '--account');
  const limits = serverLimits(flags.limit ?? []);
  if (flags.ui && flags.control === 'off')
    throw new UsageError('`--ui` shows the decisions of the control interface; leave out `--control off`');
  const started = await start({
    credentials: (flags.credential ?? []).map(credential),
    ...(flags.organization !== undefined && { organization: organization(flags.organization) }),
    ...(flags.vpcEndpoints !== undefined && { vpcEndpoints: vpcEndpoints(flags.vpcEndpoints) }),
    ...(flags.webIdentityKeys !== undefined && { webIdentityKeys: webIdentityKeys(flags.webIdentityKeys) }),
    ...(flags.propagation !== undefined && { propagation: propagation(flags.propagation) }),
  });
  if (flags.import !== undefined) process.stderr.write(loadAccounts(started, flags.import, flags.lenient ?? false));
  const toldToEnd = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  if (flags.state !== undefined) loadState(started, flags.state);
  const serving = {
    host: flags.host,
    port,
    control: controlAccess(flags.control ?? 'loopback'),
    trustOrigin: flags.trustOrigin ?? false,
    ...(flags.secureTransport !== undefined && { secureTransport: secureTransport(flags.secureTransport) }),
    ...(flags.ui && {
      page: (await import('../reports/html.js')).livePage,
      figures: (await import('../reports/live-figures.js')).liveFigures,
    }),
    limits,
  };
  const endpoint = reachable(await listen(started, serving));
  await using emulator = started;
  if (!isLoopback(flags.host)) process.stderr.write(guessable(flags.host));
  const { accessKeyId, secretAccessKey } = emulator.account(account).root;
  const connection = { endpoint, region: emulator.region, account, accessKeyId, secretAccessKey };
  process.stdout.write(flags.json ? JSON.stringify(connection) + '\n' : shellExports(connection));
  if (flags.ui) process.stderr.write(`Decisions as they are made: ${endpoint}/_rehearsal/ui\n`);
  process.stderr.write('Ready.\n');
  await toldToEnd;
  if (flags.state !== undefined) saveState(emulator, flags.state);
  return 0;
}

async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof InvalidOrganization) throw new UsageError(`\`--organization\`: ${error.message}`);
    if (error instanceof InvalidVpcEndpoint) throw new UsageError(`\`--vpc-endpoints\`: ${error.message}`);
    if (error instanceof InvalidWebIdentityKeys) throw new UsageError(`\`--web-identity-keys\`: ${error.message}`);
    throw error;
  }
}

function organization(file: string): OrganizationDescription {
  return jsonOf('--organization', file) as OrganizationDescription;
}

function vpcEndpoints(file: string): readonly VpcEndpoint[] {
  const endpoints = jsonOf('--vpc-endpoints', file);
  if (Array.isArray(endpoints)) return endpoints;
  throw new UsageError(
    `\`--vpc-endpoints ${file}\` is no list; write \`[{"id":"vpce-1","vpc":"vpc-1","account":"..."}]\``,
  );
}

function webIdentityKeys(file: string): Readonly<Record<string, KeySet>> {
  const keys = jsonOf('--web-identity-keys', file);
  if (typeof keys === 'object' && keys !== null && !Array.isArray(keys)) return keys as Record<string, KeySet>;
  throw new UsageError(`\`--web-identity-keys ${file}\` is no object; write \`{"https://issuer":{"keys":[...]}}\``);
}

function jsonOf(flag: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`\`${flag} ${file}\` cannot be read as JSON: ${reason}`);
  }
}

/** `4s`, or the shortest and the longest time: `1s-10s`. */
function propagation(text: string): PropagationDelay | 'off' {
  const [min = '', max = min, ...more] = text.split('-');
  try {
    if (more.length > 0) throw new InvalidPropagation(`\`${text}\` is more than two times`);
    const delay = text === 'off' ? 'off' : { min, max };
    return propagationSettings(delay) ?? 'off';
  } catch (error) {
    if (!(error instanceof InvalidPropagation || error instanceof InvalidTime)) throw error;
    throw new UsageError(`\`--propagation ${text}\`: ${error.message}; or pass two times, e.g. \`1s-10s\``);
  }
}

const ACCESS = ['loopback', 'any', 'off'] as const;

function controlAccess(text: string): (typeof ACCESS)[number] {
  const access = ACCESS.find((each) => each === text);
  if (access !== undefined) return access;
  throw new UsageError(`\`--control ${text}\`: pass \`loopback\`, \`any\` or \`off\``);
}

function secureTransport(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UsageError(`\`--secure-transport ${text}\`: pass \`true\` or \`false\``);
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`\`--port ${text}\` is no port; pass a number from 0 (a free one) to 65535`);
}

function accountId(text: string, flag: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UsageError(`\`${flag} ${text}\`: an account has twelve digits; pass e.g. \`123456789012\``);
}

function credential(text: string): NonNullable<EmulatorOptions['credentials']>[number] {
  const [accessKeyId, secretAccessKey, account, ...more] = text.split(':');
  if (accessKeyId && secretAccessKey && account !== undefined && more.length === 0)
    return { accessKeyId, secretAccessKey, account: accountId(account, '--credential ...:') };
  throw new UsageError(`\`--credential\` takes \`KEY:SECRET:ACCOUNT\`, e.g. \`mykey:mysecret:123456789012\``);
}

const REFUSALS: Readonly<Record<string, string | undefined>> = {
  EADDRINUSE: 'is in use; pass another with `--port`, or `--port 0` for a free one',
  EACCES: 'may not be opened by this user; pass one above 1023 with `--port`',
  EADDRNOTAVAIL: 'is no address of this machine; pass one that is with `--host`',
  ENOTFOUND: 'is unknown; pass an address of this machine with `--host`',
};

async function listen(emulator: Emulator, serving: ServeOptions & { readonly host: string }): Promise<string> {
  const { host, port } = serving;
  try {
    return await emulator.listen(serving);
  } catch (error) {
    const reason = REFUSALS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new UsageError(`\`${host}:${port}\` ${reason}`, { cause: error });
  }
}

/** A server on all addresses is reached over loopback: no client can connect to a wildcard everywhere. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function guessable(host: string): string {
  return `warning: \`${host}\` can be reached from other machines, and the credentials of the emulator are easy to guess\n`;
}

function shellExports({ endpoint, region, accessKeyId, secretAccessKey }: Connection): string {
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return Object.entries(variables).reduce((text, [name, value]) => text + `export ${name}=${value}\n`, '');
}
