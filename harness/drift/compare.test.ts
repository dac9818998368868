import { expect, test } from 'vitest';
import type { CallAnswer, RecordedCall } from './call.js';
import { compareRuns, compareTests, type Difference } from './compare.js';

const DENIED: CallAnswer = {
  outcome: 'denied',
  code: 'AccessDenied',
  status: 403,
  layer: 'identity',
  because: 'implicit-deny',
  words: 'User: u is not authorized to perform: iam:GetUser',
};

function call(operation: string, answer: Partial<RecordedCall> = {}): RecordedCall {
  return { by: 'user/user-1', key: '<AccessKeyId-1>', operation, input: {}, outcome: 'succeeded', ...answer };
}

const calls = (...listed: readonly RecordedCall[]) => ({ file: 'a.test.ts', name: 'it', calls: listed });

function differences(expected: readonly RecordedCall[], actual: readonly RecordedCall[]) {
  return compareTests(calls(...expected), calls(...actual)).differences.map(
    ({ operation, at, differs }) => [operation, at, ...differs] as const,
  );
}

test('two runs that got the same answers do not differ', () => {
  const run = [call('iam:GetUser', DENIED), call('s3:ListBuckets')];
  expect(compareTests(calls(...run), calls(...run))).toEqual({
    differences: [],
    compared: 2,
    denials: 1,
    layersCompared: 1,
    notReached: 0,
  });
});

test.each<[string, Partial<CallAnswer>, readonly Difference[]]>([
  ['a call that went through', { outcome: 'succeeded' }, ['decision']],
  ['a refusal that is no denial', { outcome: 'failed', code: 'NoSuchEntity' }, ['decision']],
  ['another code', { code: 'AccessDeniedException' }, ['code']],
  ['another kind of policy', { layer: 'boundary' }, ['layer']],
  ['an explicit deny of the same kind', { because: 'explicit-deny' }, ['layer']],
  ['other words', { words: 'Access Denied' }, ['words']],
  ['another code and other words', { code: 'Forbidden', words: 'no' }, ['code', 'words']],
  ['other condition keys', { contextKeys: ['aws:username'] }, ['context']],
])('a denial against %s differs', (_, other, differs) => {
  const expected = call('iam:GetUser', { ...DENIED, contextKeys: ['aws:SourceIp'] });
  const actual = { ...expected, ...other };
  expect(differences([expected], [actual])).toEqual([['iam:GetUser', 1, ...differs]]);
});

test('what one side does not tell is not compared', () => {
  const { layer: _, because: __, words: ___, ...silent } = DENIED;
  const [expected, actual] = [call('s3:HeadBucket', DENIED), call('s3:HeadBucket', silent)];
  expect(compareTests(calls(expected), calls(actual))).toMatchObject({
    differences: [],
    denials: 1,
    layersCompared: 0,
  });
});

test('the policy of a session and that of scoped credentials have one name in AWS', () => {
  const [expected, actual] = [{ ...DENIED, layer: 'scope-down' } as const, { ...DENIED, layer: 'session' } as const];
  expect(differences([call('s3:ListBuckets', expected)], [call('s3:ListBuckets', actual)])).toEqual([]);
});

test('a missing call and an extra one do not shift the calls that follow', () => {
  const [make, read, list, remove] = ['iam:CreateUser', 'iam:GetUser', 's3:ListBuckets', 'iam:DeleteUser'].map((name) =>
    call(name),
  ) as [RecordedCall, RecordedCall, RecordedCall, RecordedCall];
  expect(differences([make, read, list, remove], [make, list, remove])).toEqual([['iam:GetUser', 2, 'missing']]);
  expect(differences([make, list, remove], [make, list, read, remove])).toEqual([['iam:GetUser', 3, 'extra']]);
});

test('a call with another input is compared with the one in its place', () => {
  const put = (Body: string, answer: Partial<RecordedCall>) => call('s3:PutObject', { input: { Body }, ...answer });
  expect(differences([put('1', DENIED), call('x:Y')], [put('2', {}), call('x:Y')])).toEqual([
    ['s3:PutObject', 1, 'decision'],
  ]);
});

test('what a failed test did not come to is counted, not reported', () => {
  const [make, read, list] = [call('iam:CreateUser'), call('iam:GetUser', DENIED), call('s3:ListBuckets')];
  const failed = calls(make, call('iam:GetUser'));
  expect(compareRuns([calls(make, read, list, make)], [failed], () => true)).toMatchObject({
    differences: [{ operation: 'iam:GetUser', differs: ['decision'] }],
    notReached: 2,
  });
});

test('calls of other principals or with another key are other calls', () => {
  expect(differences([call('s3:ListBuckets')], [call('s3:ListBuckets', { by: 'administrator' })])).toEqual([
    ['s3:ListBuckets', 1, 'missing'],
    ['s3:ListBuckets', 1, 'extra'],
  ]);
});

test('a test that only one run has is left out', () => {
  const one = { ...calls(call('iam:GetUser')), name: 'another' };
  expect(compareRuns([one, calls(call('iam:GetUser'))], [calls()])).toMatchObject({
    compared: 0,
    differences: [{ test: 'it', differs: ['missing'] }],
  });
});
