import { expect, test } from 'vitest';
import { managedPolicies } from './managed-policies.js';

const catalogue = managedPolicies();

test('AdministratorAccess is the real document', () => {
  expect(JSON.parse(catalogue.get('arn:aws:iam::aws:policy/AdministratorAccess')?.document() ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
});

test('a policy is found by its whole ARN, path included', () => {
  const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
  expect(catalogue.get(arn)).toMatchObject({ arn, name: 'AWSLambdaRole', path: '/service-role/' });
  expect(catalogue.get('arn:aws:iam::aws:policy/AWSLambdaRole')).toBeUndefined();
  expect(catalogue.get('arn:aws:iam::aws:policy/constructor')).toBeUndefined();
});

test('every shipped document is JSON with a statement', () => {
  const arns = catalogue.arns();
  expect(arns.length).toBeGreaterThan(1500);
  for (const arn of arns) expect(JSON.parse(catalogue.get(arn)?.document() ?? '{}')).toHaveProperty('Statement');
});
