import type { RequestOrigin } from '../../aws/http.js';
import type { Question } from '../../services/decide.js';
import type { Emulator } from '../emulator.js';
import { ControlError } from './control-error.js';
import { decisionJson, explained, FILTERS, passes, recordedJson } from './decisions.js';

/** The part of an emulator that is controlled from outside. */
export interface Controlled
  extends Pick<Emulator, 'account' | 'snapshot' | 'restore' | 'reset' | 'decide' | 'decisions'> {
  /** The ids of the accounts that are open. */
  accounts(): readonly string[];
}

interface RouteCall {
  readonly emulator: Controlled;
  /** What stands for the `*` of the path. */
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = (call: RouteCall) => unknown;

const DEFAULT_LIMIT = 100;

/** By method and path below `/_rehearsal/`. What answers undefined has no body. */
export const ROUTES: Readonly<Record<string, Route>> = {
  'POST reset': ({ emulator, body }) => emulator.reset(optionalText(body, 'account')),
  'GET accounts': ({ emulator }) => ({ accounts: emulator.accounts().map((id) => ({ id })) }),
  'POST accounts': ({ emulator, body }) => {
    const { id, root } = emulator.account(optionalText(body, 'id'));
    return { id, root };
  },
  'GET snapshot': ({ emulator }) => emulator.snapshot(),
  'POST restore': ({ emulator, body }) => emulator.restore(body),
  'GET accounts/*/clock': (call) => clock(call),
  'POST accounts/*/clock/advance': (call) => clock(call, ({ clock }) => clock.advance(time(call, 'by'))),
  'POST accounts/*/clock/set': (call) => clock(call, ({ clock }) => clock.set(time(call, 'to'))),
  'POST accounts/*/clock/freeze': (call) => clock(call, ({ clock }) => clock.freeze()),
  'POST accounts/*/clock/resume': (call) => clock(call, ({ clock }) => clock.resume()),
  'GET accounts/*/propagation': (call) => propagation(call),
  'POST accounts/*/propagation': (call) =>
    propagation(call, ({ propagation }) => propagation.set(call.body.delay as Parameters<typeof propagation.set>[0])),
  'POST accounts/*/propagation/settle': (call) => propagation(call, ({ propagation }) => propagation.settle()),
  'GET decisions': ({ emulator, query }) => {
    const filter = filterOf(query);
    const found = emulator.decisions.list().filter((recorded) => passes(recorded, filter));
    return { decisions: found.slice(-limitOf(query)).map(recordedJson) };
  },
  'GET decisions/*': ({ emulator, parameter }) => ({
    decisions: emulator.decisions
      .find(parameter)
      .map((recorded) => explained(recordedJson(recorded), recorded.decision)),
  }),
  'POST decide': ({ emulator, body }) => {
    const { accessKeyId, origin, ...question } = body;
    if (typeof accessKeyId !== 'string' || typeof question.action !== 'string')
      throw new ControlError(400, 'InvalidRequest', 'a question needs `accessKeyId` and `action`');
    const from = origin as Partial<RequestOrigin> | undefined;
    const decision = emulator.decide(accessKeyId, question as unknown as Question, from);
    return explained(decisionJson(decision), decision);
  },
};

type Account = ReturnType<Emulator['account']>;

function clock({ emulator, parameter }: RouteCall, change?: (account: Account) => void): object {
  const account = emulator.account(parameter);
  change?.(account);
  const now = account.clock.now();
  return { now, time: new Date(now).toISOString() };
}

function propagation({ emulator, parameter }: RouteCall, change?: (account: Account) => void): object {
  const account = emulator.account(parameter);
  change?.(account);
  return { delay: account.propagation.get() ?? 'off', remaining: account.propagation.remaining() };
}

export function filterOf(query: URLSearchParams): object {
  return Object.fromEntries(Object.keys(FILTERS).flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])));
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new ControlError(400, 'InvalidRequest', `\`limit\` is \`${query.get('limit')}\`; pass a number from 1`);
}

function optionalText(body: RouteCall['body'], name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is no text`);
}

function time({ body }: RouteCall, name: string): string | number {
  const value = body[name];
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is missing: pass a text or a number of milliseconds`);
}
