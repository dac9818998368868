import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;

const withEntities = () => {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName: 'it', PermissionsBoundary: ADMINISTRATOR });
  calls.run(CreateGroupCommand, { GroupName: 'it' });
  calls.run(CreateRoleCommand, { RoleName: 'it', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  return calls;
};

const NAMES = { UserName: 'it', GroupName: 'it', RoleName: 'it' };
const KINDS = [
  ['user', AttachUserPolicyCommand, DetachUserPolicyCommand, ListAttachedUserPoliciesCommand, 'PoliciesPerUser: 10'],
  [
    'group',
    AttachGroupPolicyCommand,
    DetachGroupPolicyCommand,
    ListAttachedGroupPoliciesCommand,
    'PoliciesPerGroup: 10',
  ],
  ['role', AttachRolePolicyCommand, DetachRolePolicyCommand, ListAttachedRolePoliciesCommand, 'PoliciesPerRole: 20'],
] as const;

test.each(KINDS)('a policy is attached to a %s once, listed and detached', (_, attach, detach, list) => {
  const { run } = withEntities();
  run(attach, { ...NAMES, PolicyArn: ADMINISTRATOR });
  run(attach, { ...NAMES, PolicyArn: ADMINISTRATOR });
  expect(run(list, NAMES)).toEqual({
    AttachedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR }],
    IsTruncated: false,
  });
  expect(run(list, { ...NAMES, PathPrefix: '/x/' })).toEqual({ AttachedPolicies: [], IsTruncated: false });
  run(detach, { ...NAMES, PolicyArn: ADMINISTRATOR });
  expect(run(list, NAMES)).toEqual({ AttachedPolicies: [], IsTruncated: false });
});

test.each(KINDS)('a %s holds managed policies up to its quota', (_, attach, _detach, _list, quota) => {
  const { run } = withEntities();
  const limit = Number(quota.split(': ')[1]);
  for (let i = 0; i <= limit; i++) run(CreatePolicyCommand, { PolicyName: `p${i}`, PolicyDocument: ALLOW_LIST });
  for (let i = 0; i < limit; i++) run(attach, { ...NAMES, PolicyArn: policyArn(`p${i}`) });
  expect(refusal(() => run(attach, { ...NAMES, PolicyArn: policyArn(`p${limit}`) }))).toEqual([
    'LimitExceeded',
    `Cannot exceed quota for ${quota}`,
  ]);
});

test.each(KINDS)(
  'to a %s only a policy that exists is attached, and only an attached one detached',
  (_, attach, detach) => {
    const { run } = withEntities();
    const missing = policyArn('missing');
    expect(refusal(() => run(attach, { ...NAMES, PolicyArn: missing }))).toEqual([
      'NoSuchEntity',
      `Policy ${missing} does not exist or is not attachable.`,
    ]);
    expect(refusal(() => run(detach, { ...NAMES, PolicyArn: ADMINISTRATOR }))).toEqual([
      'NoSuchEntity',
      `Policy ${ADMINISTRATOR} was not found.`,
    ]);
    expect(refusal(() => run(attach, { ...NAMES, PolicyArn: 'longpolicynamebutnoarn' }))).toEqual([
      'ValidationError',
      'ARN longpolicynamebutnoarn is not valid.',
    ]);
  },
);

test.each(KINDS)('a missing %s is told of before a missing policy', (kind, attach, detach, list) => {
  const { run } = createIamCalls();
  const notFound = ['NoSuchEntity', `The ${kind} with name it cannot be found.`];
  expect(refusal(() => run(attach, { ...NAMES, PolicyArn: policyArn('missing') }))).toEqual(notFound);
  expect(refusal(() => run(detach, { ...NAMES, PolicyArn: policyArn('missing') }))).toEqual(notFound);
  expect(refusal(() => run(list, NAMES))).toEqual(notFound);
});

test('the policy of a service-linked role is not for customers', () => {
  const { run } = withEntities();
  const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy';
  expect(refusal(() => run(AttachRolePolicyCommand, { RoleName: 'it', PolicyArn }))).toEqual([
    'PolicyNotAttachable',
    'Cannot attach a Service Role Policy to a Customer Role.',
  ]);
});

test('the policy and the boundary of the entity are condition keys; groups have no boundary', () => {
  const { needs } = withEntities();
  const input = { ...NAMES, PolicyArn: policyArn('p') };
  expect(needs(AttachUserPolicyCommand, input)[0]?.keys).toEqual({
    'iam:PolicyARN': policyArn('p'),
    'iam:PermissionsBoundary': ADMINISTRATOR,
  });
  expect(needs(DetachRolePolicyCommand, input)[0]?.keys).toEqual({
    'iam:PolicyARN': policyArn('p'),
    'iam:PermissionsBoundary': undefined,
  });
  expect(needs(AttachGroupPolicyCommand, input)[0]?.keys).toEqual({ 'iam:PolicyARN': policyArn('p') });
});
