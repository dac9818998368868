import { expect, test } from 'vitest';
import { compile, type PolicyKind } from '../engine/index.js';
import { principalRemark } from './principal-remark.js';
import { json } from './recorded-run.fixture.js';

function remarkOn(kind: PolicyKind, statement: object): string | undefined {
  const document = json({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement });
  const [compiled] = compile(document, { kind, accepted: true }).statements;
  return compiled && principalRemark(compiled, kind);
}

const PARTNER = { AWS: 'arn:aws:iam::123456789012:root' };
const LAMBDA = { Service: 'lambda.amazonaws.com' };
const GITHUB = { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' };
const IF = (key: string) => ({ Condition: { StringEquals: { [key]: 'x' } } });

test.each<readonly [string, PolicyKind, object, string]>([
  ['everyone, of a resource', 'resource', { Principal: '*' }, 'also without credentials'],
  ['everyone, under AWS', 'resource', { Principal: { AWS: '*' } }, 'Principal is * and there is no condition'],
  ['everyone, of a role', 'trust', { Principal: '*' }, 'in any account, may assume the role'],
  ['a whole account', 'trust', { Principal: PARTNER }, 'all of the account 123456789012 without a condition (sts:Ext'],
  ['a whole account by its number', 'trust', { Principal: { AWS: '123456789012' } }, 'the account 123456789012'],
  ['a service', 'trust', { Principal: LAMBDA, ...IF('aws:PrincipalTag/a') }, 'without a condition of aws:SourceArn'],
  ['a provider of identities', 'trust', { Principal: GITHUB }, 'whoever signs in there'],
])('a statement that trusts %s is remarked on', (_, kind, statement, words) => {
  expect(remarkOn(kind, statement)).toContain(words);
});

test.each<readonly [string, PolicyKind, object]>([
  ['denies', 'resource', { Effect: 'Deny', Principal: '*' }],
  ['asks everyone for something', 'resource', { Principal: '*', ...IF('aws:PrincipalOrgID') }],
  ['asks a partner for an external id', 'trust', { Principal: PARTNER, ...IF('sts:ExternalId') }],
  ['gives a resource to a whole account', 'resource', { Principal: PARTNER }],
  ['names a role', 'trust', { Principal: { AWS: 'arn:aws:iam::123456789012:role/app' } }],
  ['asks a service for its source', 'trust', { Principal: LAMBDA, ...IF('aws:SourceAccount') }],
  ['asks for the subject of a token', 'trust', { Principal: GITHUB, ...IF('token.actions.githubusercontent.com:sub') }],
  ['names nobody', 'identity', { Resource: '*' }],
])('a statement that %s is not', (_, kind, statement) => {
  expect(remarkOn(kind, statement)).toBeUndefined();
});
