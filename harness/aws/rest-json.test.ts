import { expect, test } from 'vitest';
import { AwsError } from './errors.js';
import type { WireRequest } from './http.js';
import { isRestJson, restJsonCall, writeRestJsonError } from './rest-json.js';

const request = (target: string, method = 'GET'): WireRequest => ({
  method,
  target,
  rawHeaders: [],
  body: undefined,
  origin: { sourceIp: '127.0.0.1', secureTransport: true },
});
const call = (target: string) => {
  const { operation, input } = restJsonCall(request(target)) ?? {};
  return [operation?.name, input];
};

test('IAM Toolbox is told by its path', () => {
  expect(isRestJson(request('/authorization-details/a'))).toBe(true);
  expect(isRestJson(request('/authorization-details/a', 'POST'))).toBe(false);
  expect(isRestJson(request('/?Action=ListUsers'))).toBe(false);
});

test('labels and query are the input', () => {
  expect(call('/authorization-details/b5m5?nextToken=x')).toEqual([
    'GetRequestAuthorizationDetails',
    { authorizationId: 'b5m5', nextToken: 'x' },
  ]);
  expect(call('/authorization-details/b5m5/policy?policyUri=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FX')).toEqual([
    'GetRequestAuthorizationPolicy',
    { authorizationId: 'b5m5', policyUri: 'arn:aws:iam::aws:policy/X' },
  ]);
  expect(call('/authorization-details/b5m5?authorizationId=other')[1]).toEqual({ authorizationId: 'b5m5' });
});

test.each(['/authorization-details/a/b', '/authorization-details/a/policy/c'])('%s is no operation', (target) => {
  expect(restJsonCall(request(target))).toBeUndefined();
});

test('an error has its code in a header and its words in the body', () => {
  expect(writeRestJsonError(new AwsError('AccessDenied', 'No.'), 'id')).toEqual({
    status: 403,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amzn-requestid': 'id',
    },
    body: '{"message":"No."}',
  });
  expect(writeRestJsonError(new AwsError('ValidationException', 'No.'), 'id').status).toBe(400);
});
