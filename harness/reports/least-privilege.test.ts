import { expect, test } from 'vitest';
import { leastPrivilege } from './least-privilege.js';
import { leastPrivilegeText } from './least-privilege-text.js';
import { group, json, recordedRun } from './recorded-run.fixture.js';

const WIDE = json(
  {
    Sid: 'Notes',
    Effect: 'Allow',
    Action: ['s3:Get*', 's3:PutObject', 's3:DeleteObject'],
    Resource: 'arn:aws:s3:::notes/*',
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  },
  { Sid: 'Old', Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
  { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::notes/secret' },
);
const identity = group('identity', WIDE, 'wide.json');
const context = { 'aws:SecureTransport': 'true' };
const Condition = { Bool: { 'aws:SecureTransport': ['true'] } };

test('the smallest policy has the actions and resources that were used, and the conditions under which they were', () => {
  const [found] = leastPrivilege(
    recordedRun([
      { policies: { identity }, context, resource: 'arn:aws:s3:::notes/a' },
      { policies: { identity }, context, resource: 'arn:aws:s3:::notes/a', action: 's3:PutObject' },
      { policies: { identity }, context, resource: 'arn:aws:s3:::notes/secret' },
    ]),
  );
  expect(found?.suggestion.Statement).toEqual([
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: ['arn:aws:s3:::notes/a'], Condition },
  ]);
  expect(found?.proof).toEqual({ kept: 2, lost: [] });
  expect(found?.principals).toEqual(['arn:aws:iam::<account>:user/alice']);
});

test('several resources of one pattern become that pattern, but never `*`', () => {
  const steps = ['a', 'b', 'c'].flatMap((name) => [
    { policies: { identity }, context, resource: `arn:aws:s3:::notes/${name}` },
    { policies: { identity }, context, action: 'sqs:SendMessage', resource: `arn:aws:sqs:::${name}` },
  ]);
  const [found] = leastPrivilege(recordedRun(steps));
  expect(found?.suggestion.Statement.map(({ Action, Resource }) => [...Action, ...Resource])).toEqual([
    ['s3:GetObject', 'arn:aws:s3:::notes/*'],
    ['sqs:SendMessage', 'arn:aws:sqs:::a', 'arn:aws:sqs:::b', 'arn:aws:sqs:::c'],
  ]);
  expect(found?.proof).toEqual({ kept: 6, lost: [] });
});

test('a resource with signs of a pattern in its name is not taken for one', () => {
  const resource = 'arn:aws:s3:::notes/a*b?${c}';
  const [found] = leastPrivilege(recordedRun([{ policies: { identity }, context, resource }]));
  expect(found?.suggestion.Statement[0]?.Resource).toEqual(['arn:aws:s3:::notes/a${*}b${?}${$}{c}']);
  expect(found?.proof).toEqual({ kept: 1, lost: [] });
});

test('what is attached and was not needed is named by line', () => {
  const text = leastPrivilegeText(leastPrivilege(recordedRun([{ policies: { identity }, context }])));
  expect(text.split('\n').slice(2, 8)).toEqual([
    'arn:aws:iam::<account>:user/alice with wide.json',
    '  wide.json:1  action s3:Get* of statement Notes was needed for s3:GetObject only',
    '  wide.json:1  action s3:PutObject of statement Notes was not needed',
    '  wide.json:1  action s3:DeleteObject of statement Notes was not needed',
    '  wide.json:1  resource arn:aws:s3:::notes/* of statement Notes was needed for arn:aws:s3:::notes/a only',
    '  wide.json:1  statement Old was not needed',
  ]);
  expect(text).toContain('  smallest policy (proved: the one call that was allowed is allowed by it):');
});

test('what fixtures do, and what was denied, needs nothing', () => {
  const [found] = leastPrivilege(
    recordedRun([
      { policies: { identity }, context, phase: 'setup' },
      { policies: { identity }, context, action: 'iam:ListUsers' },
    ]),
  );
  expect(found?.suggestion.Statement).toEqual([]);
});
