import { expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import {
  type ContextEntry,
  contextKeysOfPolicies,
  PolicyError,
  type SimulateCustomPolicyInput,
  SimulationInputError,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
} from './index.js';

const ALICE = 'arn:aws:iam::123456789012:user/alice';
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const simulate = (input: Partial<SimulateCustomPolicyInput>) => {
  const [result] = simulateCustomPolicy({ PolicyInputList: [], ActionNames: ['s3:GetObject'], ...input });
  return result;
};

/** https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html#examples */
const EXAMPLE =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
const at = (time: string): ContextEntry[] => [
  { ContextKeyName: 'aws:CurrentTime', ContextKeyValues: [time], ContextKeyType: 'date' },
];

test('the example of the AWS CLI that is allowed', () => {
  const input = { PolicyInputList: [EXAMPLE], ActionNames: ['dynamodb:CreateBackup'] };
  expect(simulateCustomPolicy({ ...input, ContextEntries: at('2019-04-25T11:00:00Z') })).toEqual([
    {
      EvalActionName: 'dynamodb:CreateBackup',
      EvalResourceName: '*',
      EvalDecision: 'allowed',
      MatchedStatements: [
        {
          SourcePolicyId: 'PolicyInputList.1',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 167 },
        },
      ],
      MissingContextValues: [],
    },
  ]);
});

test('the example of the AWS CLI that is denied', () => {
  const input = { PolicyInputList: [EXAMPLE], ActionNames: ['dynamodb:CreateBackup'] };
  expect(simulateCustomPolicy({ ...input, ContextEntries: at('2014-04-25T11:00:00Z') })).toMatchObject([
    { EvalDecision: 'implicitDeny', MatchedStatements: [], MissingContextValues: [] },
  ]);
});

/** Recorded for AdministratorAccess and for bucket policies: a statement begins where the one before ended. */
test('the statements of a list begin behind the bracket or the statement before', () => {
  const document =
    '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}';
  expect(simulate({ PolicyInputList: [document] })?.MatchedStatements).toMatchObject([
    { StartPosition: { Line: 3, Column: 17 }, EndPosition: { Line: 8, Column: 6 } },
  ]);
  const two = policy(allow('s3:PutObject'), allow('s3:GetObject'));
  const first = 37 + JSON.stringify(allow('s3:PutObject')).length + 1;
  expect(simulate({ PolicyInputList: [two] })?.MatchedStatements).toMatchObject([
    { StartPosition: { Line: 1, Column: first }, EndPosition: { Line: 1, Column: two.length - 1 } },
  ]);
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
test('there is one result for each action, the most restrictive of all resources', () => {
  const PolicyInputList = [
    policy(
      allow('s3:*', 'arn:aws:s3:::a/*'),
      allow('s3:*', 'arn:aws:s3:::b/*'),
      deny('s3:PutObject', 'arn:aws:s3:::b/*'),
    ),
  ];
  const results = simulateCustomPolicy({
    PolicyInputList,
    ActionNames: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    ResourceArns: ['arn:aws:s3:::a/1', 'arn:aws:s3:::b/1'],
  });
  expect(results.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
    ['s3:GetObject', 'allowed'],
    ['s3:PutObject', 'explicitDeny'],
    ['s3:DeleteObject', 'allowed'],
  ]);
  expect(results[0]?.MatchedStatements).toHaveLength(2);
  expect(results[1]?.ResourceSpecificResults).toMatchObject([
    { EvalResourceName: 'arn:aws:s3:::a/1', EvalResourceDecision: 'allowed' },
    { EvalResourceName: 'arn:aws:s3:::b/1', EvalResourceDecision: 'explicitDeny', MatchedStatements: [{}] },
  ]);
  expect(results[1]?.EvalDecisionDetails).toEqual({});
  expect(results[1]?.ResourceSpecificResults?.[0]).not.toHaveProperty('EvalDecisionDetails'); // "only for cross-account simulations"
});

test('a whole result names the ARN of the resource type, or *', () => {
  const options = { reference: serviceReference() };
  const input = { PolicyInputList: [], ActionNames: ['s3:GetObject', 's3:ListBucket', 's3:ListAllMyBuckets'] };
  expect(simulateCustomPolicy(input, options).map(({ EvalResourceName }) => EvalResourceName)).toEqual([
    'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
    'arn:${Partition}:s3:::${BucketName}',
    '*',
  ]);
});

test('keys that no entry gives are missing, in the policy spelling and once', () => {
  const PolicyInputList = [
    policy(
      allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*'),
      allow('s3:GetObject', '*', { Condition: { StringLike: { 's3:ExistingObjectTag/a': '${aws:UserName}' } } }),
      allow('s3:PutObject', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ),
  ];
  expect(simulate({ PolicyInputList })?.MissingContextValues).toEqual(['aws:UserName', 's3:ExistingObjectTag/a']);
});

test('a list is a key with several values', () => {
  const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } };
  const PolicyInputList = [policy(allow('s3:GetObject', '*', { Condition }))];
  const decided = (values: readonly string[]) =>
    simulate({
      PolicyInputList,
      ContextEntries: [{ ContextKeyName: 'aws:TagKeys', ContextKeyValues: values, ContextKeyType: 'stringList' }],
    })?.EvalDecision;
  expect([decided(['a', 'b']), decided(['a', 'c'])]).toEqual(['allowed', 'implicitDeny']);
});

