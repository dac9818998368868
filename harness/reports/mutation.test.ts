import { expect, inject, test } from 'vitest';
import { medium, tiny } from '../engine/workloads.fixture.js';
import { mutatePolicies } from './mutation.js';
import { belowMutationThreshold, mutantName, mutationScore, mutationText, survivors } from './mutation-text.js';
import { mutantKey, plainlyKilled } from './plain-mutation.fixture.js';
import { group, json, recordedRun, type Step } from './recorded-run.fixture.js';
import { recordedWorkload } from './recorded-workload.fixture.js';
import type { ReadRun } from './run-record.js';

const READ = json({
  Sid: 'Read',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::notes/*',
  Condition: { StringEquals: { 'aws:PrincipalTag/team': ['red', 'blue'] } },
});
const identity = group('identity', READ, 'policies/read.json');
const red = { 'aws:PrincipalTag/team': 'red' };
const blue = { 'aws:PrincipalTag/team': 'blue' };

function survivorsOf(...steps: readonly Step[]): readonly string[] {
  return survivors(mutatePolicies(recordedRun(steps))).map(mutantName);
}

const ALLOWED: Step = { policies: { identity }, context: red, expected: 'allowed' };

test('a fault that changes an asserted decision is killed, any other survives', () => {
  expect(survivorsOf(ALLOWED)).toEqual([
    'action s3:GetObject widened to * (statement Read)',
    'resource arn:aws:s3:::notes/* widened to * (statement Read)',
    'condition StringEquals aws:PrincipalTag/team dropped (statement Read)',
    'value blue dropped from StringEquals aws:PrincipalTag/team (statement Read)',
  ]);
});

test('with every missing test written, no fault survives', () => {
  const policies = { identity };
  expect(
    survivorsOf(
      ALLOWED,
      { policies, context: blue, expected: 'allowed' },
      { policies, context: {}, expected: 'denied' },
      { policies, context: red, action: 's3:PutObject', expected: 'denied' },
      { policies, context: red, resource: 'arn:aws:s3:::other/a', expected: 'denied' },
    ),
  ).toEqual([]);
});

test('a decision that no test asserts kills nothing, and the survivor names it', () => {
  const run = recordedRun([ALLOWED, { policies: { identity }, context: red, action: 's3:PutObject' }]);
  expect(mutationText(mutatePolicies(run)).split('\n').slice(0, 3)).toEqual([
    'Policy mutation: 42%; 3 of 7 faults would be noticed by the 1 assertions',
    '  policies/read.json:1  action s3:GetObject widened to * (statement Read)',
    '      No test asserts that an action beyond s3:GetObject is denied on arn:aws:s3:::notes/*. s3:PutObject on arn:aws:s3:::notes/a was denied in "a", unasserted: use `toBeDenied` there.',
  ]);
});

test('what fixtures do to prepare a test kills nothing', () => {
  expect(survivorsOf({ ...ALLOWED, phase: 'setup' })).toHaveLength(7);
});

test('a dropped boundary survives until something beyond it is asserted to be denied', () => {
  const all = group('identity', json({ Effect: 'Allow', Action: '*', Resource: '*' }));
  const boundary = group('boundary', json({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }));
  const inside: Step = { policies: { identity: all, boundary }, expected: 'allowed' };
  const beyond: Step = { policies: { identity: all, boundary }, action: 's3:PutObject', expected: 'denied' };
  expect(survivorsOf(inside)).toContain('boundary dropped');
  expect(survivorsOf(inside, beyond)).not.toContain('boundary dropped');
});

test('the condition and the principal of a trust policy are tested like those of any other', () => {
  const trust = group(
    'trust',
    json({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:user/alice' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
    }),
  );
  const assume = { policies: { trust, identity: group('identity', json()) }, action: 'sts:AssumeRole' } as const;
  const known: Step = { ...assume, context: { 'sts:ExternalId': 'x' }, expected: 'allowed' };
  expect(survivorsOf(known)).toEqual([
    'Principal widened to * (statement 1)',
    'condition StringEquals sts:ExternalId dropped (statement 1)',
  ]);
  const stranger: Step = { ...known, by: 'mallory', expected: 'denied' };
  const without: Step = { ...assume, expected: 'denied' };
  expect(survivorsOf(known, stranger, without)).toEqual([]);
});

test('a fault that leaves the denial and takes its reason is killed where the reason was asserted', () => {
  const policies = {
    identity: group('identity', json({ Sid: 'No', Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' })),
  };
  const denied: Step = { policies, action: 's3:DeleteObject', expected: 'denied' };
  expect(survivorsOf(denied)).toContain('statement No dropped');
  expect(survivorsOf({ ...denied, reason: { sid: 'No' } })).not.toContain('statement No dropped');
});

test('an assertion that failed when it was recorded notices nothing', () => {
  const report = mutatePolicies(recordedRun([{ ...ALLOWED, expected: 'denied' }]));
  expect(report.assertions).toBe(0);
  expect(mutationScore(report)).toEqual({ killed: 0, total: 7, percent: 0 });
  expect(belowMutationThreshold(report, 50)).toBe(
    'policy mutation score is 0%, below the threshold of 50%: 7 of 7 faults would go unnoticed',
  );
  expect(belowMutationThreshold(report, 0)).toBeUndefined();
});

function quicklyKilled(run: ReadRun): readonly string[] {
  return mutatePolicies(run)
    .mutants.filter(({ state }) => state === 'killed')
    .map(({ policy, statement, what }) => mutantKey(policy.key, statement?.index ?? -1, what));
}

test('deciding again only what a fault can touch kills the same faults as deciding everything', () => {
  const { documents, requests } = medium();
  const some = inject('isFull')
    ? { documents, requests }
    : { documents: documents.slice(0, 1), requests: requests.slice(0, 12) };
  for (const workload of [tiny(), some]) {
    const run = recordedWorkload(workload);
    const killed = quicklyKilled(run);
    expect(killed.length).toBeGreaterThan(0);
    expect(killed).toEqual(plainlyKilled(run));
  }
}, 300_000);
