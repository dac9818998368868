import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import {
  authorize,
  compile,
  explain,
  explanationText,
  gather,
  jsonPositions,
  lint,
  type PolicyKind,
  readYaml,
  validate,
} from './index.js';
import { STATEMENT_ELEMENTS } from './validate-syntax.js';

const reference = serviceReference();
const statement = (more: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...more } });

const HOSTILE: readonly (readonly [string, string])[] = [
  ['ten thousand lists in each other', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['an object that is never closed', '{"Statement":'.repeat(5_000)],
  ['members of every object', '{"__proto__":{"Version":"2012-10-17"},"constructor":[],"toString":1}'],
  ['elements named as members of every object', statement({ Condition: { toString: { __proto__: 'a' } } })],
  ['a key named as a member of every object', statement({ Condition: { StringEquals: { constructor: 'a' } } })],
  ['a service named as a member of every object', statement({ Action: ['constructor:x', '__proto__:*'] })],
  ['a lone surrogate', statement({ Sid: '\ud800', Resource: 'arn:aws:s3:::\udfff' })],
  ['four hundred stars', statement({ Resource: `arn:aws:s3:::${'*a'.repeat(400)}`, Action: `s3:${'*a'.repeat(400)}` })],
  ['a variable that is never closed', statement({ Resource: 'arn:aws:s3:::${aws:username', Action: 's3:GetObject' })],
  [
    'two thousand statements',
    `{"Version":"2012-10-17","Statement":[${Array<string>(2_000).fill('{"Effect":"Allow","Action":"*","Resource":"*"}').join(',')}]}`,
  ],
  ['a text with a zero byte', '{"Version":"2012-10-17\u0000"}'],
];
const KINDS: readonly PolicyKind[] = ['identity', 'trust', 'resource', 'boundary', 'session', 'scp', 'rcp', 'endpoint'];

test.each(HOSTILE)('%s is judged like any other document', async (_, document) => {
  for (const kind of KINDS) for (const { line } of validate(document, { kind })) expect(line).toBeGreaterThan(0);
  expect(lint(document, { reference })).toBeInstanceOf(Array);
  expect(jsonPositions(document).valueAt(['Statement', 0]).start.line).toBe(1);
});

test('YAML that is too deep for its parser is refused', async () => {
  expect((await readYaml('['.repeat(5_000))).document).toBeUndefined();
});

test('a decision by a hostile policy is explained like any other', () => {
  const Condition = { StringEquals: { constructor: '${__proto__}' }, toString: { valueOf: 'a' } };
  const policy = compile(statement({ Condition }), { kind: 'identity', accepted: true });
  const decision = authorize(
    {
      principal: { type: 'user', account: '123456789012', arn: 'arn:aws:iam::123456789012:user/a', uniqueId: 'A' },
      action: 'toString:constructor',
      resource: '*',
      resourceAccount: '123456789012',
      context: new Map(),
    },
    { identity: gather([{ policy, source: { name: '__proto__' } }]) },
  );
  expect(explanationText(explain(decision))).toMatch(/^denied: /);
});

test('whatever stands in the elements of a statement, it has findings or none', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
  const odd = fc.oneof(
    json,
    fc.constantFrom<unknown>({ toString: 1 }, [[]], { AWS: { toString: null } }, ['${', null]),
  );
  const right = { Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource: '*' };
  const statements = fc
    .dictionary(fc.constantFrom(...STATEMENT_ELEMENTS), odd, { maxKeys: 2 })
    .map((wrong) => JSON.stringify({ Version: '2012-10-17', Statement: [{ ...right, ...wrong }] }));
  fc.assert(
    fc.property(statements, (document) => {
      for (const kind of KINDS) validate(document, { kind });
      lint(document, { reference });
    }),
    { seed: 4, numRuns: inject('isFull') ? 3_000 : 60 },
  );
});
