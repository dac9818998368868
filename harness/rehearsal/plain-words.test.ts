import { expect, test } from 'vitest';
import type { Decision } from '../engine/index.js';
import { plainWords } from './plain-words.js';

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
