import { expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import { lint } from './index.js';

const reference = serviceReference();
const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
const rulesIn = (...statements: readonly object[]) =>
  lint(policy(...statements), { reference }).map(({ rule, statement }) => `${rule} ${statement}`);

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

test('a finding tells its rule, its place and what to do', () => {
  expect(lint(policy(allow(['s3:GetObject', 's3:GetObjects'])), { reference })).toEqual([
    {
      rule: 'unknown-action',
      message: '`s3:GetObjects` is not known as an action of s3: check the spelling',
      statement: 0,
      path: ['Statement', 0, 'Action', 1],
      line: 8,
      column: 9,
    },
  ]);
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
test.each([
  ['an unknown service', allow('s4:GetObject'), 'unknown-service'],
  ['a wildcard that matches nothing', allow('s3:Fetch*'), 'wildcard-without-match'],
  ['a bucket action on objects', allow('s3:ListBucket', 'arn:aws:s3:::bucket/*'), 'unsupported-resource'],
  ['an object action on a bucket', allow('s3:GetObject', 'arn:aws:s3:::bucket'), 'unsupported-resource'],
  ['an action that only takes *', allow('ec2:DescribeInstances', 'arn:aws:ec2:*:*:instance/*'), 'unsupported-resource'],
  ['the resource of another service', allow('sqs:SendMessage', 'arn:aws:sns:*:*:topic'), 'unsupported-resource'],
  [
    'an unknown global key',
    allow('s3:*', '*', { StringEquals: { 'aws:PrincipalOrg': 'o-1' } }),
    'unknown-condition-key',
  ],
  [
    'an unknown key of a service',
    allow('s3:*', '*', { StringEquals: { 's3:prefixes': 'a' } }),
    'unknown-condition-key',
  ],
  [
    'the key of another action',
    allow('s3:GetObject', '*', { StringEquals: { 's3:prefix': 'a' } }),
    'key-of-other-actions',
  ],
  ['a text operator for a date', allow('s3:*', '*', { StringEquals: { 'aws:CurrentTime': '2026' } }), 'operator-type'],
  [
    'an address operator for a text',
    allow('s3:*', '*', { IpAddress: { 'aws:SourceVpc': '10.0.0.1' } }),
    'operator-type',
  ],
  [
    'several values without a set operator',
    allow('s3:*', '*', { StringEquals: { 'aws:TagKeys': 'a' } }),
    'missing-set-operator',
  ],
  [
    'an Allow for all of no values',
    allow('s3:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }),
    'for-all-values-allow',
  ],
])('%s is reported', (_, statement, rule) => {
  expect(rulesIn(statement)).toEqual([`${rule} 0`]);
});

test.each([
  ['every action', allow('*')],
  ['a wildcard in the service', allow('s?:*')],
  ['an action in another case', allow('S3:getobject', 'arn:aws:s3:::bucket/${aws:username}/*')],
  ['both kinds of resources', allow(['s3:ListBucket', 's3:GetObject'], ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'])],
  ['ListBuckets on every bucket', allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*')],
  ['a role with a path', allow('iam:PassRole', 'arn:aws:iam::*:role/team/*')],
  ['a log group with slashes', allow('logs:PutLogEvents', 'arn:aws:logs:*:*:log-group:/aws/lambda/f:*')],
  ['the key of a tag', allow('ec2:*', '*', { StringEquals: { 'ec2:ResourceTag/team': 'red' } })],
  ['the key of a principal tag', allow('ec2:*', '*', { StringEquals: { 'aws:PrincipalTag/team': 'red' } })],
  ['a key of the action', allow('s3:ListBucket', '*', { StringLike: { 's3:prefix': 'a/*' } })],
  [
    'the claim of a provider',
    allow('sts:AssumeRoleWithWebIdentity', '*', { StringEquals: { 'id.example.com:sub': 'x' } }),
  ],
  ['an address as a text', allow('s3:*', '*', { StringEquals: { 'aws:SourceIp': '10.0.0.1' } })],
  [
    'all of some values',
    allow('s3:*', '*', {
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' },
      Null: { 'aws:TagKeys': 'false' },
    }),
  ],
])('%s is nothing to report', (_, statement) => {
  expect(rulesIn(statement)).toEqual([]);
});

const DENY = { Effect: 'Deny', Action: 's3:*', Resource: '*' };

test('a statement that stands twice is reported, whatever its Sid and its order', () => {
  const one = { Sid: 'A', ...allow(['s3:GetObject', 's3:PutObject']) };
  expect(rulesIn(one, { ...allow(['s3:PutObject', 's3:GetObject']), Sid: 'B' })).toEqual(['duplicate-statement 1']);
});

test('an Allow that a Deny without condition covers is reported', () => {
  expect(rulesIn(allow('s3:Get*', 'arn:aws:s3:::b/*'), DENY)).toEqual(['shadowed-statement 0']);
});

test.each([
  ['has a condition', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  ['covers other actions only', { ...DENY, Action: 's3:Put*' }],
  ['covers some of the resources only', { ...DENY, Resource: 'arn:aws:s3:::b/secret' }],
  ['might not cover a longer name', { ...DENY, Resource: 'arn:aws:s3:::b/?' }],
])('an Allow is reached when the Deny %s', (_, deny) => {
  expect(rulesIn(allow('s3:GetObject', 'arn:aws:s3:::b/*'), deny)).toEqual([]);
});

test('a name that stands twice is reported', () => {
  const document =
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",\n"Action": "s3:*"}]}';
  expect(lint(document, { reference })).toMatchObject([{ rule: 'duplicate-name', statement: 0, line: 2, column: 1 }]);
});

test('a text that is no policy has no findings', () => {
  expect(lint('{"Version": ', { reference })).toEqual([]);
  expect(lint('[]', { reference })).toEqual([]);
});
