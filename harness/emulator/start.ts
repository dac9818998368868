import { randomBytes } from 'node:crypto';
import type { Account } from '../account/account.js';
import { createAccounts } from '../account/accounts.js';
import type { Clock } from '../account/clock.js';
import type { KeySet } from '../account/oidc-keys.js';
import { memberships, type OrganizationDescription } from '../account/organization.js';
import type { Propagation } from '../account/propagation.js';
import type { PropagationDelay } from '../account/propagation-delay.js';
import type { Quotas } from '../account/quotas.js';
import type { RoleTemplateVersion } from '../account/role-templates.js';
import { restoreSnapshot, type Snapshot, takeSnapshot } from '../account/snapshot.js';
import type { VpcEndpoint } from '../account/vpc-endpoints.js';
import type { RequestOrigin, WireRequest, WireResponse } from '../aws/http.js';
import { type MemoryHandler, memoryHandler } from '../aws/memory-handler.js';
import { createFront, type Front } from '../aws/pipeline.js';
import { type Listening, listen, type ServerLimits } from '../aws/server.js';
import type { Decision } from '../engine/index.js';
import { type ImportOptions, type ImportReport, type ImportSource, importAccounts } from '../imports/index.js';
import { knownActions } from '../reference/actions.js';
import { managedPolicies } from '../reference/managed-policies.js';
import { createApplication } from '../services/application.js';
import { decide, type Question } from '../services/decide.js';
import { authorizationRequestOperations } from '../services/iam/authorization-requests.js';
import { type AuthorizationDetailsOptions, authorizationTail, recordedRequests } from './authorization-details.js';
import { type ControlAccess, createControl } from './control/index.js';
import { type AuthorizationDetails, exportAccount } from './export-account.js';
import { withIssuerDocuments } from './issuer-documents.js';
import { createJournal, type Journal } from './journal.js';
import { liveClock, livePropagation } from './live-account.js';
import { requestIds, seededRandom } from './random.js';

export interface EmulatorOptions {
  /** The same seed gives the same ids, secrets and account numbers; random unless given. */
  readonly seed?: string;
  /** Milliseconds since the epoch; signatures are judged against it. */
  readonly wallClock?: () => number;
  /** What clients are configured with; `us-east-1` unless given. */
  readonly region?: string;
  /** Access keys with the rights of an account's root, beside the built-in one of every account. */
  readonly credentials?: readonly (Credentials & { readonly account: string })[];
  /** An organization with its service and resource control policies; its accounts are opened when they are first used. */
  readonly organization?: OrganizationDescription;
  /** VPC endpoints, through which requests can come (`RequestOrigin.vpce`), with their policies. */
  readonly vpcEndpoints?: readonly VpcEndpoint[];
  /**
   * How long changes to users, roles, policies and keys take to become visible, as in AWS: `4s`, or `{ min, max }` for a random time by
   * the seed. No time unless given; `account.propagation.set` changes it for one account.
   */
  readonly propagation?: PropagationDelay | 'off';
  /** Quotas of IAM to raise in every account, e.g. `{ PoliciesPerRole: 25 }`; throws `InvalidQuota` for an unknown name or a lower number. */
  readonly quotas?: Partial<Quotas>;
  /** AWS's GetRequestAuthorizationDetails: whether refusals name the id to ask with, and how late it knows of them. */
  readonly authorizationDetails?: AuthorizationDetailsOptions;
  /** Role templates for AcquireRole, as `aws iam get-role-template-version` prints them; throws `InvalidRoleTemplate`. None is there unless given. */
  readonly roleTemplates?: readonly RoleTemplateVersion[];
  /**
   * The public keys of OIDC issuers, by issuer (`https://token.actions.githubusercontent.com`), as their JSON Web Key Sets: what
   * AssumeRoleWithWebIdentity verifies tokens with. Only an issuer on this machine is asked for its own.
   */
  readonly webIdentityKeys?: Readonly<Record<string, KeySet>>;
  /** How many decisions are kept; 10,000 unless given. */
  readonly decisions?: number;
  /** Told of a failure inside of the emulator, which a client sees as a bare 500; written to stderr unless given. */
  readonly onError?: (error: unknown) => void;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What an SDK client is constructed with to reach the emulator in the same process, without a socket. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly requestHandler: MemoryHandler;
}

