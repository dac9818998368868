import { expect, test } from 'vitest';
import { compile } from './compile.js';
import { gather } from './gather.js';
import { createOpenAuthorizer } from './open-keys.js';

const ACCOUNT = '111122223333';
const allow = (Condition: object = {}) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*', Condition });
const deny = (Condition: object = {}) => ({ ...allow(Condition), Effect: 'Deny' });

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const NO_MFA = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
const OFFICE = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
const ELSEWHERE = { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
const BLUE = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };
const RED = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
const OWN = { StringEquals: { 'aws:PrincipalTag/team': '${sts:ExternalId}' } };

test.each([
  ['allowed', [allow()], []],
  ['allowed', [allow(BLUE)], []],
  ['denied', [allow(RED)], []],
  ['denied', [allow({ ...RED, ...MFA })], []],
  ['denied', [deny(), allow(MFA)], []],
  ['allowed', [allow(MFA), allow()], []],
  ['conditional', [allow(MFA)], ['aws:MultiFactorAuthPresent']],
  ['conditional', [allow({ ...MFA, ...OFFICE })], ['aws:MultiFactorAuthPresent', 'aws:SourceIp']],
  ['conditional', [allow(MFA), allow(OFFICE)], ['aws:MultiFactorAuthPresent', 'aws:SourceIp']],
  ['conditional', [allow(MFA), allow({ ...MFA, ...OFFICE })], ['aws:MultiFactorAuthPresent']],
  ['conditional', [allow(), deny(NO_MFA)], ['aws:MultiFactorAuthPresent']],
  ['conditional', [allow(), deny({ ...NO_MFA, ...ELSEWHERE })], ['aws:MultiFactorAuthPresent', 'aws:SourceIp']],
  ['allowed', [allow(), deny({ ...RED, ...ELSEWHERE })], []],
  ['conditional', [allow(OWN)], ['sts:ExternalId']],
])('it is %s by %j, which depends on %j', (outcome, Statement, keys) => {
  const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement }), { kind: 'identity' });
  const authorizeOpen = createOpenAuthorizer((key) => !key.startsWith('aws:principaltag/'));
  const request = {
    principal: { type: 'user', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/a`, uniqueId: 'AIDA' },
    action: 'sts:AssumeRole',
    resource: `arn:aws:iam::${ACCOUNT}:role/r`,
    resourceAccount: ACCOUNT,
    context: new Map([['aws:principaltag/team', 'blue']]),
  } as const;
  const policies = { identity: gather([{ policy, source: { name: 'p' } }]) };
  expect(authorizeOpen(request, policies)).toMatchObject({ outcome, keys, decision: { policies } });
});
