import { IAMClient, ListUsersCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type Principal, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { notAuthorized, refusal } from './refusal.js';

const LIST_BUCKETS = 's3:ListAllMyBuckets';
const LIST_USERS = 'iam:ListUsers';

/** What AWS's simulator says of the two calls that {@link called} makes. */
async function simulated(admin: Principal, PolicySourceArn: string): Promise<readonly unknown[]> {
  const ActionNames = [LIST_BUCKETS, LIST_USERS];
  const { EvaluationResults = [] } = await admin
    .client(IAMClient)
    .send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames }));
  return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
}

/** The same two as they go in earnest, in the simulator's words. */
async function called(principal: Principal): Promise<readonly string[]> {
  const answers = [
    await refusal(principal.client(S3Client).send(new ListBucketsCommand({}))),
    await refusal(principal.client(IAMClient).send(new ListUsersCommand({}))),
  ];
  return answers.map(({ code, message }) => {
    if (code === 'none') return 'allowed';
    return message.includes('explicit deny') ? 'explicitDeny' : 'implicitDeny';
  });
}

const deny = (Action: string) => ({ Sid: 'No', Action, Resource: '*' });
type UserOptions = Parameters<RehearsalAccount['user']>[0];

test.for<[string, UserOptions, readonly string[]]>([
  ['without policies', {}, ['implicitDeny', 'implicitDeny']],
  ['with one action', { allows: LIST_BUCKETS }, ['allowed', 'implicitDeny']],
  ['with a wildcard', { allows: 'iam:List*' }, ['implicitDeny', 'allowed']],
  ['with a Deny beside the Allow', { allows: '*', denies: deny(LIST_BUCKETS) }, ['explicitDeny', 'allowed']],
])('the simulator foresees what happens to a user %s', async ([, options, expected], { account, admin }) => {
  const user = await account.user(options);
  await account.eventually(async () => expect(await simulated(admin, user.arn)).toEqual(expected));
  await account.eventually(async () => expect(await called(user)).toEqual(expected));
});

test('the simulator foresees what a group and a boundary do', async ({ account, admin }) => {
  const boundary = await account.policy({ allows: 's3:*' });
  const group = await account.group({ allows: '*' });
  const user = await account.user({ boundary, groups: [group] });
  await account.eventually(async () => expect(await simulated(admin, user.arn)).toEqual(['allowed', 'implicitDeny']));
  await account.eventually(async () => expect(await called(user)).toEqual(['allowed', 'implicitDeny']));
});

test('the simulation of a role is that of its sessions', async ({ account, admin }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: LIST_BUCKETS, denies: deny(LIST_USERS) });
  const session = await user.assume(role);
  const expected = ['allowed', 'explicitDeny'];
  await account.eventually(async () => expect(await simulated(admin, role.arn)).toEqual(expected));
  await account.eventually(async () => expect(await called(session)).toEqual(expected));
});

test('to simulate is a permission of its own, on the principal that is simulated', async ({ account }) => {
  const user = await account.user();
  const input = { PolicySourceArn: user.arn, ActionNames: [LIST_USERS] };
  expect(await refusal(user.client(IAMClient).send(new SimulatePrincipalPolicyCommand(input)))).toEqual(
    notAuthorized(
      user.arn,
      'iam:SimulatePrincipalPolicy',
      user.arn,
      'no identity-based policy allows the iam:SimulatePrincipalPolicy action',
    ),
  );
});