export interface EmulatedAccount {
  /** Twelve digits. */
  readonly id: string;
  /** The account's root user, whose key every account has from the start. */
  readonly root: Credentials;
  readonly clock: Clock;
  /** How long changes in this account take to become visible. */
  readonly propagation: Propagation;
}

export interface ServeOptions {
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Who may use the control interface under `/_rehearsal/`; this machine (`loopback`) unless given. */
  readonly control?: ControlAccess | 'off';
  /** Counts every request over the endpoint as TLS, or as none; the socket decides unless given. */
  readonly secureTransport?: boolean;
  /** How large requests may be, and how slow. */
  readonly limits?: ServerLimits;
  /** Believes the headers `x-rehearsal-source-ip`, `-vpce`, `-service` and so on of requests from loopback. */
  readonly trustOrigin?: boolean;
}

/** An emulator of IAM, STS and S3 that enforces IAM. Disposing of it closes its endpoint. */
export interface Emulator extends AsyncDisposable {
  readonly region: string;
  /** Answers a request without a port. It never rejects. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Opens the HTTP endpoint when it is first asked for; later calls answer the same URL. */
  listen(options?: ServeOptions): Promise<string>;
  /** The account of this number, or one that no one has used. Throws for a number without twelve digits. */
  account(id?: string): EmulatedAccount;
  /** Tells of the keys of an OIDC issuer, or of new ones of it. Throws `InvalidWebIdentityKeys`. */
  webIdentityKeys(issuer: string, keys: KeySet): void;
  /** Tells of a VPC endpoint, or of another policy of it. Throws `InvalidVpcEndpoint`. */
  vpcEndpoint(endpoint: VpcEndpoint): void;
  /**
   * Loads accounts from answers of GetAccountAuthorizationDetails: one or a list of them, as objects, as JSON, or as files with their names.
   * Throws `InvalidImport` with all that is wrong, and has changed nothing then.
   */
  importAccount(source: ImportSource | readonly ImportSource[], options?: ImportOptions): ImportReport;
  /** The whole answer of GetAccountAuthorizationDetails about an account, as JSON has it: what `importAccount` takes. */
  exportAccount(id: string): Promise<AuthorizationDetails>;
  clientConfig(credentials: Credentials, origin?: Partial<RequestOrigin>): ClientConfig;
  /**
   * Decides about any action of AWS without executing it, as `authorize` would for a call signed with this key. It is not recorded.
   * Throws `CannotDecide` for an action that AWS does not know, and for a key that no one may sign with.
   */
  decide(accessKeyId: string, question: Question, origin?: Partial<RequestOrigin>): Decision;
  readonly decisions: Journal;
  /**
   * The whole state of all accounts, for JSON: every secret, session and object is in it. The record of decisions and what the emulator
   * was started with are not.
   */
  snapshot(): Snapshot;
  /** Puts a snapshot in the place of all that is there. Throws `InvalidSnapshot` for what is none, and has then changed nothing. */
  restore(snapshot: unknown): void;
  /** Empties one account, or all. Their ids go on, so that none comes twice; what the emulator was started with is there again. */
  reset(accountId?: string): void;
  close(): Promise<void>;
}

/** In the process there is no network: a request counts as TLS from loopback unless it says otherwise. */
const IN_PROCESS: RequestOrigin = { sourceIp: '127.0.0.1', secureTransport: true };
/** Clients want an endpoint to sign for; nothing listens there. */
const IN_PROCESS_ENDPOINT = 'http://127.0.0.1';

