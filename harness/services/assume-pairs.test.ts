import { expect, test } from 'vitest';
import { type Accounts, createAccounts } from '../account/accounts.js';
import type { OpenDecision, Principal } from '../engine/index.js';
import { importAccounts } from '../imports/index.js';
import { assumePairs } from './assume-pairs.js';

const [HOME, OTHER, UNKNOWN] = ['111122223333', '444455556666', '777788889999'];
const ASSUME_ALL = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

type Members = Readonly<Record<string, unknown>>;

const policy = (...Statement: readonly object[]) => [
  { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } },
];
const user = (name: string, statements: readonly object[] = [], account = HOME) => ({
  ...{ Path: '/', UserName: name, UserId: `AIDA${name.toUpperCase()}`, CreateDate: '2024-05-06T07:08:09Z' },
  Arn: `arn:aws:iam::${account}:user/${name}`,
  ...(statements.length > 0 && { UserPolicyList: policy(...statements) }),
});
const trust = (Principal: unknown, more: Members = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const role = (name: string, trusts: readonly object[], more: Members = {}, account = HOME) => ({
  ...{ Path: '/', RoleName: name, RoleId: `AROA${name.toUpperCase()}`, CreateDate: '2024-05-06T07:08:09Z' },
  Arn: `arn:aws:iam::${account}:role/${name}`,
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trusts },
  ...more,
});

function accountsOf(...entities: readonly { readonly Arn: string }[]): Accounts {
  const awsPolicies = { get: () => undefined, arns: () => [] };
  const accounts = createAccounts({ wallClock: () => 0, seed: 'pairs', awsPolicies });
  const of = (account: string, kind: string) =>
    entities.filter(({ Arn }) => Arn.startsWith(`arn:aws:iam::${account}:${kind}/`));
  importAccounts(
    accounts,
    [...new Set(entities.map(({ Arn }) => Arn.split(':')[4] ?? ''))].map((id) => ({
      UserDetailList: of(id, 'user'),
      RoleDetailList: of(id, 'role'),
      ...{ GroupDetailList: [], Policies: [] },
    })),
  );
  return accounts;
}

/** `alice > deploy`, and the keys on which it depends. */
function told(accounts: Accounts) {
  return assumePairs(accounts.get(HOME), { accounts, region: 'us-east-1' }).can.map(pairText);
}

function pairText({ outcome, keys, decision: { request } }: OpenDecision): string {
  const pair = `${nameOf(request.principal)} > ${request.resource.split('/').at(-1)}`;
  return outcome === 'conditional' ? `${pair} with ${keys.join(', ')}` : pair;
}

function nameOf(principal: Principal): string | undefined {
  if (principal.type === 'service') return principal.service;
  if (principal.type === 'federated') return principal.provider;
  if (principal.type === 'root') return principal.account;
  return principal.type === 'anonymous' ? undefined : principal.arn.split('/')[1];
}

const ROOT = { AWS: `arn:aws:iam::${HOME}:root` };
const named = (name: string, account = HOME) => ({ AWS: `arn:aws:iam::${account}:${name}` });

test('both sides of an account decide, and a trust policy that names the user is enough', () => {
  const accounts = accountsOf(
    ...[user('alice'), user('bob', [ASSUME_ALL]), user('carol')],
    ...[role('any', [trust(ROOT)]), role('hers', [trust(named('user/alice'))])],
  );
  expect(told(accounts)).toEqual(['bob > any', 'alice > hers']);
});

test('roles assume roles, so that there are chains; a session shows no MFA code', () => {
  const withMfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
  const accounts = accountsOf(
    user('alice'),
    role('first', [trust(named('user/alice'))]),
    role('second', [trust(named('role/first'))]),
    role('third', [trust(named('role/second'), withMfa), trust(named('user/alice'), withMfa)]),
  );
  expect(told(accounts)).toEqual(['alice > first', 'first > second', 'alice > third with aws:MultiFactorAuthPresent']);
});

test('services and identity providers are allowed by the trust policy alone; a provider that is not there by none', () => {
  const saml = `arn:aws:iam::${HOME}:saml-provider/corp`;
  const fromArn = { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*' } } };
  const google = { Condition: { StringEquals: { 'accounts.google.com:aud': 'app' } } };
  const accounts = accountsOf(
    role('worker', [
      trust({ Service: 'ec2.amazonaws.com' }),
      trust({ Service: 'lambda.amazonaws.com' }, fromArn),
      trust({ Federated: 'accounts.google.com' }, { Action: 'sts:AssumeRoleWithWebIdentity', ...google }),
      trust({ Federated: saml }, { Action: 'sts:AssumeRoleWithSAML' }),
    ]),
  );
  expect(told(accounts)).toEqual([
    'ec2.amazonaws.com > worker',
    'lambda.amazonaws.com > worker with aws:SourceArn',
    'accounts.google.com > worker with accounts.google.com:aud',
  ]);
});

test('accounts meet: users of the other one, an account of which nothing is known, and roles over there', () => {
  const external = { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
  const accounts = accountsOf(
    user('alice', [ASSUME_ALL]),
    user('eve', [ASSUME_ALL], OTHER),
    user('mallory', [], OTHER),
    role('open', [trust({ AWS: [OTHER, UNKNOWN] }, external)]),
    role('everyone', [trust({ AWS: '*' })]),
    role('there', [trust({ AWS: HOME })], {}, OTHER),
    role('strange', [trust({ AWS: '*' })], {}, OTHER),
  );
  expect(told(accounts)).toEqual([
    'alice > everyone',
    'open > everyone',
    '* > everyone',
    `eve > open with sts:ExternalId`,
    `${UNKNOWN} > open with sts:ExternalId`,
    'alice > there',
  ]);
});

test('a session that is named is one that can be opened; tags that a role has not come with its session', () => {
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };
  const session = `arn:aws:sts::${HOME}:assumed-role/plain/ci`;
  const accounts = accountsOf(
    role('plain', [trust({ Service: 'ec2.amazonaws.com' })]),
    role('target', [trust(named('role/plain'), { Condition })]),
    role('of-session', [trust({ AWS: session })]),
  );
  expect(told(accounts)).toEqual([
    'plain > of-session',
    'ec2.amazonaws.com > plain',
    'plain > target with aws:PrincipalTag/team',
  ]);
});

test('pairs beyond a bound are counted, not looked at', () => {
  const users = Array.from({ length: 510 }, (_, index) => user(`u${index}`));
  const accounts = accountsOf(...users, role('all', [trust({ AWS: '*' })]));
  const { can, decided, leftOut } = assumePairs(accounts.get(HOME), { accounts, region: 'us-east-1' });
  expect([can.length, decided, leftOut]).toEqual([500, 500, 11]);
});
