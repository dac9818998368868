import { expect, test } from 'vitest';
import { authorize, compile, type Decision, gather, plainWords } from './index.js';

const decided = (part: Partial<Decision>): Decision => ({
  outcome: 'denied',
  because: 'implicit-deny',
  layer: 'identity',
  deciding: [],
  policies: {},
  request: {
    principal: { type: 'anonymous' },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: '123456789012',
    context: new Map(),
  },
  ...part,
});

test('an implicit denial is explained by what is missing', () => {
  expect(plainWords(decided({ layer: 'boundary' }))).toBe(
    'no permissions boundary of the caller allows s3:GetObject, and what is not allowed is denied',
  );
});

test('an explicit denial names its statement and its policy', () => {
  const deny = { layer: 'identity', source: { name: 'guard' }, sid: 'NoReads', index: 0, effect: 'Deny' } as const;
  expect(plainWords(decided({ because: 'explicit-deny', deciding: [deny] }))).toBe(
    'the statement NoReads of guard in a policy of the caller denies s3:GetObject, and a deny always wins',
  );
  expect(plainWords(decided({ because: 'explicit-deny', deciding: [{ ...deny, sid: undefined }] }))).toContain(
    'statement 1 of guard',
  );
});

test('a denial by a policy from a file names file and line', () => {
  const document = '{"Version": "2012-10-17", "Statement": [\n  {"Effect": "Deny", "Action": "*", "Resource": "*"}]}';
  const policy = compile(document, { kind: 'identity' });
  const identity = gather([{ policy, source: { name: 'guard', file: 'policies/guard.json' } }]);
  const decision = authorize(decided({}).request, { identity });
  expect(plainWords(decision)).toContain('statement 1 of guard (policies/guard.json:2)');
});
