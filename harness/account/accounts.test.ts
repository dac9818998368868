import { expect, test } from 'vitest';
import { ALLOW_LIST, createIamCalls, NOW } from '../../fixtures/iam-calls.js';
import type { Account } from './account.js';
import { createAccounts, InvalidAccountId } from './accounts.js';
import { callerArn, principalOf, userIdOf } from './callers.js';
import type { Role } from './roles.js';
import type { User } from './users.js';

const ID = '111122223333';
const SECOND = 1000;
const NO_POLICIES = { get: () => undefined, arns: () => [] };

const openAccounts = () => createAccounts({ wallClock: () => NOW, seed: 'accounts', awsPolicies: NO_POLICIES });

const entity = (kind: 'user' | 'role', id: string, name: string) => ({
  id,
  name,
  path: '/',
  arn: `arn:aws:iam::${ID}:${kind}/${name}`,
  createDate: NOW,
  inlinePolicies: [],
  attachedPolicies: [],
  tags: [],
  boundary: undefined,
});
const user = (id = 'AIDAALICE', name = 'alice'): User => ({ ...entity('user', id, name), groupIds: [] });
const role = (id = 'AROADEPLOY', name = 'deploy'): Role => ({
  ...entity('role', id, name),
  trust: { document: ALLOW_LIST, principalIds: new Map() },
  description: undefined,
  maxSessionDuration: 3600,
});

const addKey = (account: Account, accessKeyId: string, status: 'Active' | 'Inactive' = 'Active') =>
  account.accessKeys.put({ accessKeyId, secretAccessKey: 'secret', userId: 'AIDAALICE', status, createDate: NOW });

test('an account is opened when it is first asked for, and stays the same', () => {
  const accounts = openAccounts();
  expect(accounts.find(ID)).toBeUndefined();
  expect(accounts.get(ID)).toBe(accounts.get(ID));
  expect(accounts.find(ID)).toBe(accounts.get(ID));
});

test.each(['', '12345', '1111222233334', 'abcdefghijkl'])('%j is no account id', (id) => {
  expect(() => openAccounts().get(id)).toThrow(InvalidAccountId);
});

test('an account id and the secret `test` are the root credentials of that account', () => {
  const credential = openAccounts().credential(ID);
  expect(credential).toMatchObject({ secretAccessKey: 'test', sessionToken: undefined, expired: false });
  expect(credential?.caller).toMatchObject({ kind: 'root', account: { id: ID } });
});

test('the access key `test` is the root user of account 000000000000', () => {
  expect(openAccounts().credential('test')?.caller).toMatchObject({ kind: 'root', account: { id: '000000000000' } });
});

test('an unknown access key is none', () => {
  expect(openAccounts().credential('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
});

test('an access key is its user, as the user is now', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.users.put(user());
  addKey(account, 'AKIA1');
  account.users.put(user('AIDAALICE', 'alicia'));
  expect(accounts.credential('AKIA1')?.caller).toMatchObject({ kind: 'user', user: { name: 'alicia' } });
});

test('an inactive key, a deleted key and the key of a deleted user are none', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.users.put(user());
  for (const id of ['AKIA1', 'AKIA2', 'AKIA3']) addKey(account, id);
  addKey(account, 'AKIA1', 'Inactive');
  account.accessKeys.remove('AKIA2');
  expect(accounts.credential('AKIA1')).toBeUndefined();
  expect(accounts.credential('AKIA2')).toBeUndefined();
  account.users.remove('AIDAALICE');
  account.users.put(user('AIDASECOND'));
  expect(accounts.credential('AKIA3')).toBeUndefined();
});

test('a root access key is the root user', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.accessKeys.put({ accessKeyId: 'AKIA1', secretAccessKey: 's', userId: ID, status: 'Active', createDate: NOW });
  expect(accounts.credential('AKIA1')).toMatchObject({ secretAccessKey: 's', caller: { kind: 'root' } });
});

test('a session has a token, expires by the clock of its account, and knows its role', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.roles.put(role());
  const session = account.sessions.open({ role: role(), sessionName: 'ci', durationSeconds: 900 });
  expect(session.expiration - session.issued).toBe(900 * SECOND);
  expect(session.issued % SECOND).toBe(0);
  expect(session.arn).toBe(`arn:aws:sts::${ID}:assumed-role/deploy/ci`);
  const credential = accounts.credential(session.accessKeyId);
  expect(credential).toMatchObject({ sessionToken: session.sessionToken, expired: false });
  account.clock.advance(899 * SECOND);
  expect(accounts.credential(session.accessKeyId)?.expired).toBe(false);
  account.clock.advance(SECOND);
  expect(accounts.credential(session.accessKeyId)?.expired).toBe(true);
});

