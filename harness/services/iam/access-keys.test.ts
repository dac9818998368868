import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS, OTHER_ACCOUNT, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import type { Role } from '../../account/roles.js';

const withAlice = () => {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName: 'alice', Path: '/x/' });
  const user = calls.account.users.named('alice');
  if (!user) throw new TypeError('`alice` was not made');
  return { ...calls, user, alice: { kind: 'user', account: calls.account, user, accessKeyId: 'AKIA1' } as const };
};

const MUST_NAME_A_USER = ['ValidationError', 'Must specify userName when calling with non-User credentials'];

test('a key is made, listed without its secret, and signs', () => {
  const { accounts, run } = withAlice();
  const { AccessKey } = run(CreateAccessKeyCommand, { UserName: 'alice' });
  expect(AccessKey).toEqual({
    UserName: 'alice',
    AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    Status: 'Active',
    SecretAccessKey: expect.stringMatching(/^.{40}$/),
    CreateDate: NOW_IN_SECONDS,
  });
  const { SecretAccessKey, ...listed } = AccessKey ?? {};
  expect(run(ListAccessKeysCommand, { UserName: 'alice' })).toEqual({
    AccessKeyMetadata: [listed],
    IsTruncated: false,
  });
  expect(accounts.credential(AccessKey?.AccessKeyId ?? '')?.secretAccessKey).toBe(SecretAccessKey);
});

test('an inactive key does not sign until it is active again', () => {
  const { accounts, run } = withAlice();
  const AccessKeyId = run(CreateAccessKeyCommand, { UserName: 'alice' }).AccessKey?.AccessKeyId ?? '';
  run(UpdateAccessKeyCommand, { UserName: 'alice', AccessKeyId, Status: 'Inactive' });
  expect(accounts.credential(AccessKeyId)).toBeUndefined();
  run(UpdateAccessKeyCommand, { UserName: 'alice', AccessKeyId, Status: 'Active' });
  expect(accounts.credential(AccessKeyId)).toBeDefined();
  run(DeleteAccessKeyCommand, { UserName: 'alice', AccessKeyId });
  expect(accounts.credential(AccessKeyId)).toBeUndefined();
});

test('a user has two keys at most', () => {
  const { run } = withAlice();
  run(CreateAccessKeyCommand, { UserName: 'alice' });
  run(CreateAccessKeyCommand, { UserName: 'alice' });
  expect(refusal(() => run(CreateAccessKeyCommand, { UserName: 'alice' }))).toEqual([
    'LimitExceeded',
    'Cannot exceed quota for AccessKeysPerUser: 2',
  ]);
});

test('a key of another user cannot be found', () => {
  const { run } = withAlice();
  run(CreateUserCommand, { UserName: 'bob' });
  const AccessKeyId = run(CreateAccessKeyCommand, { UserName: 'bob' }).AccessKey?.AccessKeyId;
  const notFound = ['NoSuchEntity', `The Access Key with id ${AccessKeyId} cannot be found.`];
  expect(refusal(() => run(DeleteAccessKeyCommand, { UserName: 'alice', AccessKeyId }))).toEqual(notFound);
  const update = { UserName: 'alice', AccessKeyId, Status: 'Inactive' } as const;
  expect(refusal(() => run(UpdateAccessKeyCommand, update))).toEqual(notFound);
});

test('without a name the keys are those of the calling user', () => {
  const { as, alice, user } = withAlice();
  const { needs, run } = as(alice);
  expect(needs(CreateAccessKeyCommand, {})).toMatchObject([{ resource: user.arn }]);
  const AccessKeyId = run(CreateAccessKeyCommand, {}).AccessKey?.AccessKeyId;
  expect(run(ListAccessKeysCommand, {}).AccessKeyMetadata).toMatchObject([{ UserName: 'alice', AccessKeyId }]);
  run(DeleteAccessKeyCommand, { AccessKeyId });
  expect(run(ListAccessKeysCommand, {}).AccessKeyMetadata).toEqual([]);
});

test('without a name the root user makes a key of its own', () => {
  const { accounts, run } = withAlice();
  const { AccessKey } = run(CreateAccessKeyCommand, {});
  expect(AccessKey?.UserName).toBeUndefined();
  expect(accounts.credential(AccessKey?.AccessKeyId ?? '')?.caller.kind).toBe('root');
});

test('a role session must name the user, and is authorized as a user of its name before', () => {
  const { account, as } = withAlice();
  const role: Role = {
    id: 'AROA1',
    name: 'ci',
    path: '/',
    arn: `arn:aws:iam::${ACCOUNT}:role/ci`,
    createDate: 0,
    inlinePolicies: [],
    attachedPolicies: [],
    trust: { document: trusting(ACCOUNT), principalIds: new Map() },
    description: undefined,
    maxSessionDuration: 3600,
    tags: [],
    boundary: undefined,
  };
  const session = account.sessions.open({ role, sessionName: 'build', durationSeconds: 900 });
  const { needs, run } = as({ kind: 'assumed-role', account, session, accessKeyId: session.accessKeyId });
  expect(needs(ListAccessKeysCommand, {})).toMatchObject([{ resource: `arn:aws:iam::${ACCOUNT}:user/build` }]);
  expect(refusal(() => run(ListAccessKeysCommand, {}))).toEqual(MUST_NAME_A_USER);
  expect(refusal(() => run(CreateAccessKeyCommand, {}))).toEqual(MUST_NAME_A_USER);
});

test('the last use of a key tells date, service and region, N/A before the first', () => {
  const { account, accounts, as, alice, needs, run, user } = withAlice();
  const AccessKeyId = run(CreateAccessKeyCommand, { UserName: 'alice' }).AccessKey?.AccessKeyId ?? '';
  expect(needs(GetAccessKeyLastUsedCommand, { AccessKeyId })).toMatchObject([{ resource: user.arn }]);
  expect(run(GetAccessKeyLastUsedCommand, { AccessKeyId })).toEqual({
    UserName: 'alice',
    AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
  });
  accounts.recordUse({ ...alice, accessKeyId: AccessKeyId }, { serviceName: 's3', region: 'eu-west-1' });
  expect(as({ kind: 'root', account }).run(GetAccessKeyLastUsedCommand, { AccessKeyId }).AccessKeyLastUsed).toEqual({
    LastUsedDate: NOW_IN_SECONDS,
    ServiceName: 's3',
    Region: 'eu-west-1',
  });
});

test('the last use of a key that is not in the account is denied to everyone', () => {
  const { accounts, as, run } = withAlice();
  const AccessKeyId = run(CreateAccessKeyCommand, { UserName: 'alice' }).AccessKey?.AccessKeyId ?? '';
  const other = as({ kind: 'root', account: accounts.get(OTHER_ACCOUNT) });
  expect(refusal(() => other.run(GetAccessKeyLastUsedCommand, { AccessKeyId }))).toEqual([
    'AccessDenied',
    `User: arn:aws:iam::${OTHER_ACCOUNT}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
  ]);
});
