import { expect, test } from 'vitest';
import { policyCoverage } from './coverage.js';
import { belowThreshold, coverageFigures } from './coverage-figures.js';
import { markedPolicies } from './coverage-marks.js';
import { coverageGaps, coverageText } from './coverage-text.js';
import { lcov } from './lcov.js';
import { group, json, recordedRun } from './recorded-run.fixture.js';

const NOTES = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": ["s3:GetObject",
                 "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::notes/*",
                   "arn:aws:s3:::drafts/*"],
      "Condition": { "Bool": { "aws:SecureTransport": "true" },
                     "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    },
    {
      "Sid": "Old",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::archive/*"
    }
  ]
}`;

const SAFE = { 'aws:SecureTransport': 'true', 'aws:SourceIp': '203.0.113.7' };
const notes = { identity: group('identity', NOTES, 'policies/notes.json') };

test('what decided in a test is covered, and a condition only when it held and refused', () => {
  const coverage = policyCoverage(
    recordedRun([
      { policies: notes, context: SAFE },
      { policies: notes, context: { ...SAFE, 'aws:SecureTransport': 'false' } },
    ]),
  );
  expect(coverageFigures(coverage)).toEqual({
    statements: { covered: 1, total: 2 },
    actions: { covered: 1, total: 3 },
    resources: { covered: 1, total: 3 },
    conditions: { covered: 3, total: 4 },
    all: { covered: 6, total: 12 },
  });
});

test('gaps are named with file and line', () => {
  const text = coverageText(policyCoverage(recordedRun([{ policies: notes, context: SAFE }])));
  expect(text.split('\n')).toEqual([
    'Policy coverage: 41%; statements 1/2, actions 1/3, resources 1/3, conditions 2/4',
    '',
    'policies/notes.json (identity): 41%; statements 1/2, actions 1/3, resources 1/3, conditions 2/4',
    '  policies/notes.json:8  action s3:ListBucket of statement Read decided in no test',
    '  policies/notes.json:10  resource arn:aws:s3:::drafts/* of statement Read decided in no test',
    '  policies/notes.json:11  condition Bool aws:SecureTransport of statement Read refused no request: no test comes with a value that it does not hold for',
    '  policies/notes.json:12  condition IpAddress aws:SourceIp of statement Read refused no request: no test comes with a value that it does not hold for',
    '  policies/notes.json:14  statement Old decided in no test: no request fitted its resource',
  ]);
});

test('what fixtures do to prepare a test does not count', () => {
  const coverage = policyCoverage(recordedRun([{ policies: notes, context: SAFE, phase: 'setup' }]));
  expect(coverageFigures(coverage).all.covered).toBe(0);
});

test('two conditions that refuse together cover neither', () => {
  const unsafe = { 'aws:SecureTransport': 'false', 'aws:SourceIp': '198.51.100.1' };
  const coverage = policyCoverage(recordedRun([{ policies: notes, context: unsafe }]));
  expect(coverageFigures(coverage).conditions.covered).toBe(0);
});

test('a statement behind another one that decides first is not covered, and its gap says so', () => {
  const twice = json(
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Sid: 'Hidden', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  );
  const gaps = coverageGaps(policyCoverage(recordedRun([{ policies: { identity: group('identity', twice) } }])));
  expect(gaps.map(({ part, why }) => `${part} ${why}`)).toEqual([
    'statement Hidden decided in no test: whenever it fitted, another statement decided before it',
  ]);
});

test('a boundary is covered by what it lets through, a Deny by what it denies', () => {
  const all = json({ Effect: 'Allow', Action: '*', Resource: '*' });
  const limit = json(
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
  );
  const policies = { identity: group('identity', all), boundary: group('boundary', limit) };
  const coverage = policyCoverage(recordedRun([{ policies }, { policies, action: 's3:PutObject' }]));
  const boundary = coverage.policies.find(({ kind }) => kind === 'boundary');
  expect(boundary?.statements.map(({ count }) => count)).toEqual([1, 1]);
});

test('an excepted action is covered when it alone kept the statement from a request', () => {
  const most = json({ Effect: 'Allow', NotAction: ['iam:*', 's3:PutObject'], Resource: '*' });
  const policies = { identity: group('identity', most) };
  const coverage = policyCoverage(recordedRun([{ policies }, { policies, action: 's3:PutObject' }]));
  const [statement] = coverage.policies[0]?.statements ?? [];
  expect(statement?.actions.map(({ written, count }) => [written, count])).toEqual([
    ['iam:*', 0],
    ['s3:PutObject', 1],
  ]);
});

test('a policy file that no test attached is reported with nothing covered', () => {
  const known = { file: 'policies/boundary.json', kind: 'boundary', document: NOTES } as const;
  const coverage = policyCoverage(recordedRun([{ policies: notes, context: SAFE }]), [known]);
  const { policies } = coverage;
  expect(policies.map(({ name }) => name)).toEqual(['policies/notes.json', 'policies/boundary.json']);
  const gaps = coverageGaps(coverage).filter(({ file }) => file === 'policies/boundary.json');
  expect(gaps[0]).toMatchObject({
    why: 'decided in no test: the policy was asked in none',
    remark: 'no user or role of a test has it as its boundary; without one: alice',
  });
});

test('lcov has statements as functions, parts as lines and conditions as branches', () => {
  expect(lcov(policyCoverage(recordedRun([{ policies: notes, context: SAFE }])))).toBe(`TN:
SF:policies/notes.json
FN:4,statement Read
FN:14,statement Old
FNDA:1,statement Read
FNDA:0,statement Old
FNF:2
FNH:1
BRDA:11,0,0,1
BRDA:11,0,1,-
BRDA:12,1,0,1
BRDA:12,1,1,-
BRF:4
BRH:2
DA:4,1
DA:7,1
DA:8,0
DA:9,1
DA:10,0
DA:11,0
DA:12,0
DA:14,0
DA:17,0
DA:18,0
LF:10
LH:3
end_of_record
`);
});

test('the marks of a page lie on the text of the file, or on indented JSON', () => {
  const coverage = policyCoverage(recordedRun([{ policies: notes, context: SAFE }]));
  const [inFile] = markedPolicies(coverage, () => NOTES);
  const [indented] = markedPolicies(coverage);
  const texts = [inFile, indented].map((policy) => {
    const mark = policy?.marks.find(({ title }) => title.startsWith('s3:ListBucket'));
    return [mark?.state, policy?.lines[(mark?.start.line ?? 0) - 1]?.slice((mark?.start.column ?? 0) - 1)];
  });
  expect(texts).toEqual([
    ['missed', '"s3:ListBucket"],'],
    ['missed', '"s3:ListBucket"'],
  ]);
});

test('less than the threshold says how much is missing', () => {
  const coverage = policyCoverage(recordedRun([{ policies: notes, context: SAFE }]));
  expect(belowThreshold(coverage, 41)).toBeUndefined();
  expect(belowThreshold(coverage, 80)).toBe(
    'policy coverage is 41%, below the threshold of 80%: 7 of 12 parts decided in no test',
  );
});
