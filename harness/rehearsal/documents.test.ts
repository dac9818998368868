import { expect, test } from 'vitest';
import { policyDocument, trustPolicyDocument } from './documents.js';

test('actions by name stand on every resource, statements keep what they say', () => {
  const read = { Sid: 'Read', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
  expect(JSON.parse(policyDocument({ allows: ['s3:ListAllMyBuckets', read], denies: 'iam:*' }))).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
      { Effect: 'Allow', ...read },
      { Effect: 'Deny', Action: ['iam:*'], Resource: '*' },
    ],
  });
});

test('services are trusted as services, everyone else by name', () => {
  const user = { arn: 'arn:aws:iam::123456789012:user/u' };
  const condition = { StringEquals: { 'sts:ExternalId': 'x' } };
  expect(JSON.parse(trustPolicyDocument(['lambda.amazonaws.com', user, '210987654321'], { condition }))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [user.arn, '210987654321'], Service: ['lambda.amazonaws.com'] },
        Action: 'sts:AssumeRole',
        Condition: condition,
      },
    ],
  });
});