test('the sessions of a deleted role are none, also when there is a new role of that name', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.roles.put(role());
  const { accessKeyId } = account.sessions.open({ role: role(), sessionName: 'ci', durationSeconds: 900 });
  account.roles.remove('AROADEPLOY');
  account.roles.put(role('AROASECOND'));
  expect(accounts.credential(accessKeyId)).toBeUndefined();
});

test('of the sessions that expired, the latest thousand are remembered as new ones are opened', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.roles.put(role());
  const open = () => account.sessions.open({ role: role(), sessionName: 'ci', durationSeconds: 900 });
  const [oldest, ...others] = Array.from({ length: 1500 }, open);
  account.clock.advance('25h');
  for (let i = 0; i < 500; i++) open();
  expect(account.sessions.size).toBe(1500);
  expect(accounts.credential(oldest?.accessKeyId ?? '')).toBeUndefined();
  expect(accounts.credential(others.at(-1)?.accessKeyId ?? '')).toMatchObject({ expired: true });
});

test('each kind of caller has its ARN, its user id and its principal', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  const session = account.sessions.open({ role: role(), sessionName: 'ci', durationSeconds: 900 });
  const root = { kind: 'root', account } as const;
  const alice = { kind: 'user', account, user: user(), accessKeyId: 'AKIA1' } as const;
  const assumed = { kind: 'assumed-role', account, session, accessKeyId: session.accessKeyId } as const;

  expect([root, alice, assumed].map(callerArn)).toEqual([
    `arn:aws:iam::${ID}:root`,
    `arn:aws:iam::${ID}:user/alice`,
    `arn:aws:sts::${ID}:assumed-role/deploy/ci`,
  ]);
  expect([root, alice, assumed].map(userIdOf)).toEqual([ID, 'AIDAALICE', 'AROADEPLOY:ci']);
  expect(principalOf({ kind: 'anonymous' })).toEqual({ type: 'anonymous' });
  expect(principalOf(root)).toMatchObject({ type: 'root', account: ID, arn: `arn:aws:iam::${ID}:root` });
  expect(principalOf(alice)).toMatchObject({ type: 'user', uniqueId: 'AIDAALICE' });
  expect(principalOf(assumed)).toMatchObject({
    type: 'assumed-role',
    arn: `arn:aws:sts::${ID}:assumed-role/deploy/ci`,
    roleArn: `arn:aws:iam::${ID}:role/deploy`,
    roleId: 'AROADEPLOY',
    serviceLinked: false,
  });
});

test('users and roles of every account are found by ARN and by unique id, groups and wildcards are not', () => {
  const accounts = openAccounts();
  const account = accounts.get(ID);
  account.users.put({ ...user(), path: '/a/', arn: `arn:aws:iam::${ID}:user/a/alice` });
  account.roles.put(role());
  expect(accounts.principalId(`arn:aws:iam::${ID}:user/a/alice`)).toBe('AIDAALICE');
  expect(accounts.principalId(`arn:aws:iam::${ID}:role/deploy`)).toBe('AROADEPLOY');
  expect(accounts.principalId('AROADEPLOY')).toBe('AROADEPLOY');
  expect(accounts.principalArn('AIDAALICE')).toBe(`arn:aws:iam::${ID}:user/a/alice`);
  expect(accounts.principalId(`arn:aws:iam::${ID}:user/alice`)).toBeUndefined();
  expect(accounts.principalId('arn:aws:iam::999999999999:user/alice')).toBeUndefined();
  expect(accounts.find('999999999999')).toBeUndefined();
});

test('the last use of a key and of a role is kept in whole seconds', () => {
  const { accounts, account } = createIamCalls();
  const session = account.sessions.open({ role: role(), sessionName: 'ci', durationSeconds: 900 });
  const use = { region: 'eu-west-1', serviceName: 's3' };
  accounts.recordUse({ kind: 'user', account, user: user(), accessKeyId: 'AKIA1' }, use);
  accounts.recordUse({ kind: 'assumed-role', account, session, accessKeyId: session.accessKeyId }, use);
  accounts.recordUse({ kind: 'root', account }, use);
  const expected = { ...use, date: NOW - 500 };
  expect([...account.lastUses]).toEqual([
    ['AKIA1', expected],
    ['AROADEPLOY', expected],
  ]);
});
