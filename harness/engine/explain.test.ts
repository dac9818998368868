import { expect, test } from 'vitest';
import { ALICE, explained, group, OBJECT } from './explained.fixture.js';
import { compile, explanationText, gather } from './index.js';

const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };

test('an allowed request names the statement that allows, with file, line and actual values', () => {
  const condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
  const explanation = explained({ identity: group('identity', 'notes', { ...READ, Condition: condition }) });
  expect(explanation).toMatchObject({
    awsWords: '',
    obstacles: [],
    deciding: [{ place: { sid: 'Read', position: { line: 4, column: 5 } } }],
  });
  expect(explanationText(explanation)).toBe(
    [
      'allowed: a policy of the caller allows s3:GetObject',
      '  allowed by the statement Read of notes (policies/notes.json:4)',
      '    aws:SourceIp IpAddress 203.0.113.0/24: the request has 203.0.113.9',
    ].join('\n'),
  );
});

test('the nearest Allow is the one with the fewest mismatches, and tells what it would take', () => {
  const explanation = explained({
    identity: group(
      'identity',
      'notes',
      { Sid: 'Other', Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:queue' },
      {
        ...READ,
        Sid: 'Two',
        Resource: 'arn:aws:s3:::bucket/${aws:username}',
        Condition: { Bool: { 'aws:Mfa': 'true' } },
      },
      { ...READ, Condition: { StringLike: { 's3:ExistingObjectTag/owner': '${aws:username}*' } } },
    ),
  });
  expect(explanation.awsWords).toBe(' because no identity-based policy allows the s3:GetObject action');
  expect(explanation.missingKeys).toEqual(['s3:existingobjecttag/owner']);
  expect(explanation.obstacles).toMatchObject([
    {
      statement: { sid: 'Read', index: 2 },
      changes: [
        {
          element: 'condition',
          key: 's3:ExistingObjectTag/owner',
          words: '`s3:ExistingObjectTag/owner` would have to be `alice*` (StringLike); the request has none',
        },
      ],
    },
  ]);
});

test.each([
  ['action', { Action: 's3:PutObject' }, 'its actions would have to include s3:GetObject'],
  ['resource', { Resource: 'arn:aws:s3:::other/*' }, `its resources would have to include ${OBJECT}`],
  [
    'condition',
    { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } } },
    '`aws:SourceIp` would have to be `10.0.0.0/8` or `192.0.2.0/24` (IpAddress); the request has `203.0.113.9`',
  ],
  [
    'condition',
    { Condition: { StringNotEquals: { 'aws:username': 'alice' } } },
    '`aws:username` would have to be other than `alice` (StringNotEquals); the request has `alice`',
  ],
  [
    'condition',
    { Condition: { Null: { 'aws:TokenIssueTime': 'false' } } },
    '`aws:TokenIssueTime` would have to be there; the request has none',
  ],
  [
    'condition',
    { Condition: { DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } } },
    '`aws:CurrentTime` would have to be before `2024-01-01T00:00:00Z` (DateLessThan); the request has none',
  ],
])('a mismatch of the %s is told in words', (element, change, words) => {
  const { obstacles } = explained({ identity: group('identity', 'notes', { ...READ, ...change }) });
  expect(obstacles[0]?.changes).toMatchObject([{ element, words }]);
});

test('where nothing speaks of the action or the resource, the Allow that is needed is told', () => {
  const { obstacles } = explained({ identity: group('identity', 'notes') });
  expect(obstacles).toMatchObject([
    { statement: undefined, changes: [{ words: `an Allow of s3:GetObject on ${OBJECT} would have to be added` }] },
  ]);
});

test('every obstacle is found, in the order of the complaints', () => {
  const deny = { Sid: 'Office', Effect: 'Deny', Action: '*', Resource: '*' };
  const explanation = explained({
    identity: group(
      'identity',
      'notes',
      { ...READ, Action: 's3:PutObject' },
      {
        ...deny,
        Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      },
    ),
    boundary: group('boundary', 'limits', { ...READ, Sid: 'Limit', Resource: 'arn:aws:s3:::public/*' }),
    scps: [group('scp', 'organization', { ...READ, Sid: 'Root', Action: '*', Resource: '*' }), group('scp', 'account')],
  });
  expect(explanation.obstacles.map(({ decision: { because, layer } }) => `${because} ${layer}`)).toEqual([
    'explicit-deny identity',
    'implicit-deny scp',
    'implicit-deny identity',
    'implicit-deny boundary',
  ]);
  expect(explanationText(explanation)).toContain(
    [
      '  to escape the statement Office of notes (policies/notes.json:10)',
      '    `aws:SourceIp` would have to be `10.0.0.0/8` (NotIpAddress); the request has `203.0.113.9`',
      'then: no service control policy of the organization allows s3:GetObject, and what is not allowed is denied',
    ].join('\n'),
  );
});

test('a Deny without condition can only be removed or narrowed', () => {
  const identity = group('identity', 'notes', { Effect: 'Deny', Action: '*', Resource: '*' }, READ);
  const { obstacles } = explained({ identity });
  expect(obstacles).toMatchObject([
    { changes: [{ words: 'the statement has no condition: it would have to be removed or narrowed' }] },
  ]);
});

test('a trust policy that names others is told by its principals', () => {
  const { obstacles } = explained(
    { trust: group('trust', 'app', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '210987654321' } }) },
    { action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/app' },
  );
  expect(obstacles[0]?.changes).toMatchObject([{ element: 'principal', words: expect.stringContaining(ALICE) }]);
});

test.each([
  ['an operator that is not known', { StringIs: { 'aws:username': 'alice' } }, 'the operator `StringIs` is not known'],
  [
    'a value of the policy that is no date',
    { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } },
    '`tomorrow` in the policy is no date for `DateLessThan` to compare',
  ],
  [
    'a value of the request that is no number',
    { NumericLessThan: { 'aws:username': '5' } },
    "the request's `aws:username` is `alice`, which is no number",
  ],
])('a statement with %s is reported as not judged', (_, Condition, reason) => {
  const deny = { Sid: 'Doubtful', Effect: 'Deny', Action: '*', Resource: '*', Condition };
  const { decision, unjudged } = explained({ identity: group('identity', 'notes', READ, deny) });
  expect(decision.outcome).toBe('allowed');
  expect(unjudged).toMatchObject([{ statement: { sid: 'Doubtful' }, reasons: [reason] }]);
});

test('a statement about another action needs no judgement', () => {
  const other = {
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: '*',
    Condition: { StringIs: { 'aws:username': 'alice' } },
  };
  expect(explained({ identity: group('identity', 'notes', READ, other) }).unjudged).toEqual([]);
});

test('the file of a policy may be YAML', () => {
  const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement: [READ] }), { kind: 'identity' });
  const positions = () => ({
    valueAt: () => ({ start: { line: 7, column: 3 }, end: { line: 9, column: 1 } }),
    nameAt: () => ({ start: { line: 7, column: 3 }, end: { line: 9, column: 1 } }),
    duplicates: [],
    fault: undefined,
  });
  const identity = gather([{ policy, source: { name: 'notes', file: 'notes.yaml', positions } }]);
  expect(explanationText(explained({ identity }))).toContain('(notes.yaml:7)');
});
