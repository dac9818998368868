import { expect, test } from 'vitest';
import { compile, type PolicyKind, validate } from './index.js';

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const answer = (kind: PolicyKind, document: string) =>
  validate(document, { kind, ...(kind === 'resource' ? { resourceArn: 'arn:aws:s3:::bucket' } : {}) })[0]?.message;

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

test.each<[string, PolicyKind, string, number, number]>([
  ['no JSON', 'identity', '{"Version": "2012-10-17",\n "Statement" []}', 2, 14],
  ['an unknown element', 'identity', '{\n  "Version": "2012-10-17",\n  "Statements": []\n}', 3, 3],
  [
    'an unknown operator',
    'identity',
    '{"Version": "2012-10-17",\r\n"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",\r\n  "Condition": {"StringIs": {"a:b": "c"}}}}',
    3,
    17,
  ],
  [
    'one of several resources',
    'identity',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":["*",\n"bucket"]}]}',
    2,
    1,
  ],
  [
    'a repeated Sid',
    'identity',
    '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},\n{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}]}',
    2,
    8,
  ],
  [
    'a resource of a trust policy',
    'trust',
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",\n  "Resource":"*"}}',
    2,
    3,
  ],
  [
    'an effect of a bucket policy',
    'resource',
    '{"Version":"2012-10-17","Statement":{"Effect":\n"allow","Principal":"*","Action":"*","Resource":"*"}}',
    2,
    1,
  ],
  ['what is not there', 'resource', '{"Version":"2012-10-17","Statement":[\n  {"Effect":"Allow"}]}', 2, 3],
])('the place of a fault is told: %s', (_, kind, document, line, column) => {
  expect(validate(document, { kind })[0]).toMatchObject({ line, column });
});

