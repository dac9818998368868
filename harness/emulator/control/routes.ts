import type { KeySet } from '../../account/oidc-keys.js';
import type { VpcEndpoint } from '../../account/vpc-endpoints.js';
import { type Decision, policiesJson } from '../../engine/index.js';
import type { ImportOptions } from '../../imports/index.js';
import type { Emulator } from '../emulator.js';
import { askedQuestion } from './asked-question.js';
import { ControlError } from './control-error.js';
import { type DecisionJson, decisionJson, explained, FILTERS, passes, recordedJson } from './decisions.js';
import { object, optionalText, type RouteCall, text, time } from './route-call.js';
import { accountDecisionsJson, assumePairsJson } from './tabled.js';
import type { ToldDecision } from './whole-decision.js';

type Route = (call: RouteCall) => unknown;

const DEFAULT_LIMIT = 100;

/** By method and path below `/_rehearsal/`. What answers undefined has no body. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST reset': (call) => call.emulator.reset(optionalText(call, 'account')),
  'GET accounts': ({ emulator }) => ({ accounts: emulator.accounts().map((id) => ({ id })) }),
  'POST accounts': (call) => {
    const { id, root } = call.emulator.account(optionalText(call, 'id'));
    return { id, root, decisions: call.emulator.decisions.made() };
  },
  'GET accounts/*/decisions': ({ emulator, parameter, query }) =>
    accountDecisionsJson(emulator.decisions, emulator.account(parameter).id, sinceOf(query)),
  'GET accounts/*/assume-pairs': ({ emulator, parameter, query }) =>
    assumePairsJson(emulator.assumePairs(parameter, { withoutSids: query.getAll('withoutSid') })),
  'GET accounts/*/export': ({ emulator, parameter }) => emulator.exportAccount(parameter),
  'POST import': (call) =>
    call.emulator.importAccount(object(call, 'source'), call.body.options as ImportOptions | undefined),
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
  'POST vpc-endpoints': (call) => call.emulator.vpcEndpoint(object(call, 'endpoint') as VpcEndpoint),
  'POST web-identity-keys': (call) =>
    call.emulator.webIdentityKeys(text(call, 'issuer'), object(call, 'keys') as KeySet),
  'GET decisions': ({ emulator, query }) => {
    const filter = filterOf(query);
    const found = emulator.decisions.list().filter((recorded) => passes(recorded, filter));
    return { decisions: found.slice(-limitOf(query)).map(recordedJson) };
  },
  'GET decisions/*': ({ emulator, parameter }) => ({
    decisions: emulator.decisions
      .find(parameter)
      .map((recorded) => toldWhole(recordedJson(recorded), recorded.decision)),
  }),
  'POST decide': (call) => {
    const { question, origin } = askedQuestion(call);
    const decision = call.emulator.decide(text(call, 'accessKeyId'), question, origin);
    return toldWhole(decisionJson(decision), decision);
  },
};

/** What a body may hold: a snapshot has the bytes of objects, an import whole accounts. */
const LARGE = 512 * 1024 * 1024;
const SMALL = 1024 * 1024;
const HOLDS_MUCH = ['POST restore', 'POST import'];

const TABLE = Object.entries(ROUTES).map(([key, route]) => ({
  key,
  route,
  method: key.slice(0, key.indexOf(' ')),
  path: new RegExp(`^${key.slice(key.indexOf(' ') + 1).replaceAll('*', '([^/]+)')}$`),
  bodyBytes: HOLDS_MUCH.includes(key) ? LARGE : SMALL,
}));

interface FoundRoute {
  readonly route: Route;
  readonly parameter: string;
  readonly bodyBytes: number;
}

/** Throws {@link ControlError} for what is not there. */
export function routeOf(method: string, path: string): FoundRoute {
  const there = TABLE.filter((row) => row.path.test(path));
  const row = there.find((it) => it.method === method);
  if (row !== undefined) return { ...row, parameter: row.path.exec(path)?.[1] ?? '' };
  if (there.length === 0) throw new ControlError(404, 'NotFound', `there is no \`/_rehearsal/${path}\``);
  throw new ControlError(405, 'MethodNotAllowed', `call \`${there.map(({ key }) => key).join('`, `')}\``);
}

/** With the policies that were asked: whoever reads it can ask the engine again. */
function toldWhole(json: DecisionJson, decision: Decision): ToldDecision {
  return { ...explained(json, decision), policies: policiesJson(decision.policies) };
}

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

function sinceOf(query: URLSearchParams): number {
  const since = Number(query.get('since') ?? 0);
  if (Number.isInteger(since) && since >= 0) return since;
  throw new ControlError(400, 'InvalidRequest', `\`since\` is \`${query.get('since')}\`; pass a number of decisions`);
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new ControlError(400, 'InvalidRequest', `\`limit\` is \`${query.get('limit')}\`; pass a number from 1`);
}
