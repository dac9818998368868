import { expect, test } from 'vitest';
import { type AuthorizationRequest, authorize, compile, gather, type PolicyGroup, trace } from './index.js';

const ALICE = 'arn:aws:iam::123456789012:user/alice';

const request: AuthorizationRequest = {
  principal: { type: 'user', account: '123456789012', arn: ALICE, uniqueId: 'AIDAALICEALICEALICE1' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::bucket/alice/x',
  resourceAccount: '123456789012',
  context: new Map([
    ['aws:username', 'alice'],
    ['aws:sourceip', '203.0.113.9'],
  ]),
};

function identity(...statements: readonly object[]): PolicyGroup {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return gather([{ policy: compile(document, { kind: 'identity' }), source: { name: 'notes', attachedTo: ALICE } }]);
}

const traceOf = (...statements: readonly object[]) => trace(authorize(request, { identity: identity(...statements) }));

test('each statement tells which of its elements do not match', () => {
  const { layers } = traceOf(
    { Sid: 'Write', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::other/*' },
    { Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket/${aws:username}/*' },
  );
  expect(layers).toEqual([{ layer: 'identity', binds: true, groups: [[expect.anything(), expect.anything()]] }]);
  expect(layers[0]?.groups[0]).toMatchObject([
    { sid: 'Write', index: 0, matched: false, mismatches: ['action', 'resource'] },
    { sid: 'Read', index: 1, matched: true, mismatches: [], source: { name: 'notes', attachedTo: ALICE } },
  ]);
});

test('a condition shows what was expected and what was there', () => {
  const condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, StringLike: { 's3:prefix': '${aws:username}/*' } };
  const { layers } = traceOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition });
  expect(layers[0]?.groups[0]?.[0]?.conditions).toEqual([
    {
      operator: 'IpAddress',
      key: 'aws:SourceIp',
      expected: ['10.0.0.0/8'],
      actual: '203.0.113.9',
      variables: {},
      holds: false,
    },
    {
      operator: 'StringLike',
      key: 's3:prefix',
      expected: ['${aws:username}/*'],
      actual: undefined,
      variables: { 'aws:username': 'alice' },
      holds: false,
    },
  ]);
});

test('a map may spell condition keys as AWS does', () => {
  const context = new Map([['aws:PrincipalTag/Team', 'blue']]);
  const resource = 'arn:aws:s3:::bucket/blue/x';
  const Condition = { StringEquals: { 'aws:principaltag/team': 'blue' }, Null: { 'aws:PrincipalTag/Team': 'false' } };
  const Resource = 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*';
  const policies = { identity: identity({ Effect: 'Allow', Action: '*', Resource, Condition }) };
  const decision = authorize({ ...request, resource, context }, policies);
  expect(decision.outcome).toBe('allowed');
  const [first] = trace(decision).layers[0]?.groups[0] ?? [];
  expect(first?.conditions.map(({ actual }) => actual)).toEqual(['blue', 'blue']);
});

test('the keys that a fitting statement misses are listed', () => {
  const { absentKeys } = traceOf(
    { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
    { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: { Bool: { 'aws:ViaAWSService': 'true' } } },
  );
  expect(absentKeys).toEqual(['aws:multifactorauthpresent']);
});

test('a kind of policy that does not bind the caller says so', () => {
  const rcp = gather([
    {
      policy: compile(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
        { kind: 'rcp' },
      ),
      source: { name: 'perimeter' },
    },
  ]);
  const decision = authorize({ ...request, action: 'iam:GetUser', resource: ALICE }, { rcps: [rcp] });
  expect(trace(decision).layers.find(({ layer }) => layer === 'rcp')).toMatchObject({ binds: false });
});
