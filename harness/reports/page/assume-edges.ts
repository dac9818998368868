import type { Principal } from '../../engine/index.js';
import { grouped } from '../grouped.js';
import { ownName, principalName } from '../matrix.js';
import { withoutRun } from '../policies-under-test.js';
import type { Shown, ShownAssumptions } from './model.js';

export type NodeKind = 'user' | 'role' | 'service' | 'provider' | 'account' | 'everyone' | 'anonymous';

export interface AssumeNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** Where it is another than that of the test, or where there are several. */
  readonly account: string | undefined;
}

/**
 * `proven`: a test asserts that it is allowed; `called`: it was allowed when it was called; `untried`: the policies allow it and nobody
 * called; `conditional`: so they do if keys come right that only a request brings; `denied`: it was denied when it was called.
 */
export type EdgeState = 'proven' | 'called' | 'untried' | 'conditional' | 'denied';

export const STATES: readonly EdgeState[] = ['proven', 'called', 'untried', 'conditional', 'denied'];

/** A principal and a role. */
export interface AssumeEdge {
  readonly from: AssumeNode;
  readonly to: AssumeNode;
  readonly state: EdgeState;
  /** Of the state, and of what else came out. */
  readonly words: string;
  /** On which it depends, where nobody was allowed yet. */
  readonly keys: readonly string[];
  /** The calls. */
  readonly decisions: readonly Shown[];
  /** What the policies said, without a call. */
  readonly foreseen: readonly Shown[];
}

export function isAssumed({ action }: Shown): boolean {
  return /^sts:AssumeRole/i.test(action);
}

/** One ask of an edge: a call, or what was foreseen without one. */
interface Asked {
  readonly from: AssumeNode;
  readonly to: AssumeNode;
  readonly shown: Shown;
  readonly keys: readonly string[] | undefined;
}

/**
 * What was called and what can be called, as one edge for each principal and role. Where tests have accounts of their own these are left
 * out of the names, so that the same principal is one in all tests.
 */
export function assumeEdges(
  decisions: readonly Shown[],
  assumptions: readonly ShownAssumptions[],
  hasOwnAccounts: boolean,
): readonly AssumeEdge[] {
  const homes = new Map(assumptions.map(({ scenario, account }) => [scenario, account]));
  const called = decisions.filter(isAssumed);
  const asked = [...called.map((shown) => ({ shown, keys: undefined })), ...assumptions.flatMap(({ can }) => can)].map(
    ({ shown, keys }): Asked => {
      const { principal, resourceAccount, resource } = shown.recorded.decision.request;
      const home = hasOwnAccounts ? (homes.get(shown.test) ?? resourceAccount) : '';
      const ownKeys = hasOwnAccounts ? keys?.map(withoutRun) : keys;
      return { from: principalNode(principal, home), to: roleNode(resource, home), shown, keys: ownKeys };
    },
  );
  const edges = [...grouped(asked, ({ from, to }) => `${from.id} ${to.id}`).values()].map(edgeOf);
  return hasOwnAccounts ? edges : withoutSingleAccount(edges);
}

/** An account need not be told where there is no other. */
function withoutSingleAccount(edges: readonly AssumeEdge[]): readonly AssumeEdge[] {
  const accounts = new Set(edges.flatMap(({ from, to }) => [from.account, to.account]).filter(Boolean));
  if (accounts.size > 1) return edges;
  const plain = (node: AssumeNode) => ({ ...node, account: undefined });
  return edges.map((edge) => ({ ...edge, from: plain(edge.from), to: plain(edge.to) }));
}

function edgeOf(asked: readonly Asked[]): AssumeEdge {
  const [{ from, to }] = asked as readonly [Asked, ...Asked[]];
  const calls = asked.filter(({ keys }) => keys === undefined).map(({ shown }) => shown);
  const foreseen = asked.filter(({ keys }) => keys !== undefined);
  const isFree = foreseen.some(({ keys }) => keys?.length === 0);
  const keys = isFree ? [] : [...new Set(foreseen.flatMap((each) => each.keys ?? []))];
  const state = stateOf(calls, foreseen.length > 0, isFree);
  const wasDenied = calls.some(({ outcome }) => outcome === 'denied');
  return {
    ...{ from, to, state, keys, words: wordsOf(state, keys, wasDenied) },
    decisions: calls,
    foreseen: foreseen.map(({ shown }) => shown),
  };
}

function stateOf(calls: readonly Shown[], canNow: boolean, isFree: boolean): EdgeState {
  const allowed = calls.filter(({ outcome }) => outcome === 'allowed');
  if (allowed.some(({ isAsserted }) => isAsserted)) return 'proven';
  if (allowed.length > 0) return 'called';
  if (!canNow) return 'denied';
  return isFree ? 'untried' : 'conditional';
}

const WORDS: Readonly<Record<EdgeState, string>> = {
  proven: 'allowed, proven by a test',
  called: 'allowed when it was called, which no test asserts',
  untried: 'allowed by the policies, and never tried',
  conditional: 'allowed with conditions',
  denied: 'denied when it was called',
};

function wordsOf(state: EdgeState, keys: readonly string[], wasDenied: boolean): string {
  if (state === 'denied') return WORDS.denied;
  if (state === 'untried' && wasDenied)
    return 'denied when it was called, and allowed by the policies as they were at the end';
  const on = state === 'conditional' ? `: ${keys.join(', ')}` : '';
  return `${WORDS[state]}${on}${wasDenied ? '; also denied when it was called' : ''}`;
}

function principalNode(principal: Principal, home: string): AssumeNode {
  switch (principal.type) {
    case 'assumed-role':
      return roleNode(principal.roleArn, home);
    case 'root':
      if (principal.account === '*') return nodeOf('everyone', 'every account', undefined);
      return nodeOf('account', principal.account, undefined);
    case 'user':
    case 'federated-user':
      return nodeOf('user', principalName(principal), foreign(principal.account, home));
    case 'federated':
      return nodeOf('provider', providerName(principal.provider, home), undefined);
    case 'service':
      return nodeOf('service', principal.service, undefined);
    case 'anonymous':
      return nodeOf('anonymous', 'anonymous', undefined);
    default:
      return principal satisfies never;
  }
}

/** `saml-provider/corp`, or `accounts.google.com`; of tests without what is another in each run. */
function providerName(provider: string, home: string): string {
  const name = provider.split(':').slice(5).join(':') || provider;
  return home === '' ? name : withoutRun(name);
}

function roleNode(arn: string, home: string): AssumeNode {
  return nodeOf('role', ownName(arn.slice(arn.lastIndexOf('/') + 1)), foreign(arn.split(':')[4], home));
}

function foreign(account: string | undefined, home: string): string | undefined {
  return account === home ? undefined : account;
}

function nodeOf(kind: NodeKind, name: string, account: string | undefined): AssumeNode {
  return { id: JSON.stringify([kind, name, account]), kind, name, account };
}
