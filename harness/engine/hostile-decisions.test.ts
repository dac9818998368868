import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import {
  type AuthorizationRequest,
  authorize,
  type ContextValue,
  compile,
  contextKeysOf,
  gather,
  PolicyError,
  type PolicyKind,
  principalArns,
  trace,
} from './index.js';
import { operators } from './operators.js';
import { STATEMENT_ELEMENTS } from './validate-syntax.js';

/** Random documents and requests of hostile texts. What is neither decided nor refused in AWS's words is a fault. */
const RUNS = { numRuns: inject('isFull') ? 5_000 : 60, seed: 20_261_124 };
const LONG = 600_000;

const PIECES = [
  ...['*', '?', '**', '*a', '?*', 'a', 'aaaa', 'b', ':', '/', 'arn:', 'arn:aws:s3:::', 's3:', 'GetObject'],
  ...['${', '}', '${aws:username}', '${__proto__}', "${a, '*'}", '${*}', '${?}', '${$}', '${${a}}', "${a, '}'}"],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\ud800', '\udfff', '\u0000', '\u2028', 'ß', 'İ', '💥'],
  ...[
    '1e999',
    '-0',
    '9'.repeat(400),
    '2026-02-31T00:00:00Z',
    '0000-00-00T00:00:00Z',
    '1.2.3.4/0',
    '::/0',
    '1.2.3',
    '=',
  ],
] as const;
const texts = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...PIECES), fc.nat(400)).map(([piece, count]) => piece.repeat(count).slice(0, 400)),
);

const NAMES = [...STATEMENT_ELEMENTS, '__proto__'].filter((name) => name !== 'Condition');
const OPERATORS = [...operators.keys(), 'Null'].flatMap((name) => [name, `${name}IfExists`, `ForAllValues:${name}`]);
const values = fc.oneof(texts, fc.array(texts, { maxLength: 5 }), fc.boolean(), fc.double(), fc.constant(null));
const conditions = fc.dictionary(
  fc.oneof(fc.constantFrom(...OPERATORS), texts),
  fc.oneof(fc.dictionary(texts, values, { maxKeys: 3 }), values),
  { maxKeys: 3 },
);
const principals = fc.oneof(values, fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated', '__proto__'), values));
const effects = fc.constantFrom('Allow', 'Deny');
/** Nearly in order, so that they are read to the end, with one element replaced by anything. */
const statements = fc
  .record({ Effect: effects, Action: values, Resource: values, Condition: conditions, Principal: principals })
  .chain((statement) =>
    fc
      .tuple(fc.constantFrom(...NAMES), fc.oneof(values, conditions))
      .map(([name, value]) => ({ ...statement, [name]: value })),
  );
const documents = fc
  .record({ Version: fc.constantFrom('2012-10-17', '2008-10-17'), Statement: fc.array(statements, { maxLength: 12 }) })
  .map((document) => JSON.stringify(document));
const contexts = fc
  .array(fc.tuple(texts, fc.oneof(texts, fc.array(texts, { maxLength: 4 }))))
  .map((entries) => new Map<string, ContextValue>(entries.map(([key, value]) => [key.toLowerCase(), value])));
const requests = fc.record({
  principal: fc.record({ type: fc.constant('user' as const), account: texts, arn: texts, uniqueId: texts }),
  action: texts,
  resource: texts,
  resourceAccount: texts,
  context: contexts,
});
const KINDS = ['identity', 'trust', 'resource', 'boundary', 'session', 'scp', 'rcp', 'endpoint'] as const;

function refusedOnlyByPolicyError(document: string, kind: PolicyKind): void {
  try {
    compile(document, { kind });
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
  }
}

function decide(document: string, kind: PolicyKind, request: AuthorizationRequest): void {
  const policy = compile(document, { kind, accepted: true });
  expect([...contextKeysOf(policy), ...principalArns(policy)]).toBeInstanceOf(Array);
  const group = gather([{ policy, source: { name: 'hostile' } }]);
  const policies = { identity: group, resource: group, boundary: group, sessions: [group], scps: [group] };
  const decision = authorize(request, policies);
  expect(['allowed', 'denied']).toContain(decision.outcome);
  expect(trace(decision).layers.length).toBeGreaterThan(0);
}

test('whatever a document holds, it is compiled or refused in AWS’s words', { timeout: LONG }, () => {
  const kinds = fc.constantFrom(...KINDS);
  fc.assert(fc.property(fc.oneof(documents, texts, fc.json()), kinds, refusedOnlyByPolicyError), RUNS);
});

test('whatever policy and request hold, there is a decision', { timeout: LONG }, () => {
  fc.assert(fc.property(documents, fc.constantFrom(...KINDS), requests, decide), RUNS);
});

test('no name of a document reaches the prototype of objects', () => {
  const document = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",
    "Condition":{"__proto__":{"polluted":"yes"},"StringEquals":{"__proto__":"\${__proto__}"}}}}`;
  const context = new Map([['__proto__', 'polluted']]);
  const request = {
    principal: { type: 'anonymous' },
    action: 'a:B',
    resource: '*',
    resourceAccount: '1',
    context,
  } as const;
  decide(document, 'resource', request);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a document of a megabyte and a value against a thousand stars are judged as any other', () => {
  const rest = `${'*a?'.repeat(10)}${'x'.repeat(200)}`;
  const resources = Array.from({ length: 4_000 }, (_, index) => `arn:aws:s3:::bucket/${rest}${index}`);
  const stars = `arn:aws:s3:::${'*a'.repeat(1_000)}b`;
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: [stars, ...resources] };
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [statement, { ...statement, Resource: stars, Effect: 'Deny' }],
  });
  expect(document.length).toBeGreaterThan(1_000_000);
  refusedOnlyByPolicyError(document, 'identity');
  const request = { action: 's3:GetObject', resource: `arn:aws:s3:::bucket/${'a'.repeat(400)}` };
  const asked = { ...request, principal: { type: 'anonymous' }, resourceAccount: '1', context: new Map() } as const;
  decide(document, 'resource', asked);
});
