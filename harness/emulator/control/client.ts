import type { KeySet } from '../../account/oidc-keys.js';
import type { PropagationDelay, PropagationSettings } from '../../account/propagation-delay.js';
import type { Snapshot } from '../../account/snapshot.js';
import type { VpcEndpoint } from '../../account/vpc-endpoints.js';
import type { RequestOrigin } from '../../aws/http.js';
import type { ImportOptions, ImportReport, ImportSource } from '../../imports/index.js';
import type { AssumePairs } from '../../services/assume-pairs.js';
import type { Question } from '../../services/decide.js';
import type { EmulatedAccount } from '../emulator.js';
import type { AuthorizationDetails } from '../export-account.js';
import { controlCall } from './call.js';
import type { DecisionFilter, RecordedDecisionJson } from './decisions.js';
import { readEvents } from './read-events.js';
import type { ServerHealth } from './server-health.js';
import {
  type AccountDecisions,
  type AccountDecisionsJson,
  type AssumePairsJson,
  accountDecisionsOf,
  assumePairsOf,
} from './tabled.js';
import type { ToldDecision } from './whole-decision.js';

/** The control interface of an emulator that is served elsewhere. Every method rejects with `ControlError` and what the server said. */
export interface ControlClient {
  health(): Promise<ServerHealth>;
  version(): Promise<{ readonly version: string; readonly snapshotVersion: number }>;
  /** Empties one account, or all. */
  reset(account?: string): Promise<void>;
  accounts(): Promise<readonly string[]>;
  /** The account of this number, or one that no one has used, with the key of its root. */
  account(id?: string): Promise<OpenedAccount>;
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
  importAccount(source: ImportSource | readonly ImportSource[], options?: ImportOptions): Promise<ImportReport>;
  exportAccount(id: string): Promise<AuthorizationDetails>;
  /** Milliseconds since the epoch on an account's clock, after the change. */
  now(account: string): Promise<number>;
  advance(account: string, by: string | number): Promise<number>;
  set(account: string, to: Date | string | number): Promise<number>;
  freeze(account: string): Promise<number>;
  resume(account: string): Promise<number>;
  /** How late changes in an account become visible, after the change. */
  propagation(account: string): Promise<PropagationJson>;
  setPropagation(account: string, delay: PropagationDelay | 'off'): Promise<PropagationJson>;
  /** Makes every change so far visible at once. */
  settle(account: string): Promise<PropagationJson>;
  vpcEndpoint(endpoint: VpcEndpoint): Promise<void>;
  webIdentityKeys(issuer: string, keys: KeySet): Promise<void>;
  /** The last ones, 100 unless given. */
  decisions(filter?: DecisionFilter & { readonly limit?: number }): Promise<readonly RecordedDecisionJson[]>;
  /** Those that were made for one request. */
  decisionsOf(requestId: string): Promise<readonly (RecordedDecisionJson & ToldDecision)[]>;
  /** All about an account that were made after the first `since` ones, with their policies. */
  accountDecisions(account: string, since?: number): Promise<AccountDecisions>;
  /** Who can assume which roles of an account as policies are now; statements of boundaries with these Sids are not asked. */
  assumePairs(account: string, withoutSids?: readonly string[]): Promise<AssumePairs>;
  /** Those to come, as they are made, until the signal aborts or the server ends. It is open when the promise resolves. */
  stream(filter?: DecisionFilter, options?: StreamOptions): Promise<AsyncIterable<RecordedDecisionJson>>;
  decide(accessKeyId: string, question: Question, origin?: Partial<RequestOrigin>): Promise<ToldDecision>;
}

/** An account, and how many decisions had been made, about whichever account, when it was asked for. */
export interface OpenedAccount extends Pick<EmulatedAccount, 'id' | 'root'> {
  /** A server of an older version does not tell. */
  readonly decisions?: number;
}

/** How late changes become visible, in milliseconds. */
export interface PropagationJson {
  readonly delay: PropagationSettings | 'off';
  readonly remaining: number;
}

interface StreamOptions {
  readonly signal?: AbortSignal;
}

export function controlClient(endpoint: string): ControlClient {
  const { call, open } = controlCall(endpoint);
  const clock = async (account: string, change = '', body?: object) =>
    (await call<{ now: number }>(body ? 'POST' : 'GET', `accounts/${account}/clock${change}`, body)).now;
  const decisions = async <T>(path: string) => (await call<{ decisions: T[] }>('GET', `decisions${path}`)).decisions;
  return {
    health: () => call('GET', 'health'),
    version: () => call('GET', 'version'),
    reset: (account) => call('POST', 'reset', { account }),
    accounts: async () => (await call<{ accounts: { id: string }[] }>('GET', 'accounts')).accounts.map(({ id }) => id),
    account: (id) => call('POST', 'accounts', { id }),
    snapshot: () => call('GET', 'snapshot'),
    restore: (snapshot) => call('POST', 'restore', snapshot),
    importAccount: (source, options) => call('POST', 'import', { source: [source].flat(), options }),
    exportAccount: (id) => call('GET', `accounts/${id}/export`),
    now: (account) => clock(account),
    advance: (account, by) => clock(account, '/advance', { by }),
    set: (account, to) => clock(account, '/set', { to }),
    freeze: (account) => clock(account, '/freeze', {}),
    resume: (account) => clock(account, '/resume', {}),
    propagation: (account) => call('GET', `accounts/${account}/propagation`),
    setPropagation: (account, delay) => call('POST', `accounts/${account}/propagation`, { delay }),
    settle: (account) => call('POST', `accounts/${account}/propagation/settle`, {}),
    vpcEndpoint: (endpoint) => call('POST', 'vpc-endpoints', { endpoint }),
    webIdentityKeys: (issuer, keys) => call('POST', 'web-identity-keys', { issuer, keys }),
    decisions: (filter = {}) => decisions(`?${query(filter)}`),
    decisionsOf: (requestId) => decisions(`/${encodeURIComponent(requestId)}`),
    accountDecisions: async (account, since = 0) =>
      accountDecisionsOf(await call<AccountDecisionsJson>('GET', `accounts/${account}/decisions?since=${since}`)),
    async assumePairs(account, withoutSids = []) {
      const sids = new URLSearchParams(withoutSids.map((sid) => ['withoutSid', sid]));
      return assumePairsOf(await call<AssumePairsJson>('GET', `accounts/${account}/assume-pairs?${sids}`));
    },
    stream: async (filter = {}, { signal } = {}) =>
      readEvents(await open(`decisions/stream?${query(filter)}`, signal), signal),
    decide: (accessKeyId, question, origin) => call('POST', 'decide', { ...question, accessKeyId, origin }),
  };
}

function query(filter: object): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
}
