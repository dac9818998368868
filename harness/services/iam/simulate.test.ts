import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_ALL, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';

const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const policy = (Effect: string, Action: string, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*', ...more }] });

/** Alice may everything through the group `staff`, but not delete buckets, by an inline policy of her own. */
function story() {
  const calls = createIamCalls();
  const { run } = calls;
  run(CreateUserCommand, { UserName: 'alice' });
  run(CreateGroupCommand, { GroupName: 'staff' });
  run(AddUserToGroupCommand, { UserName: 'alice', GroupName: 'staff' });
  run(AttachGroupPolicyCommand, { GroupName: 'staff', PolicyArn: ADMIN });
  const PolicyDocument = policy('Deny', 's3:DeleteBucket');
  run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'careful', PolicyDocument });
  const simulate = (input: Partial<SimulatePrincipalPolicyCommandInput> = {}) =>
    run(SimulatePrincipalPolicyCommand, { PolicySourceArn: ALICE, ActionNames: ['s3:DeleteBucket'], ...input });
  return { ...calls, simulate };
}

type Answer = ReturnType<ReturnType<typeof story>['simulate']>;
const decisions = ({ EvaluationResults = [] }: Answer) => EvaluationResults.map(({ EvalDecision }) => EvalDecision);

test('a user has her own policies and those of her groups, and an inline policy is named with its holder', () => {
  const { simulate } = story();
  const { EvaluationResults, IsTruncated } = simulate({ ActionNames: ['s3:CreateBucket', 's3:DeleteBucket'] });
  expect(IsTruncated).toBe(false);
  expect(EvaluationResults).toMatchObject([
    {
      EvalActionName: 's3:CreateBucket',
      EvalResourceName: 'arn:${Partition}:s3:::${BucketName}',
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'AdministratorAccess', SourcePolicyType: 'IAM Policy' }],
    },
    { EvalDecision: 'explicitDeny', MatchedStatements: [{ SourcePolicyId: 'user_alice_careful' }] },
  ]);
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html */
test.each([
  ['by type', { PolicyType: 'inline' as const }, 'allowed'],
  ['another type', { PolicyType: 'user-managed' as const }, 'explicitDeny'],
  ['RCPs, which are ignored', { PolicyType: 'rcp' as const }, 'explicitDeny'],
  [
    'an inline policy of any holder',
    { InlinePolicyIdentifier: { PolicyName: 'careful', AttachmentType: 'user' as const, AttachmentName: 'a*e' } },
    'allowed',
  ],
  [
    'an inline policy of groups',
    { InlinePolicyIdentifier: { PolicyName: 'careful', AttachmentType: 'group' as const, AttachmentName: '*' } },
    'explicitDeny',
  ],
])('a policy is excluded: %s', (_, identifier, expected) => {
  const { simulate } = story();
  expect(decisions(simulate({ PolicyExclusionList: [identifier] }))).toEqual([expected]);
});

test('managed policies are excluded by ARN, with wildcards in the name', () => {
  const { simulate } = story();
  const without = (PolicyArn: string) =>
    decisions(simulate({ ActionNames: ['s3:CreateBucket'], PolicyExclusionList: [{ PolicyArn }] }));
  expect(without(ADMIN)).toEqual(['implicitDeny']);
  expect(without('arn:aws:iam::aws:policy/Admin*A?cess')).toEqual(['implicitDeny']);
  expect(without('arn:aws:iam::aws:policy/job-function/Admin*')).toEqual(['allowed']);
});

test.each([
  ['two members', { PolicyType: 'inline', PolicyArn: ADMIN }],
  ['a wildcard in the account', { PolicyArn: 'arn:aws:iam::*:policy/AdministratorAccess' }],
  ['two stars', { PolicyArn: 'arn:aws:iam::aws:policy/*A*' }],
  [
    'a wildcard in the name of an inline policy',
    { InlinePolicyIdentifier: { PolicyName: 'c*', AttachmentType: 'user', AttachmentName: 'alice' } },
  ],
])('an exclusion with %s is refused', (_, identifier) => {
  const { simulate } = story();
  const call = () => simulate({ PolicyExclusionList: [identifier as never] });
  expect(call).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
});

