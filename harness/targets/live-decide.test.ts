import { PutBucketOwnershipControlsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, inject, test } from 'vitest';
import { CannotDecide, decisionJson } from '../emulator/index.js';
import { openAccount, type RehearsalAccount } from '../rehearsal/account.js';
import type { Principal } from '../rehearsal/principal.js';
import { GUARD_SIDS } from './guard-boundary.js';
import { ACCOUNT, inPlaceOfAws } from './live.fixture.js';
import type { DecisionView, Origin, Question } from './target.js';

const OFFICE = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:SecureTransport': 'true' } };
const on = (Action: string | readonly string[], more: object = {}) => ({ Action, Resource: '*', ...more });
const when = (Action: string, Condition: object) => on(Action, { Condition });
const TYPED = [
  when('ec2:RunInstances', { StringEquals: { 'ec2:InstanceType': 't3.micro' } }),
  when('s3:ListBucket', { NumericLessThanEquals: { 's3:max-keys': '10' } }),
  when('sns:Publish', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }),
  when('ec2:CreateTags', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage'] } }),
  when('kms:Decrypt', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/iam-rehearsal/*' } }),
  when('kms:Encrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  when('sqs:PurgeQueue', { StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:PrincipalAccount': ACCOUNT } }),
  when('sqs:DeleteQueue', { StringNotEquals: { 'aws:ResourceAccount': ACCOUNT } }),
];

/** Whoever is asked about, by name. Operators, tags, groups, boundaries and sessions are all in it. */
async function cast(account: RehearsalAccount) {
  const managed = await account.policy({ allows: 'logs:*', denies: on('logs:DeleteLogGroup', { Sid: 'KeepLogs' }) });
  const group = await account.group({ allows: on('sns:Publish', { Sid: 'Publish' }), policies: [managed] });
  const boundary = await account.boundary({ allows: ['dynamodb:*', 'sqs:*'], denies: 'dynamodb:DeleteTable' });
  const nobody = await account.user();
  const role = await account.role({
    trusts: nobody,
    allows: ['sqs:*', 'sns:*', when('kms:Decrypt', { StringEquals: { 'aws:PrincipalTag/team': 'blue' } })],
    denies: on('sns:DeleteTopic', { Sid: 'NoDeletes' }),
    tags: { team: 'red', stage: 'test' },
  });
  const own = on('s3:GetObject', { Resource: 'arn:aws:s3:::notes/${aws:username}/*' });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['sqs:SendMessage', 'lambda:*'], Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:PurgeQueue', Resource: '*' },
    ],
  });
  return {
    nobody,
    careful: await account.user({
      allows: '*',
      denies: on(['s3:Delete*', 'iam:*'], { Sid: 'NoDeletes' }),
      name: account.name('a_b'),
    }),
    tagged: await account.user({
      tags: { team: 'blue' },
      allows: [when('sqs:SendMessage', { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }), own],
    }),
    office: await account.user({ allows: when('sns:Publish', OFFICE) }),
    typed: await account.user({ allows: TYPED }),
    member: await account.user({ groups: [group] }),
    narrow: await account.user({ allows: ['dynamodb:*', 's3:*'], boundary }),
    session: await nobody.assume(role),
    narrowed: await nobody.assume(role, { Policy }),
    both: await nobody.assume(role, {
      Policy,
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess' }],
    }),
  };
}

type Cast = Awaited<ReturnType<typeof cast>>;
type Row = readonly [who: keyof Cast, question: Question & { readonly origin?: Origin }, outcome: string];

const given = (context: NonNullable<Question['context']>) => ({ context });
const OBJECT = 'arn:aws:s3:::notes/';

