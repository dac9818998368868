import type { Snapshot } from '../../account/snapshot.js';
import type { RequestOrigin } from '../../aws/http.js';
import type { Question } from '../../services/decide.js';
import { ControlError } from './control-error.js';
import type { DecisionFilter, DecisionJson, RecordedDecisionJson } from './decisions.js';

/** The control interface of an emulator that is served elsewhere. Every method throws {@link ControlError} with what the server said. */
export interface ControlClient {
  health(): Promise<{ readonly status: 'ok'; readonly version: string }>;
  reset(account?: string): Promise<void>;
  accounts(): Promise<readonly string[]>;
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
  /** Milliseconds since the epoch on an account's clock, after the change. */
  now(account: string): Promise<number>;
  advance(account: string, by: string | number): Promise<number>;
  set(account: string, to: Date | string | number): Promise<number>;
  freeze(account: string): Promise<number>;
  resume(account: string): Promise<number>;
  /** The last ones, 100 unless given. */
  decisions(filter?: DecisionFilter & { readonly limit?: number }): Promise<readonly RecordedDecisionJson[]>;
  decide(accessKeyId: string, question: Question, origin?: Partial<RequestOrigin>): Promise<DecisionJson>;
}

export function controlClient(endpoint: string): ControlClient {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(new URL(`/_rehearsal/${path}`, endpoint), { method, ...init });
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    throw refused(response.status, text);
  };
  const clock = async (account: string, change?: string, body?: object) =>
    (
      await call<{ now: number }>(
        change === undefined ? 'GET' : 'POST',
        `accounts/${account}/clock${change ?? ''}`,
        body,
      )
    ).now;
  return {
    health: () => call('GET', 'health'),
    reset: (account) => call('POST', 'reset', { account }),
    accounts: async () => (await call<{ accounts: { id: string }[] }>('GET', 'accounts')).accounts.map(({ id }) => id),
    snapshot: () => call('GET', 'snapshot'),
    restore: (snapshot) => call('POST', 'restore', snapshot),
    now: (account) => clock(account),
    advance: (account, by) => clock(account, '/advance', { by }),
    set: (account, to) => clock(account, '/set', { to }),
    freeze: (account) => clock(account, '/freeze', {}),
    resume: (account) => clock(account, '/resume', {}),
    async decisions(filter = {}) {
      const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
      return (await call<{ decisions: RecordedDecisionJson[] }>('GET', `decisions?${query}`)).decisions;
    },
    decide: (accessKeyId, question, origin) => call('POST', 'decide', { ...question, accessKeyId, origin }),
  };
}

function refused(status: number, text: string): ControlError {
  try {
    const { code, message } = (JSON.parse(text) as { error: { code: string; message: string } }).error;
    return new ControlError(status, code, message);
  } catch {
    return new ControlError(
      status,
      'NoControl',
      'this server has no control interface; start it with `rehearse serve`',
    );
  }
}
