import { expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import { compareWithSimulator, parityText } from './parity.js';
import { policyQuestions } from './policy-questions.js';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 'sts:AssumeRole'],
      Resource: 'arn:aws:s3:::notes/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
    },
    { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
  ],
});

test('the text of a policy raises questions with and without what its conditions want', () => {
  const questions = policyQuestions('p.json', POLICY, serviceReference());
  expect(
    questions.map(({ from, input, expected }) => [from, ...input.ActionNames, input.ContextEntries?.length, expected]),
  ).toEqual([
    ['p.json, statement 1', 's3:GetObject', undefined, 'implicitDeny'],
    ['p.json, statement 1', 's3:GetObject', 1, 'allowed'],
    ['p.json, statement 2', expect.stringMatching(/^s3:Delete/), undefined, 'explicitDeny'],
    ['p.json, statement 2', expect.stringMatching(/^s3:Delete/), undefined, 'explicitDeny'],
  ]);
  expect(questions[1]?.input).toMatchObject({ ResourceArns: ['arn:aws:s3:::notes/example'] });
});

test('questions are asked one after the other, the same one once, for the account at hand', async () => {
  let underWay = 0;
  const asked: unknown[] = [];
  const input = { PolicyInputList: ['<account>'], ActionNames: ['s3:GetObject'] };
  const one = { from: 'a test', input, expected: 'allowed' } as const;
  const report = await compareWithSimulator(
    [one, one, { ...one, expected: 'implicitDeny' }],
    '123456789012',
    async (it) => {
      expect(underWay++).toBe(0);
      await Promise.resolve();
      underWay--;
      asked.push(it.PolicyInputList);
      return 'allowed';
    },
  );
  expect(asked).toEqual([['123456789012'], ['123456789012']]);
  expect(report).toMatchObject({ asked: 2, differences: [{ expected: 'implicitDeny', actual: 'allowed' }] });
});

test('a falsified answer and a refusal are shown as differences', async () => {
  const questions = policyQuestions('p.json', POLICY, serviceReference()).slice(1, 3);
  let calls = 0;
  const compared = await compareWithSimulator(questions, '123456789012', async () => {
    if (calls++ === 0) return 'explicitDeny';
    throw new RangeError('too much');
  });
  const text = parityText({ ...compared, leftOut: { 'a trust policy': 2 } });
  expect(text).toContain(
    'p.json, statement 1\n  s3:GetObject on arn:aws:s3:::notes/example: the engine says allowed, AWS explicitDeny',
  );
  expect(text).toContain('the engine says explicitDeny, AWS refuses to simulate (RangeError: too much)');
  expect(text).toContain(
    '  2 a trust policy\nengine against SimulateCustomPolicy: 2 questions asked, 2 differ; nothing was created',
  );
});
