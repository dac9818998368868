import { expect, test } from 'vitest';
import { createVpcEndpoints, InvalidVpcEndpoint } from './vpc-endpoints.js';

const ENDPOINT = { id: 'vpce-1a2b3c4d', vpc: 'vpc-111bbb22', account: '111122223333' };
const READ = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' },
};

test('an endpoint without a policy lets everything through, and one may be replaced', () => {
  const endpoints = createVpcEndpoints([ENDPOINT]);
  expect(endpoints.policyOf(ENDPOINT.id)).toBeUndefined();
  endpoints.put({ ...ENDPOINT, policy: READ });
  expect(endpoints.policyOf(ENDPOINT.id)?.policies[0]).toMatchObject({
    policy: { kind: 'endpoint' },
    source: { attachedTo: 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-1a2b3c4d' },
  });
  expect([...endpoints]).toHaveLength(1);
});

test.each([
  [{ id: 'endpoint' }, 'a VPC endpoint with the id `endpoint`: write one like `vpce-1a2b3c4d`'],
  [{ vpc: 'main' }, 'a VPC endpoint with the vpc `main`: write one like `vpc-111bbb22`'],
  [{ account: 'mine' }, 'a VPC endpoint with the account `mine`: write one like `123456789012`'],
  [{ policy: { Statement: { Effect: 'Maybe' } } }, 'the policy of `vpce-1a2b3c4d`: '],
  [{ policy: ' '.repeat(20_481) }, 'the policy of `vpce-1a2b3c4d` has 20481 characters; make it one of at most 20480'],
])('%j is refused', (wrong, message) => {
  expect(() => createVpcEndpoints([{ ...ENDPOINT, ...wrong }])).toThrow(InvalidVpcEndpoint);
  expect(() => createVpcEndpoints([{ ...ENDPOINT, ...wrong }])).toThrow(message);
});
