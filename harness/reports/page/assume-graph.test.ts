import { expect, test } from 'vitest';
import type { OpenDecision } from '../../engine/index.js';
import { assumeEdges } from './assume-edges.js';
import { placeEdges, reachedFrom } from './assume-graph.js';
import { type Shown, show, showAssumptions } from './model.js';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';

/** By `user/alice` or `role/deploy` of this account. */
function decided(
  who: string,
  role: string,
  outcome: 'allowed' | 'denied' = 'allowed',
  home = ACCOUNT,
): OpenDecision['decision'] {
  const arn = `arn:aws:iam::${home}:${who}`;
  const [kind, name = ''] = who.split('/');
  const principal =
    kind === 'user'
      ? ({ type: 'user', account: home, arn, uniqueId: name } as const)
      : ({
          type: 'assumed-role',
          account: home,
          arn: `${arn}/s`,
          roleArn: arn,
          roleId: name,
          sessionName: 's',
        } as const);
  const resource = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  const request = { principal, action: 'sts:AssumeRole', resource, resourceAccount: ACCOUNT, context: new Map() };
  const because = outcome === 'allowed' ? 'allowed' : 'implicit-deny';
  return { outcome, because, layer: 'trust', deciding: [], request, policies: {} };
}

function called(id: number, decision: OpenDecision['decision'], isAsserted = false): Shown {
  const call = {
    requestId: 'r',
    test: undefined,
    phase: 'test',
    operation: 'sts:AssumeRole',
    words: undefined,
  } as const;
  return show({ ...call, time: 0, isWhole: true, decision }, id, isAsserted);
}

const can = (who: string, role: string, keys: readonly string[] = [], home = ACCOUNT): OpenDecision => ({
  outcome: keys.length > 0 ? 'conditional' : 'allowed',
  keys,
  decision: decided(who, role, 'allowed', home),
});

const foreseen = (...pairs: readonly OpenDecision[]) =>
  showAssumptions([{ account: ACCOUNT, decided: 9, leftOut: 0, can: pairs }], () => 'Outside of tests');

test('an edge is proven, only called, never tried, conditional, or denied', () => {
  const calls = [
    called(0, decided('user/alice', 'proven'), true),
    called(1, decided('user/alice', 'called')),
    called(2, decided('user/alice', 'denied', 'denied')),
    called(3, decided('user/alice', 'later', 'denied')),
    called(4, decided('user/alice', 'mfa', 'denied')),
  ];
  const pairs = foreseen(
    ...['proven', 'later', 'untried'].map((role) => can('user/alice', role)),
    can('user/alice', 'mfa', ['aws:MultiFactorAuthPresent']),
  );
  const told = assumeEdges(calls, pairs, true).map(({ to, words }) => `${to.name}: ${words}`);
  expect(told).toEqual([
    'proven: allowed, proven by a test',
    'called: allowed when it was called, which no test asserts',
    'denied: denied when it was called',
    'later: denied when it was called, and allowed by the policies as they were at the end',
    'mfa: allowed with conditions: aws:MultiFactorAuthPresent; also denied when it was called',
    'untried: allowed by the policies, and never tried',
  ]);
});

test('the account is told of whoever is of another than the test', () => {
  const [own, foreign] = assumeEdges([], foreseen(can('user/alice', 'r'), can('user/eve', 'r', [], OTHER)), true);
  expect([own?.from.account, foreign?.from.account]).toEqual([undefined, OTHER]);
});

test('on a server the accounts are told where there are several', () => {
  const [one] = assumeEdges([], foreseen(can('user/alice', 'r')), false);
  expect(one?.from.account).toBeUndefined();
  const [first, second] = assumeEdges([], foreseen(can('user/alice', 'r'), can('user/eve', 'r', [], OTHER)), false);
  expect([first?.from.account, second?.from.account]).toEqual([ACCOUNT, OTHER]);
});

test('chains are followed from role to role, not over what is denied, and circles end', () => {
  const calls = [called(0, decided('user/alice', 'secret', 'denied'))];
  const pairs = foreseen(
    can('user/alice', 'a'),
    can('role/a', 'b', ['aws:SourceIp']),
    can('role/b', 'a'),
    can('role/b', 'c'),
  );
  const { nodes, edges } = placeEdges(assumeEdges(calls, pairs, true));
  const [alice] = nodes.filter(({ name }) => name === 'alice');
  const reached = alice === undefined ? [] : reachedFrom(alice, edges);
  expect(reached.map(({ role, way }) => [role.name, way.length])).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
});