/** Starts an emulator. Nothing listens until {@link Emulator.listen} is called. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = randomBytes(16).toString('hex'), wallClock = Date.now, region = 'us-east-1' } = options;
  const random = seededRandom(seed);
  const ids = requestIds(random);
  const { organization, vpcEndpoints, webIdentityKeys, propagation } = options;
  const accounts = createAccounts({
    seed,
    wallClock,
    awsPolicies: managedPolicies(),
    ...(organization && { memberships: memberships(organization) }),
    ...(vpcEndpoints && { vpcEndpoints }),
    propagation,
    webIdentityKeys,
    quotas: options.quotas,
    roleTemplates: options.roleTemplates,
  });
  const addRootKeys = () => {
    for (const { account, ...key } of options.credentials ?? []) addRootKey(accounts.get(account), key);
  };
  addRootKeys();
  const journal = createJournal(options.decisions);
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const application = createApplication({
    accounts,
    wallClock,
    toolbox: authorizationRequestOperations(recordedRequests(journal, options.authorizationDetails)),
    ...(options.authorizationDetails?.inRefusals && { refusalTail: authorizationTail }),
    requestId: (service) => (service === 's3' ? ids.s3() : ids.uuid()),
    decided: (decision, { facts, service, operation }, words) =>
      journal.record({
        requestId: facts.requestId,
        operation: `${service.id}:${operation.name}`,
        decision,
        words,
        time: wallClock(),
      }),
  });
  const handle = withIssuerDocuments(createFront(application, { onError }), accounts);
  const handler = memoryHandler({ handle, origin: IN_PROCESS });
  const actions = knownActions();
  let listening: Promise<Listening> | undefined;
  const endStreams: (() => void)[] = [];
  const controlled = (front: Front, access: ServeOptions['control'] = 'loopback'): Front => {
    if (access === 'off') return front;
    const control = createControl({ ...emulator, accounts: () => [...accounts].map(({ id }) => id) }, access, onError);
    endStreams.push(control.close);
    return control.before(front);
  };
  const close = async () => {
    for (const end of endStreams.splice(0)) end();
    await (await listening)?.close();
    listening = undefined;
  };
  const emulator: Emulator = {
    region,
    handle,
    decisions: journal,
    listen: (serve = {}) => {
      listening ??= listen({
        ...endpoint(serve),
        handle: controlled(serve.trustOrigin ? believing(handle) : handle, serve.control),
        onError,
      }).catch((error) => {
        listening = undefined; // so that another port can be tried, and closing has nothing to wait for
        throw error;
      });
      return listening.then(({ url }) => url);
    },
    account(id = unusedNumber(random, (number) => accounts.find(number) !== undefined)) {
      accounts.get(id);
      const account = () => accounts.get(id);
      const root = { accessKeyId: id, secretAccessKey: 'test' };
      return { id, root, clock: liveClock(account), propagation: livePropagation(account) };
    },
    webIdentityKeys: (issuer, keys) => accounts.issuerKeys.put(issuer, keys),
    vpcEndpoint: (described) => accounts.vpcEndpoints.put(described),
    importAccount: (source, importing) => importAccounts(accounts, [source].flat(), importing),
    exportAccount: (id) => exportAccount(accounts.get(id), accounts),
    clientConfig: (credentials, origin) => ({
      region,
      endpoint: IN_PROCESS_ENDPOINT,
      credentials,
      requestHandler: origin === undefined ? handler : memoryHandler({ handle, origin: { ...IN_PROCESS, ...origin } }),
    }),
    decide: (accessKeyId, question, origin) =>
      decide(question, { accessKeyId, origin: { ...IN_PROCESS, ...origin } }, { accounts, actions, region }),
    snapshot: () => takeSnapshot(accounts),
    restore(snapshot) {
      restoreSnapshot(snapshot, accounts);
      addRootKeys();
    },
    reset(accountId) {
      const reset = accountId === undefined ? [...accounts].map(({ id }) => id) : [accountId];
      for (const id of reset) accounts.reset(id);
      addRootKeys();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return emulator;
}

function endpoint({ host, port, secureTransport, limits }: ServeOptions) {
  return {
    ...(limits && { limits }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(secureTransport !== undefined && {
      origin: ({ remoteAddress = '127.0.0.1' }: { readonly remoteAddress?: string | undefined }) => ({
        sourceIp: remoteAddress.replace(/^::ffff:/, ''),
        secureTransport,
      }),
    }),
  };
}

/** Whoever is on this machine may say where a request comes from. */
function believing(handle: Front): Front {
  return (request) => handle({ ...request, mayStateOrigin: isLoopback(request.origin.sourceIp) });
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function unusedNumber(random: () => number, isUsed: (number: string) => boolean): string {
  const number = String(100_000_000_000 + ((random() * 2 ** 20 + random()) % 900_000_000_000)).slice(0, 12);
  return isUsed(number) ? unusedNumber(random, isUsed) : number;
}

/** A key that belongs to no user signs as the account's root. */
function addRootKey(account: Account, { accessKeyId, secretAccessKey }: Credentials): void {
  if (account.accessKeys.withId(accessKeyId) !== undefined) return;
  account.accessKeys.put({
    accessKeyId,
    secretAccessKey,
    userId: account.id,
    status: 'Active',
    createDate: account.createDate,
  });
  account.propagation.settle();
}
