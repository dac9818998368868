import {
  type AuthorizationRequest,
  authorize,
  compile,
  explain,
  gather,
  type PolicyKind,
  type PolicySet,
} from './index.js';

export const ALICE = 'arn:aws:iam::123456789012:user/alice';
export const OBJECT = 'arn:aws:s3:::bucket/alice/x';

/** Alice reads an object of her account. */
export const request: AuthorizationRequest = {
  principal: { type: 'user', account: '123456789012', arn: ALICE, uniqueId: 'AIDAALICEALICEALICE1' },
  action: 's3:GetObject',
  resource: OBJECT,
  resourceAccount: '123456789012',
  context: new Map([
    ['aws:username', 'alice'],
    ['aws:sourceip', '203.0.113.9'],
  ]),
};

export function group(kind: PolicyKind, name: string, ...statements: readonly object[]) {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
  const policy = compile(document, { kind, accepted: true });
  return gather([{ policy, source: { name, file: `policies/${name}.json` } }]);
}

export const explained = (policies: PolicySet, more: Partial<AuthorizationRequest> = {}) =>
  explain(authorize({ ...request, ...more }, policies));