test('a document without faults has no findings, and compiles', () => {
  expect(validate(policy(ALLOW), { kind: 'identity' })).toEqual([]);
  expect(compile(policy(ALLOW), { kind: 'identity' }).statements).toHaveLength(1);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html */
const GITHUB = 'token.actions.githubusercontent.com';
const trusts = (url: string, condition?: object) =>
  policy({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${url}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(condition ? { Condition: condition } : {}),
  });

test.each([
  ['without any condition', trusts(GITHUB)],
  ['with the audience alone', trusts(GITHUB, { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })],
  ['with every subject', trusts(GITHUB, { StringLike: { [`${GITHUB}:sub`]: '*' } })],
  ['with a subject that only must be there', trusts(GITHUB, { Null: { [`${GITHUB}:sub`]: 'false' } })],
  ['whose tenant is its audience', trusts('api.pulumi.com/oidc', { StringEquals: { 'api.pulumi.com/oidc:sub': 'x' } })],
])('a trust policy for a shared OIDC provider is refused %s', (_, document) => {
  expect(answer('trust', document)).toMatch(/^Missing required condition /);
});

/** https://github.com/c6fc/npk/issues/98 */
test('a trust policy for Cognito without its pool is refused in words of its own', () => {
  const principal = { Effect: 'Allow', Principal: { Federated: 'cognito-identity.amazonaws.com' } };
  const document = policy({ ...principal, Action: 'sts:AssumeRoleWithWebIdentity' });
  expect(answer('trust', document)).toBe('A condition block must be present for the Cognito provider');
});

/** https://github.com/aws-samples/github-actions-oidc-cdk-construct/issues/5 */
test('a trust policy with an unknown operator is refused in words of its own', () => {
  const document = trusts('oidc.example.com', { ForAllValuesStringEquals: { 'oidc.example.com:sub': 'x' } });
  expect(answer('trust', document)).toBe('Invalid Condition type : ForAllValuesStringEquals');
});

test.each([
  ['a shared provider with its tenant', trusts(GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:octo/*' } })],
  ['its tenant in another case', trusts(GITHUB, { StringLike: { [`${GITHUB.toUpperCase()}:SUB`]: 'repo:octo/*' } })],
  ['a provider of one organization', trusts('oidc.example.com')],
])('a trust policy is accepted for %s', (_, document) => {
  expect(answer('trust', document)).toBeUndefined();
});

const bucketPolicy = (statement: object) => policy({ Effect: 'Allow', Principal: '*', ...statement });

/**
 * Refusals of PutBucketPolicy that people reported.
 * https://github.com/ministryofjustice/modernisation-platform/pull/10762
 * https://github.com/spack/spack-infrastructure/pull/978
 */
test.each([
  ['a bucket action on objects', 's3:GetBucketAcl', 'arn:aws:s3:::bucket/*'],
  ['a bucket action beside an object action on objects', ['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::bucket/*'],
  ['an object action on the bucket', 's3:GetObject', 'arn:aws:s3:::bucket'],
  ['a pattern of bucket actions on objects', 's3:PutBucket*', 'arn:aws:s3:::bucket/a/*'],
  ['an action of the account', 's3:ListAllMyBuckets', 'arn:aws:s3:::bucket'],
])('S3 refuses %s', (_, Action, Resource) => {
  const message = 'Action does not apply to any resource(s) in statement';
  expect(answer('resource', bucketPolicy({ Action, Resource }))).toBe(message);
});

test.each([
  ['both resources', ['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*']],
  ['a wildcard that covers both', ['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::bucket*'],
  ['every action of S3 on objects', 's3:*', 'arn:aws:s3:::bucket/*'],
  ['a pattern with one fitting action', 's3:List*', 'arn:aws:s3:::bucket/*'],
  ['an action in another case', 's3:getobject', 'arn:aws:s3:::bucket/*'],
])('S3 accepts %s', (_, Action, Resource) => {
  expect(answer('resource', bucketPolicy({ Action, Resource }))).toBeUndefined();
});

test('S3 refuses an action that it does not have', () => {
  const statement = { Action: 's3:ListObjects', Resource: 'arn:aws:s3:::bucket' };
  expect(answer('resource', bucketPolicy(statement))).toBe('Policy has invalid action');
});

/** https://github.com/humanmade/S3-Uploads/issues/239 */
test('S3 refuses a key of listings beside an action that lists nothing', () => {
  const Condition = { StringLike: { 's3:prefix': ['*'] } };
  const statement = { Action: ['s3:GetBucketAcl', 's3:ListBucket'], Resource: 'arn:aws:s3:::bucket', Condition };
  const message = 'Conditions do not apply to combination of actions and resources in statement';
  expect(answer('resource', bucketPolicy(statement))).toBe(message);
  expect(answer('resource', bucketPolicy({ ...statement, Action: 's3:ListBucket' }))).toBeUndefined();
});

/**
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 */
const DENY_ALL = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
test.each<[string, PolicyKind, object]>([
  ['an SCP with a principal', 'scp', { ...ALLOW, Principal: '*' }],
  ['an SCP with an unknown element', 'scp', { ...ALLOW, Conditions: {} }],
  ['an RCP without a principal', 'rcp', { Effect: 'Deny', Action: 's3:*', Resource: '*' }],
  ['an RCP for one principal', 'rcp', { ...DENY_ALL, Principal: { AWS: '123456789012' } }],
  ['an RCP that allows one action', 'rcp', { ...DENY_ALL, Effect: 'Allow' }],
  ['an RCP with NotAction', 'rcp', { Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }],
  ['an RCP with NotPrincipal', 'rcp', { Effect: 'Deny', NotPrincipal: '*', Action: 's3:*', Resource: '*' }],
])('Organizations refuses %s', (_, kind, statement) => {
  expect(answer(kind, policy(statement))).toBe(
    'The provided policy document does not meet the requirements of the specified policy type.',
  );
  expect(() => compile(policy(statement), { kind })).toThrow(
    expect.objectContaining({ code: 'MalformedPolicyDocumentException' }),
  );
});

test.each<[string, PolicyKind, object]>([
  ['an SCP that allows under a condition', 'scp', { ...ALLOW, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ['an RCP that denies', 'rcp', DENY_ALL],
  ['RCPFullAWSAccess', 'rcp', { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
])('Organizations accepts %s', (_, kind, statement) => {
  expect(answer(kind, policy(statement))).toBeUndefined();
});
