import { expect, test } from 'vitest';
import { explained, group, OBJECT } from './explained.fixture.js';
import { type AuthorizationRequest, compile, explanationText, gather } from './index.js';

const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };

const BUCKET = { resource: 'arn:aws:s3:::bucket' };
const TABLE = { action: 'dynamodb:Query', resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/t' };

test.each<[string, object, Partial<AuthorizationRequest>, string]>([
  [
    'a misspelt action',
    { Action: ['s3:PutObject', 's3:GetObjects'] },
    {},
    '`s3:GetObjects` there may be a misspelling of it',
  ],
  [
    'a call in place of its action',
    { Action: 's3:ListObjectsV2', Resource: BUCKET.resource },
    { action: 's3:ListBucket', ...BUCKET },
    '`s3:ListObjectsV2` is a call, and what allows it is `s3:ListBucket`',
  ],
  [
    'a bucket without its objects',
    { Resource: 'arn:aws:s3:::bucket' },
    {},
    '`arn:aws:s3:::bucket` does not reach what stands under it, as `arn:aws:s3:::bucket/*` does',
  ],
  [
    'objects without their bucket',
    { Action: 's3:ListBucket' },
    { action: 's3:ListBucket', ...BUCKET },
    '`arn:aws:s3:::bucket/*` reaches what stands under it, and not `arn:aws:s3:::bucket` itself',
  ],
  [
    'a resource in other letters',
    { Resource: 'arn:aws:s3:::Bucket/*' },
    {},
    '`arn:aws:s3:::Bucket/*` differs in upper and lower case, and ARNs are compared with case',
  ],
  [
    'a resource elsewhere',
    { Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/*' },
    TABLE,
    '`arn:aws:dynamodb:eu-west-1:111122223333:table/*` has another region and account',
  ],
  [
    'a wildcard where none is read',
    { Condition: { 'ForAnyValue:StringEqualsIfExists': { 'aws:username': 'al*' } } },
    {},
    'ForAnyValue:StringEqualsIfExists takes `*` and `?` for themselves; ForAnyValue:StringLikeIfExists matches patterns',
  ],
  [
    'a value in other letters',
    { Condition: { StringEquals: { 'aws:username': 'Alice' } } },
    {},
    'they differ in upper and lower case only, which StringEquals compares',
  ],
])('%s is what the hint is about', (_, change, more, hint) => {
  const explanation = explained({ identity: group('identity', 'notes', { ...READ, ...change }) }, more);
  expect(explanation.obstacles[0]?.changes).toMatchObject([{ hint }]);
  expect(explanationText(explanation)).toContain(`\n      ${hint}`);
});

test.each([
  [{ Action: 's3:PutObject' }],
  [{ Resource: 'arn:aws:s3:::other/*' }],
  [{ Condition: { StringEquals: { 'aws:username': 'bob' } } }],
])('what looks like no mistake has no hint: %j', (change) => {
  const { obstacles } = explained({ identity: group('identity', 'notes', { ...READ, ...change }) });
  expect(obstacles[0]?.changes[0]).not.toHaveProperty('hint');
});

test('a variable in a policy of the first version is a text', () => {
  const statement = { ...READ, Resource: 'arn:aws:s3:::bucket/${aws:username}/*' };
  const policy = compile(JSON.stringify({ Version: '2008-10-17', Statement: [statement] }), {
    kind: 'identity',
    accepted: true,
  });
  const { obstacles } = explained({ identity: gather([{ policy, source: { name: 'home' } }]) });
  expect(obstacles[0]?.changes[0]?.hint).toContain('variables are read in policies of Version 2012-10-17');
});

test.each([
  [
    { NotAction: ['iam:*', 's3:*'], Action: undefined },
    'its NotAction would have to leave out less than `iam:*`, `s3:*`: it takes s3:GetObject out',
  ],
  [
    { NotResource: 'arn:aws:s3:::*', Resource: undefined },
    `its NotResource would have to leave out less than \`arn:aws:s3:::*\`: it takes ${OBJECT} out`,
  ],
])('of an Allow of all but some, those are named: %j', (change, words) => {
  const { obstacles } = explained({ identity: group('identity', 'notes', { ...READ, ...change }) });
  expect(obstacles[0]?.changes).toMatchObject([{ words }]);
});

test('a Deny of all but some is escaped by being among them', () => {
  const deny = { Effect: 'Deny', NotAction: 's3:ListBucket', Resource: '*' };
  const { obstacles } = explained({ identity: group('identity', 'notes', READ, deny) });
  expect(obstacles[0]?.changes).toMatchObject([{ words: 'its NotAction would have to include s3:GetObject' }]);
});

test('a statement about another service is not near: the file that could have another is named', () => {
  const queue = { Effect: 'Allow', Action: ['sqs:SendMessage', 'sns:*'], Resource: '*' };
  const explanation = explained({ identity: group('identity', 'notes', queue) });
  expect(explanationText(explanation)).toContain(
    `    an Allow of s3:GetObject on ${OBJECT} would have to be added to policies/notes.json`,
  );
});

test('a resource of another account needs policies of both', () => {
  const { obstacles } = explained({ identity: group('identity', 'notes', READ) }, { resourceAccount: '111122223333' });
  expect(obstacles[0]?.changes[0]?.hint).toBe(
    'the resource is in account 111122223333 and the caller in 123456789012: policies of both have to allow it',
  );
});
