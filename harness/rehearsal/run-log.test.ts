import { GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe } from 'vitest';
import { recordTests } from '../reports/recorded-tests.fixture.js';
import { type ReadRun, readRun, redecide, runFolder } from '../reports/run-record.js';
import { expect, test } from './index.js';

const id = recordTests();

const MATCHED = 'matchers';
const CALLED = 'calls';

describe('what is recorded', () => {
  test(MATCHED, async ({ user }) => {
    const alice = await user({ allows: 's3:ListAllMyBuckets', denies: 'iam:ListUsers' });
    await expect(alice).toBeAllowed('s3:ListAllMyBuckets');
    await expect(alice).toBeDenied('dynamodb:GetItem', { layer: 'identity' });
    await expect(alice.client(IAMClient).send(new ListUsersCommand({}))).toBeDenied({ message: 'explicit deny' });
  });

  test(CALLED, async ({ user }) => {
    const alice = await user({ allows: 's3:ListAllMyBuckets' });
    await alice.client(S3Client).send(new ListBucketsCommand({}));
    await alice
      .client(IAMClient)
      .send(new GetUserCommand({}))
      .catch(() => undefined);
    await new S3Client(alice.clientConfig()).send(new ListBucketsCommand({}));
  });
});

function assertionsOf({ assertions }: ReadRun, name: string) {
  return assertions
    .filter(({ test: { name: its } }) => its === `what is recorded > ${name}`)
    .map(({ by, what, expected, how, reason, decisions }) => [by, what, expected, how, reason, decisions.length]);
}

function decisionsOf({ decisions }: ReadRun, name: string) {
  return decisions
    .filter(({ phase, test: its }) => phase === 'test' && its?.name === `what is recorded > ${name}`)
    .map(({ decision: { request, outcome } }) => `${request.action} ${outcome}`);
}

test('a matcher asserts what it looked at, also of a call that was sent before, with the reason that it was given', () => {
  const run = readRun(runFolder(id));
  expect(assertionsOf(run, MATCHED)).toEqual([
    ['matcher', 's3:ListAllMyBuckets', 'allowed', 'called', {}, 1],
    ['matcher', 'dynamodb:GetItem', 'denied', 'decided', { layer: 'identity' }, 1],
    ['matcher', 'the call', 'denied', 'called', {}, 1],
  ]);
});

test('a call that succeeds is asserted, a refusal that the test bears is not, nor what clients of its own call', () => {
  const run = readRun(runFolder(id));
  expect(assertionsOf(run, CALLED)).toEqual([['call', 's3:ListBuckets', 'allowed', 'called', {}, 1]]);
  expect(decisionsOf(run, CALLED)).toEqual([
    's3:ListAllMyBuckets allowed',
    'iam:GetUser denied',
    's3:ListAllMyBuckets allowed',
  ]);
});

test('what fixtures do is setup, and all can be decided again', () => {
  const { decisions, tests, run } = readRun(runFolder(id));
  const setup = decisions.filter(({ phase }) => phase === 'setup').map(({ operation }) => operation);
  expect(setup).toContain('iam:CreateUser');
  expect(setup).toContain('iam:PutUserPolicy');
  for (const recorded of decisions) expect(redecide(recorded).outcome).toBe(recorded.decision.outcome);
  expect(tests.map(({ name, state }) => [name, state])).toEqual([
    [`what is recorded > ${MATCHED}`, 'passed'],
    [`what is recorded > ${CALLED}`, 'passed'],
  ]);
  expect(run?.id).toBe(id);
});