test('the boundary of the user counts, unless it is excluded or another is passed', () => {
  const { run, simulate } = story();
  run(CreatePolicyCommand, { PolicyName: 'limits', PolicyDocument: policy('Allow', 'iam:*') });
  const PermissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/limits`;
  run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary });
  const ActionNames = ['s3:CreateBucket'];
  expect(simulate({ ActionNames }).EvaluationResults).toMatchObject([
    { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
  ]);
  expect(decisions(simulate({ ActionNames, PolicyExclusionList: [{ PolicyType: 'permission-boundary' }] }))).toEqual([
    'allowed',
  ]);
  expect(decisions(simulate({ ActionNames, PermissionsBoundaryPolicyInputList: [ALLOW_ALL] }))).toEqual(['allowed']);
});

test('policies that are passed are added to those of the principal', () => {
  const { simulate } = story();
  const PolicyInputList = [policy('Deny', 's3:CreateBucket')];
  expect(simulate({ ActionNames: ['s3:CreateBucket'], PolicyInputList }).EvaluationResults).toMatchObject([
    { EvalDecision: 'explicitDeny', MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }] },
  ]);
});

test('results come in pages, also where an action is named twice', () => {
  const { simulate } = story();
  const ActionNames = ['s3:GetObject', 's3:GetObject', 's3:DeleteBucket'];
  const first = simulate({ ActionNames, MaxItems: 2 });
  expect([decisions(first), first.IsTruncated]).toEqual([['allowed', 'allowed'], true]);
  const { Marker = '' } = first;
  const second = simulate({ ActionNames, MaxItems: 2, Marker });
  expect([decisions(second), second.IsTruncated]).toEqual([['explicitDeny'], false]);
});

test('groups and roles are simulated, managed policies are not', () => {
  const { run, simulate } = story();
  run(CreateRoleCommand, { RoleName: 'app', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  run(PutRolePolicyCommand, { RoleName: 'app', PolicyName: 'logs', PolicyDocument: policy('Allow', 'logs:*') });
  const simulated = (kind: string, action: string) =>
    decisions(simulate({ PolicySourceArn: `arn:aws:iam::${ACCOUNT}:${kind}`, ActionNames: [action] }));
  expect(simulated('group/staff', 's3:DeleteBucket')).toEqual(['allowed']);
  expect(simulated('role/app', 'logs:PutLogEvents')).toEqual(['allowed']);
  expect(() => simulated('role/none', 's3:DeleteBucket')).toThrow('The role with name none cannot be found.');
  expect(() => simulate({ PolicySourceArn: ADMIN })).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
test('a custom policy is simulated with SCPs, a resource policy and context', () => {
  const { run } = createIamCalls();
  const StringEquals = { 'aws:PrincipalTag/team': 'blue' };
  const { EvaluationResults } = run(SimulateCustomPolicyCommand, {
    PolicyInputList: [policy('Allow', 's3:*', { Condition: { StringEquals } })],
    OrderedOrganizationPolicyInputList: [{ ServiceControlPolicyInputList: [ALLOW_ALL] }, {}],
    ActionNames: ['s3:GetObject'],
    ContextEntries: [{ ContextKeyName: 'aws:PrincipalTag/team', ContextKeyValues: ['blue'], ContextKeyType: 'string' }],
  });
  expect(EvaluationResults).toMatchObject([
    { EvalDecision: 'implicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
  ]);
});

test.each([
  ['an action with a wildcard', { ActionNames: ['s3:*'] }],
  ['a document that is no policy', { PolicyInputList: ['{"Statement":{}}'] }],
  ['a caller who is a session', { CallerArn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/work` }],
  ['an unknown kind of simulation', { ResourceHandlingOption: 'EC2-Classic-EBS' }],
  [
    'a launch without a volume',
    {
      ResourceHandlingOption: 'EC2-VPC-EBS',
      ResourceArns: ['instance', 'image', 'security-group', 'network-interface'].map(
        (type) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${type}/*`,
      ),
    },
  ],
])('%s is refused with InvalidInput', (_, input) => {
  const { simulate } = story();
  expect(() => simulate(input)).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
});

test('context keys are those of the policies, of groups and boundaries too', () => {
  const { run } = story();
  const keyed = (key: string) => policy('Allow', 's3:*', { Condition: { StringEquals: { [key]: 'x' } } });
  run(CreatePolicyCommand, { PolicyName: 'p', PolicyDocument: keyed('aws:SourceVpce') });
  run(AttachUserPolicyCommand, { UserName: 'alice', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p` });
  run(CreatePolicyCommand, { PolicyName: 'limits', PolicyDocument: keyed('aws:PrincipalTag/team') });
  const PermissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/limits`;
  run(PutUserPermissionsBoundaryCommand, { UserName: 'alice', PermissionsBoundary });
  const PolicyInputList = [keyed('aws:sourcevpce'), keyed('aws:Referer')];
  expect(run(GetContextKeysForPrincipalPolicyCommand, { PolicySourceArn: ALICE, PolicyInputList })).toEqual({
    ContextKeyNames: ['aws:sourcevpce', 'aws:PrincipalTag/team', 'aws:Referer'],
  });
  expect(run(GetContextKeysForCustomPolicyCommand, { PolicyInputList })).toEqual({
    ContextKeyNames: ['aws:sourcevpce', 'aws:Referer'],
  });
});