const ROWS: readonly Row[] = [
  ['nobody', { action: 'dynamodb:GetItem' }, 'implicit-deny in identity'],
  ['careful', { action: 'dynamodb:GetItem' }, 'allowed in identity'],
  ['careful', { action: 's3:DeleteObject', resource: `${OBJECT}k` }, 'explicit-deny in identity'],
  ['careful', { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/x` }, 'explicit-deny in identity'],
  ['tagged', { action: 'sqs:SendMessage' }, 'allowed in identity'],
  ['tagged', { action: 's3:GetObject', resource: `${OBJECT}someone/k` }, 'implicit-deny in identity'],
  [
    'tagged',
    { action: 's3:GetObject', resource: `${OBJECT}k`, ...given({ 'aws:username': 'x' }) },
    'implicit-deny in identity',
  ],
  ['office', { action: 'sns:Publish' }, 'implicit-deny in identity'],
  ['office', { action: 'sns:Publish', origin: { sourceIp: '203.0.113.7' } }, 'allowed in identity'],
  [
    'office',
    { action: 'sns:Publish', origin: { sourceIp: '203.0.113.7', secureTransport: false } },
    'implicit-deny in identity',
  ],
  ['office', { action: 'sns:Publish', ...given({ 'AWS:sourceIP': '203.0.113.7' }) }, 'allowed in identity'],
  ['typed', { action: 'ec2:RunInstances', ...given({ 'ec2:InstanceType': 't3.micro' }) }, 'allowed in identity'],
  ['typed', { action: 'ec2:RunInstances', ...given({ 'ec2:InstanceType': 'm7i.metal' }) }, 'implicit-deny in identity'],
  [
    'typed',
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::notes', ...given({ 's3:max-keys': '7' }) },
    'allowed in identity',
  ],
  [
    'typed',
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::notes', ...given({ 's3:max-keys': '70' }) },
    'implicit-deny in identity',
  ],
  ['typed', { action: 'sns:Publish' }, 'allowed in identity'],
  ['typed', { action: 'sns:Publish', origin: { time: new Date('2031-01-01') } }, 'implicit-deny in identity'],
  ['typed', { action: 'ec2:CreateTags', ...given({ 'aws:TagKeys': ['team'] }) }, 'allowed in identity'],
  ['typed', { action: 'ec2:CreateTags', ...given({ 'aws:TagKeys': ['team', 'cost'] }) }, 'implicit-deny in identity'],
  ['typed', { action: 'kms:Decrypt' }, 'allowed in identity'],
  ['typed', { action: 'kms:Encrypt' }, 'implicit-deny in identity'],
  ['typed', { action: 'kms:Encrypt', origin: { mfa: true } }, 'allowed in identity'],
  ['typed', { action: 'sqs:PurgeQueue' }, 'allowed in identity'],
  ['typed', { action: 'sqs:DeleteQueue' }, 'implicit-deny in identity'],
  ['member', { action: 'sns:Publish' }, 'allowed in identity'],
  ['member', { action: 'logs:DescribeLogGroups' }, 'allowed in identity'],
  ['member', { action: 'logs:DeleteLogGroup' }, 'explicit-deny in identity'],
  ['narrow', { action: 'dynamodb:PutItem' }, 'allowed in identity'],
  ['narrow', { action: 'dynamodb:DeleteTable' }, 'explicit-deny in boundary'],
  ['narrow', { action: 's3:GetObject', resource: `${OBJECT}k` }, 'implicit-deny in boundary'],
  ['narrow', { action: 'ec2:RunInstances' }, 'implicit-deny in identity'],
  ['session', { action: 'sqs:PurgeQueue' }, 'allowed in identity'],
  ['session', { action: 'sns:DeleteTopic' }, 'explicit-deny in identity'],
  ['session', { action: 'kms:Decrypt' }, 'implicit-deny in identity'],
  ['narrowed', { action: 'sqs:SendMessage' }, 'allowed in identity'],
  ['narrowed', { action: 'sns:Publish' }, 'implicit-deny in session'],
  ['narrowed', { action: 'lambda:InvokeFunction' }, 'implicit-deny in identity'],
  ['narrowed', { action: 'sqs:PurgeQueue' }, 'explicit-deny in session'],
  ['both', { action: 'sns:ListTopics' }, 'allowed in identity'],
  ['both', { action: 'sqs:SendMessage' }, 'allowed in identity'],
  ['both', { action: 'sns:Publish' }, 'implicit-deny in session'],
];

const told = ({ because, layer, deciding }: Pick<DecisionView, 'because' | 'layer' | 'deciding'>) => ({
  came: `${because} in ${layer}`,
  // The simulator names statements of identity and resource policies only.
  by: deciding.filter((it) => it.layer === 'identity' || it.layer === 'resource'),
});

/** What becomes visible late is looked at in the conformance suite. */
async function staged() {
  const aws = await inPlaceOfAws();
  aws.emulator.account(ACCOUNT).propagation.set('off');
  const account = await openAccount(await aws.open());
  const embedded = (who: Principal, { origin, ...question }: Row[1]) =>
    decisionJson(aws.emulator.decide(who.credentials.accessKeyId, { ...question, withoutSids: GUARD_SIDS }, origin));
  const live = async (who: Principal, { origin, ...question }: Row[1]) =>
    (await (origin ? who.with(origin) : who).decide(question)).decision;
  return { aws, account, embedded, live };
}

test("AWS's simulator is asked so that it decides as the emulator does, and by the same statements", async () => {
  const { account, embedded, live } = await staged();
  const people = await cast(account);
  // A third of them shows whether it works at all.
  const rows = inject('isFull') ? ROWS : ROWS.filter((_, index) => index % 3 === 0);
  for (const [name, question, outcome] of rows) {
    const row = `${name} ${JSON.stringify(question)}`;
    const [expected, actual] = [told(embedded(people[name], question)), told(await live(people[name], question))];
    expect(expected.came, row).toBe(outcome);
    expect(actual.came, row).toBe(outcome);
    if (outcome !== 'implicit-deny in session') expect(actual.by, row).toEqual(expected.by);
  }
});

const ACTION = 's3:GetObject';

test('the policy of a bucket of the run counts for a user, and what the simulator does not look at is refused in words', async () => {
  const { aws, account, embedded, live } = await staged();
  const s3 = (await account.admin()).client(S3Client);
  const [user, bucket] = [await account.user(), await account.bucket()];
  const role = await account.role({ trusts: user, allows: 's3:*' });
  const resource = `${bucket.arn}/k`;
  const policyOf = (...Statement: readonly object[]) =>
    s3.send(
      new PutBucketPolicyCommand({ Bucket: bucket.name, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
  const session = await user.assume(role);
  expect(await live(session, { action: ACTION, resource })).toMatchObject({ outcome: 'allowed', layer: 'identity' });
  for (const Effect of ['Allow', 'Deny']) {
    await policyOf({ Sid: 'Both', Effect, Principal: { AWS: user.arn }, Action: ACTION, Resource: resource });
    const [expected, actual] = [
      embedded(user, { action: ACTION, resource }),
      await live(user, { action: ACTION, resource }),
    ];
    expect(told(actual)).toEqual(told(expected));
    expect(actual.deciding).toMatchObject([{ layer: 'resource', sid: 'Both', effect: Effect }]);
  }
  const refused = async (who: Principal, question: Row[1], words: string) => {
    const asked = live(who, question);
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.toThrow(CannotDecide);
  };
  const strange = account.principal(session.arn, session.credentials);
  const key = { ...user.credentials, sessionToken: 'x' };
  await refused(
    session,
    { action: ACTION, resource },
    'does not look at one for roles; really call it with an SDK command',
  );
  await refused(user, { action: 'sts:AssumeRole', resource: role.arn }, 'is decided by the trust policy of a role');
  await refused(user, { action: 'sts:GetSessionToken' }, 'needs no permission');
  await refused(user, { action: 'dynamodb:Sing' }, 'is no action of `dynamodb`');
  await refused(
    user,
    { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:999999999999:q' },
    'is in another account',
  );
  await refused(user, { action: ACTION, origin: { vpce: 'vpce-1' } }, 'pass `aws:SourceVpce` in `context`');
  await refused(account.service('lambda.amazonaws.com'), { action: ACTION }, 'takes no service as the caller');
  await refused(strange, { action: ACTION }, 'is not known, and with it the policies and tags of the session');
  await refused(account.principal(user.arn, key), { action: ACTION }, 'temporary credentials of a user');
  await refused(account.principal(`arn:aws:iam::${ACCOUNT}:root`, key), { action: ACTION }, 'takes users and roles');
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket: bucket.name,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    }),
  );
  await refused(user, { action: ACTION, resource }, 'has ACLs, which');
  expect(aws.emulator.decisions.list().filter(({ operation }) => operation === 's3:GetObject')).toEqual([]);
});

test('a decision says who made it, what policies asked for in vain, and which policies were not asked', async () => {
  const { aws, account, live } = await staged();
  const user = await account.user({ allows: { Sid: 'Office', Action: ACTION, Resource: '*', Condition: OFFICE } });
  const resource = 'arn:aws:s3:::someones-bucket/k';
  expect((await live(user, { action: ACTION, resource })).explanation.split('\n')).toEqual([
    'denied: no policy of the caller allows s3:GetObject, and what is not allowed is denied',
    'not in the request: aws:SourceIp; pass them in `context`, or with `with`',
    `decided by AWS's SimulatePrincipalPolicy; not asked: a policy of \`${resource}\`, which the run did not make`,
  ]);
  expect((await live(user, { action: ACTION, origin: { sourceIp: '203.0.113.7' } })).explanation.split('\n')).toEqual([
    'allowed: a policy of the caller allows s3:GetObject',
    '  allowed by the statement Office of rehearsal',
    "decided by AWS's SimulatePrincipalPolicy",
  ]);
  const elsewhere = user.with({ sourceIp: '203.0.113.7' });
  expect(await elsewhere.attempt('s3:ListAllMyBuckets')).toMatchObject({ outcome: 'denied', how: 'decided' });
  const operations = aws.emulator.decisions.list().map(({ operation }) => operation);
  expect(operations.slice(-5)).toEqual([
    ...['iam:GetUser', 'iam:SimulatePrincipalPolicy', 'iam:GetUserPolicy'],
    ...['iam:GetUser', 'iam:SimulatePrincipalPolicy'],
  ]);
});
