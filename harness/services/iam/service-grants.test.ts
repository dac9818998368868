import { expect, test } from 'vitest';
import { grantedServices } from './service-grants.js';

const grants = (...Statement: readonly object[]) =>
  grantedServices(JSON.stringify({ Statement }), ['ec2', 'iam', 's3']);

test.each([
  ['one action', { Effect: 'Allow', Action: 's3:Get*' }, ['s3']],
  ['actions in any case', { Effect: 'Allow', Action: ['S3:GetObject', 'EC2:*'] }, ['ec2', 's3']],
  ['everything', { Effect: 'Allow', Action: '*' }, ['ec2', 'iam', 's3']],
  ['everything but a service', { Effect: 'Allow', NotAction: ['iam:*', 's3:GetObject'] }, ['ec2', 's3']],
  ['a refusal', { Effect: 'Deny', Action: '*' }, []],
])('%s grants its services', (_name, statement, services) => {
  expect(grants(statement)).toEqual(services);
});
