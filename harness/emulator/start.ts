import { randomBytes } from 'node:crypto';
import type { Account } from '../account/account.js';
import { type Accounts, createAccounts } from '../account/accounts.js';
import { memberships } from '../account/organization.js';
import { restoreSnapshot, takeSnapshot } from '../account/snapshot.js';
import type { RequestOrigin } from '../aws/http.js';
import { memoryHandler } from '../aws/memory-handler.js';
import { createFront, type Front } from '../aws/pipeline.js';
import { importAccounts } from '../imports/index.js';
import { knownActions } from '../reference/actions.js';
import { managedPolicies } from '../reference/managed-policies.js';
import { createApplication } from '../services/application.js';
import { assumePairs } from '../services/assume-pairs.js';
import { callName } from '../services/call-name.js';
import { decide } from '../services/decide.js';
import { authorizationRequestOperations } from '../services/iam/authorization-requests.js';
import { withCrossOrigin } from '../services/s3/cross-origin.js';
import { authorizationTail, recordedRequests } from './authorization-details.js';
import type { Credentials, EmulatedAccount, Emulator, EmulatorOptions } from './emulator.js';
import { exportAccount } from './export-account.js';
import { withIssuerDocuments } from './issuer-documents.js';
import { createJournal, type WritableJournal } from './journal.js';
import { liveClock, livePropagation } from './live-account.js';
import { requestIds, seededRandom } from './random.js';
import { createServing } from './serving.js';

/** In the process there is no network: a request counts as TLS from loopback unless it says otherwise. */
const IN_PROCESS: RequestOrigin = { sourceIp: '127.0.0.1', secureTransport: true };
/** Clients want an endpoint to sign for; nothing listens there. */
const IN_PROCESS_ENDPOINT = 'http://127.0.0.1';

const SOFT = 'iam-rehearsal: soft: missing permissions are recorded and NOT enforced';

/** Starts an emulator. Nothing listens until {@link Emulator.listen} is called. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = randomBytes(16).toString('hex'), wallClock = Date.now, region = 'us-east-1' } = options;
  const { onError = (error: unknown) => console.error(error) } = options;
  if (options.soft) console.warn(SOFT);
  const random = seededRandom(seed);
  const accounts = openAccounts(options, seed, wallClock);
  const journal = createJournal(options.decisions);
  const handle = createHandle({ options, accounts, journal, wallClock, random, onError });
  const actions = knownActions();
  const serving = createServing({
    handle,
    onError,
    controlled: () => ({ ...emulator, accounts: () => [...accounts].map(({ id }) => id) }),
  });
  const emulator: Emulator = {
    region,
    handle,
    decisions: journal,
    listen: serving.listen,
    account: (id = unusedNumber(random, (number) => accounts.find(number) !== undefined)) => emulated(id, accounts),
    webIdentityKeys: (issuer, keys) => accounts.issuerKeys.put(issuer, keys),
    vpcEndpoint: (described) => accounts.vpcEndpoints.put(described),
    importAccount: (source, importing) => importAccounts(accounts, [source].flat(), importing),
    exportAccount: (id) => exportAccount(accounts.get(id), accounts),
    clientConfig: inProcess(handle, region),
    decide: (accessKeyId, question, origin) =>
      decide(question, { accessKeyId, origin: { ...IN_PROCESS, ...origin } }, { accounts, actions, region }),
    assumePairs: (id, asked) => assumePairs(accounts.get(id), { accounts, region, ...asked }),
    ...wholeState(accounts, options),
    close: serving.close,
    [Symbol.asyncDispose]: serving.close,
  };
  return emulator;
}

function openAccounts(options: EmulatorOptions, seed: string, wallClock: () => number): Accounts {
  const { organization, vpcEndpoints, webIdentityKeys, propagation, quotas, roleTemplates } = options;
  const accounts = createAccounts({
    seed,
    wallClock,
    awsPolicies: managedPolicies(),
    ...(organization && { memberships: memberships(organization) }),
    ...(vpcEndpoints && { vpcEndpoints }),
    propagation,
    webIdentityKeys,
    quotas,
    roleTemplates,
  });
  addRootKeys(accounts, options);
  return accounts;
}

interface HandleParts {
  readonly options: EmulatorOptions;
  readonly accounts: Accounts;
  readonly journal: WritableJournal;
  readonly wallClock: () => number;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

/** What answers every request, however it came. */
function createHandle({ options, accounts, journal, wallClock, random, onError }: HandleParts): Front {
  const ids = requestIds(random);
  const { authorizationDetails } = options;
  const application = createApplication({
    accounts,
    wallClock,
    toolbox: authorizationRequestOperations(recordedRequests(journal, authorizationDetails)),
    ...(options.soft && { soft: true }),
    ...(authorizationDetails?.inRefusals && { refusalTail: authorizationTail }),
    requestId: (service) => (service === 's3' ? ids.s3() : ids.uuid()),
    decided: (decision, call, words) =>
      journal.record({
        requestId: call.facts.requestId,
        operation: callName(call),
        decision,
        words,
        time: wallClock(),
      }),
  });
  const front = withCrossOrigin(createFront(application, { onError }), { accounts, requestId: ids.s3 });
  return withIssuerDocuments(front, accounts);
}

function emulated(id: string, accounts: Accounts): EmulatedAccount {
  accounts.get(id); // opens it, or says what is wrong with its number
  const account = () => accounts.get(id);
  const root = { accessKeyId: id, secretAccessKey: 'test' };
  return { id, root, clock: liveClock(account), propagation: livePropagation(account) };
}

function inProcess(handle: Front, region: string): Emulator['clientConfig'] {
  const handler = memoryHandler({ handle, origin: IN_PROCESS });
  return (credentials, origin) => ({
    region,
    endpoint: IN_PROCESS_ENDPOINT,
    credentials,
    requestHandler: origin === undefined ? handler : memoryHandler({ handle, origin: { ...IN_PROCESS, ...origin } }),
  });
}

function wholeState(accounts: Accounts, options: EmulatorOptions): Pick<Emulator, 'snapshot' | 'restore' | 'reset'> {
  return {
    snapshot: () => takeSnapshot(accounts),
    restore(snapshot) {
      restoreSnapshot(snapshot, accounts);
      addRootKeys(accounts, options);
    },
    reset(accountId) {
      const reset = accountId === undefined ? [...accounts].map(({ id }) => id) : [accountId];
      for (const id of reset) accounts.reset(id);
      addRootKeys(accounts, options);
    },
  };
}

function unusedNumber(random: () => number, isUsed: (number: string) => boolean): string {
  const number = String(100_000_000_000 + ((random() * 2 ** 20 + random()) % 900_000_000_000)).slice(0, 12);
  return isUsed(number) ? unusedNumber(random, isUsed) : number;
}

function addRootKeys(accounts: Accounts, { credentials = [] }: EmulatorOptions): void {
  for (const { account, ...key } of credentials) addRootKey(accounts.get(account), key);
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
