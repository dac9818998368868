import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { authorize, compile, gather } from './index.js';

const starts = fc.constantFrom('', 'a', 'ab', 'abc', 'abcd', 'b', 'ba', 'a/', 'a/b');
const ends = fc.constantFrom('', '*', '*c', '?', '/*', '${aws:username}', 'c*d');
const resources = fc.tuple(starts, ends).map(([start, end]) => `arn:aws:s3:::${start}${end}`);
const lists = fc.array(fc.oneof(resources, fc.constant('*')), { minLength: 1, maxLength: 3 });
const statements = fc.tuple(lists, fc.boolean()).map(([list, not]) => ({
  Effect: 'Allow',
  Action: 's3:*',
  [not && list.length > 2 ? 'NotResource' : 'Resource']: list,
}));
const asked = fc.constantFrom('a', 'ab', 'abc', 'abcd', 'ba', 'a/b', 'a/b/c', 'bc', 'ab?', 'c');

function decide(statement: readonly object[], resource: string) {
  const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement: statement }), { kind: 'identity' });
  const principal = { type: 'user', account: '1', arn: 'arn:aws:iam::1:user/c', uniqueId: 'AIDA' } as const;
  const context = new Map([['aws:username', 'c']]);
  const request = { principal, action: 's3:GetObject', resource, resourceAccount: '1', context };
  return authorize(request, { identity: gather([{ policy, source: { name: 'all' } }]) });
}

test('of all statements that match, the first in the document decides, however they are found', () => {
  fc.assert(
    fc.property(fc.array(statements, { minLength: 1, maxLength: 20 }), asked, (all, name) => {
      const resource = `arn:aws:s3:::${name}`;
      const first = all.findIndex((statement) => decide([statement], resource).outcome === 'allowed');
      expect(decide(all, resource).deciding[0]?.index ?? -1).toBe(first);
    }),
    { numRuns: inject('isFull') ? 1_000 : 30, seed: 20_261_124 },
  );
});

test('a statement for each of a thousand names does not hide another', () => {
  const named = Array.from({ length: 1_000 }, (_, index) => `arn:aws:s3:::${'x'.repeat(index % 40)}${index}`);
  const all = [...named, 'arn:aws:s3:::x*999'].map((Resource) => ({ Effect: 'Allow', Action: 's3:*', Resource }));
  expect(decide(all, 'arn:aws:s3:::xxx43').deciding[0]?.index).toBe(43);
  expect(decide(all, 'arn:aws:s3:::xxx44').outcome).toBe('denied');
  expect(decide(all, 'arn:aws:s3:::xy999').deciding[0]?.index).toBe(1_000);
});