test('a boundary tells whether it allows', () => {
  const PolicyInputList = [policy(allow('s3:*'))];
  const within = (boundary: object) =>
    simulate({ PolicyInputList, PermissionsBoundaryPolicyInputList: [policy(boundary)] });
  expect(within(allow('s3:Get*'))).toMatchObject({
    EvalDecision: 'allowed',
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
  });
  expect(within(allow('s3:Put*'))).toMatchObject({
    EvalDecision: 'implicitDeny',
    MatchedStatements: [],
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
  });
});

test('each level of the organization must allow, and its statements are never named', () => {
  const levels = (...documents: readonly string[]) => ({
    PolicyInputList: [policy(allow('s3:*'))],
    OrderedOrganizationPolicyInputList: documents.map((document) => ({ ServiceControlPolicyInputList: [document] })),
    ResourceArns: ['arn:aws:s3:::b/k'],
  });
  const all = policy(allow('*'));
  expect(simulate(levels(all, all))).toMatchObject({
    EvalDecision: 'allowed',
    OrganizationsDecisionDetail: { AllowedByOrganizations: true },
  });
  expect(simulate(levels(all, policy(allow('iam:*'))))).toMatchObject({
    EvalDecision: 'implicitDeny',
    OrganizationsDecisionDetail: { AllowedByOrganizations: false },
  });
  const denied = simulate(levels(policy(allow('*'), deny('s3:GetObject')), all));
  expect(denied).toMatchObject({ EvalDecision: 'explicitDeny', MatchedStatements: [] });
  expect(denied).not.toHaveProperty('EvalDecisionDetails');
});

test('both sides of a cross-account request are told', () => {
  const ResourcePolicy = policy({ ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal: { AWS: ALICE } });
  const input = {
    ResourcePolicy,
    CallerArn: ALICE,
    ResourceOwner: 'arn:aws:iam::210987654321:root',
    ResourceArns: ['arn:aws:s3:::b/k'],
  };
  expect(simulate(input)).toMatchObject({
    EvalDecision: 'implicitDeny',
    EvalDecisionDetails: { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' },
  });
  expect(simulate({ ...input, PolicyInputList: [policy(allow('s3:*'))] })).toMatchObject({
    EvalDecision: 'allowed',
    EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' },
    MatchedStatements: [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'Resource Policy' }, {}],
  });
  expect(simulate({ ...input, ResourceOwner: '123456789012' })).toMatchObject({
    EvalDecision: 'allowed',
    EvalDecisionDetails: {},
  });
});

