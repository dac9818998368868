import { expect, test } from 'vitest';
import { refusal } from '../../../fixtures/refusal.js';
import { requestContextKeys, requestContextOf, sessionContextKeys } from './provided-contexts.js';

const ProviderArn = 'arn:aws:iam::aws:contextProvider/IdentityCenter';

test('what a context provider asserts is condition keys of the request and of the session', () => {
  const context = requestContextOf([{ ProviderArn, ContextAssertion: '{"identitystore:UserId":"user-1"}' }]);
  expect(requestContextKeys(context)).toEqual({
    'sts:RequestContext/identitystore:UserId': 'user-1',
    'sts:RequestContextProviders': [ProviderArn],
  });
  expect(sessionContextKeys(context)).toEqual({ 'identitystore:userid': 'user-1' });
});

test('a request without contexts has none of the keys', () => {
  expect([requestContextKeys(undefined), sessionContextKeys(undefined), requestContextOf([])]).toEqual([
    {},
    {},
    undefined,
  ]);
});

test.each([
  [ProviderArn, 'trusted-context-assertion'],
  [ProviderArn, '["user-1"]'],
  [ProviderArn, '{"identitystore:UserId":1}'],
  [ProviderArn, '{"UserId":"user-1"}'],
  ['arn:aws:iam::111122223333:role/IdentityCenter', '{}'],
])('a context of %s that asserts %s is refused', (arn, ContextAssertion) => {
  expect(refusal(() => requestContextOf([{ ProviderArn: arn, ContextAssertion }]))).toEqual([
    'InvalidContextAssertion',
    'The request was rejected because the context assertion that was provided is invalid.',
  ]);
});
