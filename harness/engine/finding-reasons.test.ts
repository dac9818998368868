import { expect, test } from 'vitest';
import { reasonOf, validate } from './index.js';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const policy = (statement: object, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement], ...more });

test.each([
  ['', 'the document is empty'],
  [`\uFEFF${policy(STATEMENT)}`, 'it begins with a byte order mark, which JSON has not: save it as UTF-8 without one'],
  ['\uFFFD\uFFFD{\0}\0', 'it is no text in UTF-8'],
  [policy(STATEMENT).slice(0, -1), 'the JSON ends too early'],
  [policy(STATEMENT).replace(']', ',\n]'), 'a comma stands before the `]`'],
  ['{ // why', 'JSON has no comments'],
  ["{ 'Version'", 'JSON has texts in double quotation marks'],
  ['{ "Version" = 1 }', 'it stops to be JSON at `= 1 }`'],
  ['"*"', 'a policy is an object, `{ "Version": ..., "Statement": [...] }`'],
  ['{}', '`Statement` is missing'],
  [` ${policy(STATEMENT)}`, 'white space stands before the `{`'],
  [policy(STATEMENT, { Statement: [] }), '`Statement` holds no statement'],
  [policy(STATEMENT, { Version: '2012-10-18' }), '`Version` is `2012-10-18`, and can be 2012-10-17 or 2008-10-17'],
  [policy(STATEMENT, { version: 1 }), '`version` is no element of a policy, `Version` is'],
  [policy(STATEMENT, { 'x-common': [] }), '`x-common` is no element of a policy'],
  [policy({ ...STATEMENT, resource: '*' }), '`resource` is no element of a statement, `Resource` is'],
  [policy({ '<<': STATEMENT }), 'a policy has no merge keys: write the elements out'],
  [policy({ ...STATEMENT, NotAction: 's3:*' }), 'a statement has either `Action` or `NotAction`'],
  [policy({ ...STATEMENT, Effect: undefined }), '`Effect` is missing'],
  [policy({ ...STATEMENT, Effect: 'Alow' }), '`Effect` is `Alow`, and can be Allow or Deny'],
  [policy({ ...STATEMENT, Effect: 'allow' }), '`Effect` is `allow`, and can be Allow or Deny'],
  [policy({ ...STATEMENT, Action: ['s3:GetObject', 1] }), '`Action` holds texts'],
  [policy({ ...STATEMENT, Condition: { StringIs: { a: 'b' } } }), '`StringIs` is no operator of conditions'],
  [
    policy({ ...STATEMENT, Condition: { StringEquals: 'b' } }),
    'a `Condition` is an object of operators, each with an object of keys',
  ],
])('a fault for which AWS has the same words as for others is told: %j', (document, reason) => {
  const [finding] = validate(document, { kind: 'identity' });
  expect(finding && reasonOf(finding, document)).toBe(reason);
});

test('where the words of AWS tell, nothing is added', () => {
  const document = policy({ ...STATEMENT, Principal: '*' });
  const [finding] = validate(document, { kind: 'identity' });
  expect(finding?.message).toBe('Policy document should not specify a principal.');
  expect(finding && reasonOf(finding, document)).toBeUndefined();
});