/** "If the ResourceOwner parameter is not specified, then the owner ... defaults to the account of the identity provided in CallerArn." */
test('without a caller nobody is of another account than the resource', () => {
  const input = {
    PolicyInputList: [policy(allow('iam:GetUser'))],
    ActionNames: ['iam:GetUser'],
    ResourceArns: [ALICE],
  };
  expect(simulate(input)).toMatchObject({ EvalDecision: 'allowed', EvalDecisionDetails: {} });
  expect(simulate({ ...input, CallerArn: 'arn:aws:iam::210987654321:user/bob' })?.EvalDecision).toBe('implicitDeny');
});

test('a role may call, and resource policies name it by its ARN', () => {
  const role = 'arn:aws:iam::123456789012:role/team/app';
  const ResourcePolicy = policy({ ...allow('s3:GetObject'), Principal: { AWS: role } });
  expect(simulate({ ResourcePolicy, CallerArn: role })?.EvalDecision).toBe('allowed');
});

test('a principal has its own policies, its boundary and its SCPs', () => {
  const [result] = simulatePrincipalPolicy({
    PolicySourceArn: ALICE,
    ActionNames: ['s3:GetObject'],
    attached: {
      policies: [{ id: 'AdministratorAccess', document: policy(allow('*')) }],
      boundary: { id: 'limits', document: policy(allow('s3:*')) },
      scps: [[{ id: 'FullAWSAccess', document: policy(allow('*')) }]],
    },
  });
  expect(result).toMatchObject({
    EvalDecision: 'allowed',
    MatchedStatements: [{ SourcePolicyId: 'AdministratorAccess' }],
    OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
  });
});

test('a boundary that is passed takes the place of the one that is attached', () => {
  const [result] = simulatePrincipalPolicy({
    PolicySourceArn: ALICE,
    ActionNames: ['s3:GetObject'],
    PermissionsBoundaryPolicyInputList: [policy(allow('iam:*'))],
    attached: {
      policies: [{ id: 'all', document: policy(allow('*')) }],
      boundary: { id: 'limits', document: policy(allow('s3:*')) },
    },
  });
  expect(result?.EvalDecision).toBe('implicitDeny');
});

test.each<[string, Partial<SimulateCustomPolicyInput>]>([
  ['a wildcard in an action', { ActionNames: ['s3:*'] }],
  ['a session as caller', { CallerArn: 'arn:aws:sts::123456789012:assumed-role/app/work' }],
  ['a resource policy without caller', { ResourcePolicy: policy(allow('*')) }],
  ['two boundaries', { PermissionsBoundaryPolicyInputList: [policy(allow('*')), policy(allow('*'))] }],
  ['eight levels', { OrderedOrganizationPolicyInputList: Array.from({ length: 8 }, () => ({})) }],
  ['a value that is not of its type', { ContextEntries: at('tomorrow') }],
  ['an unknown type', { ContextEntries: [{ ContextKeyName: 'a:b', ContextKeyValues: [], ContextKeyType: 'text' }] }],
  ['an owner that is no account', { ResourceOwner: 'alice' }],
])('%s is refused', (_, input) => {
  expect(() => simulate(input)).toThrow(SimulationInputError);
});

test('a document that is no policy is refused', () => {
  expect(() => simulate({ PolicyInputList: ['{"Statement": {}}'] })).toThrow(PolicyError);
});

/** https://docs.aws.amazon.com/cli/latest/reference/iam/get-context-keys-for-custom-policy.html#examples */
test('the context keys of policies are told as the AWS CLI shows them', () => {
  const document =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}';
  expect(contextKeysOfPolicies([document, document])).toEqual(['aws:username', 'aws:CurrentTime']);
});
