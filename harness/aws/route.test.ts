import * as iam from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { headerMap } from './header-map.js';
import { parseQuery } from './query-form.js';
import { routeQueryOperation, routeService, type ServiceEvidence, serviceOfForm } from './route.js';
import { readService } from './schema.js';

const evidence = (given: {
  method?: string;
  query?: string;
  headers?: Record<string, string>;
  hasBucket?: boolean;
}): ServiceEvidence => ({
  method: given.method ?? 'GET',
  query: parseQuery(given.query ?? ''),
  headers: headerMap(Object.entries({ host: '127.0.0.1:4566', ...given.headers }).flat()),
  hasBucket: () => given.hasBucket ?? false,
});
const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const codeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error instanceof AwsError ? [error.code, error.message] : error;
  }
};

describe('the service of a request', () => {
  test('is the one in the scope of its signature, whatever its host says', () => {
    expect(routeService(evidence({ method: 'POST', headers: signedFor('iam') }))).toBe('iam');
    expect(routeService(evidence({ headers: { ...signedFor('sts'), host: 'iam.amazonaws.com' } }))).toBe('sts');
    expect(routeService(evidence({ headers: signedFor('s3'), query: 'Action=ListUsers' }))).toBe('s3');
  });

  test('is read from a scope without a region, as multi-region signatures have it', () => {
    const authorization =
      'AWS4-ECDSA-P256-SHA256 Credential=AKID/20261124/s3/aws4_request, SignedHeaders=host, Signature=0';
    expect(routeService(evidence({ headers: { authorization } }))).toBe('s3');
  });

  test('P8: is read from a presigned query', () => {
    expect(
      routeService(
        evidence({
          query: 'Action=GetCallerIdentity&X-Amz-Credential=AKID%2F20261124%2Fus-east-1%2Fsts%2Faws4_request',
        }),
      ),
    ).toBe('sts');
  });

  test('P22: is not told by the content type', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(routeService(evidence({ method: 'PUT', headers, hasBucket: true }))).toBe('s3');
  });

  test('P23: is S3 for a signature of version 2', () => {
    expect(routeService(evidence({ query: 'AWSAccessKeyId=AKID&Signature=x&Expires=1', hasBucket: true }))).toBe('s3');
    expect(routeService(evidence({ headers: { authorization: 'AWS AKID:x' } }))).toBe('s3');
  });

  test('is told by the host of an unsigned request', () => {
    expect(routeService(evidence({ method: 'POST', headers: { host: 'iam.amazonaws.com' } }))).toBe('iam');
    expect(routeService(evidence({ method: 'POST', headers: { host: 'sts.eu-west-1.amazonaws.com' } }))).toBe('sts');
  });

  test('is told by the form of an unsigned call on /', () => {
    expect(routeService(evidence({ method: 'POST' }))).toBeUndefined();
    expect(routeService(evidence({ query: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15' }))).toBe('sts');
    expect(serviceOfForm(parseQuery('Action=ListUsers&Version=2010-05-08'))).toBe('iam');
    expect(serviceOfForm(parseQuery('key=value'))).toBe('s3');
  });

  test('is S3, anonymously, where nothing says otherwise', () => {
    expect(routeService(evidence({}))).toBe('s3');
    expect(routeService(evidence({ method: 'POST', hasBucket: true }))).toBe('s3');
  });

  test('is refused by name when it is none of the three', () => {
    const [code, message] = codeOf(() => routeService(evidence({ headers: signedFor('dynamodb') }))) as string[];
    expect(code).toBe('NotImplemented');
    expect(message).toContain('`dynamodb`');
  });
});

describe('the operation of a form', () => {
  const service = readService(iam, 'iam');
  const find = (form: string) => codeOf(() => routeQueryOperation(service, parseQuery(form)).name);

  test('is its Action', () => expect(find('Action=CreateRole&Version=2010-05-08')).toBe('CreateRole'));

  test('is refused in AWS’s words when it is unknown to the version', () => {
    expect(find('Action=Dance&Version=2010-05-08')).toEqual([
      'InvalidAction',
      'Could not find operation Dance for version 2010-05-08',
    ]);
    expect(find('Action=CreateRole&Version=2011-06-15')).toEqual([
      'InvalidAction',
      'Could not find operation CreateRole for version 2011-06-15',
    ]);
    expect(find('Action=__proto__&Version=2010-05-08')).toEqual([
      'InvalidAction',
      'Could not find operation __proto__ for version 2010-05-08',
    ]);
  });

  test('is missed when there is none', () =>
    expect(find('Version=2010-05-08')).toEqual(['MissingAction', expect.any(String)]));
});
