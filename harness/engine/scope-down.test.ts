import { expect, test } from 'vitest';
import { authorize, compile, gather, type PolicyKind, type PolicySet, type Principal } from './index.js';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getscopedcredentials.html */

const ACCOUNT = '111122223333';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/stage/me`;
const principal: Principal = {
  type: 'assumed-role',
  account: ACCOUNT,
  arn: SESSION,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/stage`,
  roleId: 'AROA1',
  sessionName: 'me',
};

const group = (kind: PolicyKind, effect: string, action: string, more: object = {}) => {
  const statement = { Effect: effect, Action: action, Resource: '*', ...more };
  const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), { kind });
  return gather([{ policy, source: { name: kind } }]);
};
const decide = (policies: PolicySet) => {
  const [action, resource, context] = ['s3:GetObject', 'arn:aws:s3:::opera/aria', new Map<string, string>()];
  const { outcome, because, layer } = authorize(
    { principal, action, resource, resourceAccount: ACCOUNT, context },
    policies,
  );
  return `${outcome} ${because} ${layer}`;
};
const identity = group('identity', 'Allow', 's3:*');
const allows = group('scope-down', 'Allow', 's3:GetObject');
const others = group('scope-down', 'Allow', 'sqs:*');
const denies = group('scope-down', 'Deny', 's3:GetObject');

test('every scope down policy must allow', () => {
  expect(decide({ identity, scopeDowns: [allows, allows] })).toBe('allowed allowed identity');
  expect(decide({ identity, scopeDowns: [allows, others] })).toBe('denied implicit-deny scope-down');
  expect(decide({ identity, scopeDowns: [allows, denies] })).toBe('denied explicit-deny scope-down');
  expect(decide({ scopeDowns: [allows] })).toBe('denied implicit-deny identity');
});

test('a policy on the resource that names the session does not widen what was scoped down', () => {
  const resource = group('resource', 'Allow', 's3:GetObject', {
    Principal: { AWS: SESSION },
    Resource: 'arn:aws:s3:::*',
  });
  expect(decide({ resource })).toBe('allowed allowed resource');
  expect(decide({ resource, scopeDowns: [others] })).toBe('denied implicit-deny scope-down');
});
