import { expect, test } from 'vitest';
import { authorize, compile, contextKeysOf, gather, PolicyError, type PolicyKind, principalArns } from './index.js';

const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

test('the context keys of a policy are those of its conditions and variables', () => {
  const policy = compile(
    document(
      {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::bucket/${aws:username}/*',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': ['${aws:RequestTag/team}', 'red'] } },
      },
      { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Null: { 'AWS:UserName': 'true' } } },
    ),
    { kind: 'identity' },
  );
  expect([...contextKeysOf(policy)].sort()).toEqual(['aws:PrincipalTag/team', 'aws:RequestTag/team', 'aws:username']);
});

test('the AWS principals of a policy are listed once each', () => {
  const alice = 'arn:aws:iam::123456789012:user/alice';
  const policy = compile(
    document(
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: [alice, '123456789012'] } },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: alice, Service: 'lambda.amazonaws.com' } },
    ),
    { kind: 'trust' },
  );
  expect(principalArns(policy)).toEqual([alice, '123456789012']);
});

test('a refused document tells every fault, the one that AWS answers first', () => {
  const refused = () =>
    compile(
      document(
        { Effect: 'Allow', Action: 'invalid', Resource: '*' },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'bucket' },
      ),
      { kind: 'identity' },
    );
  expect(refused).toThrow(PolicyError);
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'MalformedPolicyDocument',
      message: 'Resource bucket must be in ARN format or "*".',
      findings: [
        expect.objectContaining({ message: 'Resource bucket must be in ARN format or "*".', statement: 1 }),
        expect.objectContaining({
          message: expect.stringMatching(/^Actions\/Conditions must be prefaced/),
          statement: 0,
        }),
      ],
    }),
  );
});

test('S3 has its own code for a bucket policy', () => {
  expect(() => compile('[]', { kind: 'resource' })).toThrow(expect.objectContaining({ code: 'MalformedPolicy' }));
});

const HOSTILE = [
  '{"__proto__":{"Version":"2012-10-17"}}',
  '{"Version":"2012-10-17","Statement":{"constructor":"x"}}',
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"toString":{"a":"b"}}}}',
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"b"}}}}',
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:constructor:::x"}}',
  'null',
  '"\\ud800"',
];
const KINDS: readonly PolicyKind[] = ['identity', 'trust', 'resource', 'boundary', 'session', 'scp', 'rcp', 'endpoint'];

test.each(KINDS)('hostile documents as %s policy are accepted or refused, nothing else', (kind) => {
  for (const text of HOSTILE) {
    try {
      compile(text, { kind });
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError);
    }
  }
});

test('actions that nobody has heard of do not fill the memory', () => {
  const group = gather([
    {
      policy: compile(document({ Effect: 'Allow', Action: '*', Resource: '*' }), { kind: 'identity' }),
      source: { name: 'all' },
    },
  ]);
  const ask = (action: string) =>
    authorize(
      {
        principal: { type: 'user', account: '1', arn: 'arn', uniqueId: 'A' },
        action,
        resource: '*',
        resourceAccount: '1',
        context: new Map(),
      },
      { identity: group },
    );
  for (let index = 0; index < 10_000; index++) expect(ask(`x:Action${index}`).outcome).toBe('allowed');
  expect(group.candidates('x:Action1')).not.toBe(group.candidates('x:Action2'));
});
