import { expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import { contextEntry } from './context-entry.js';
import type { ContextValue } from './request.js';

const reference = serviceReference();

test.each<[string, ContextValue, string]>([
  ['aws:PrincipalArn', 'arn:aws:iam::111122223333:user/a', 'string'],
  ['aws:SourceIp', '203.0.113.7', 'ip'],
  ['aws:MultiFactorAuthPresent', 'true', 'boolean'],
  ['aws:TagKeys', 'team', 'stringList'],
  ['s3:max-keys', '10', 'numeric'],
  ['ec2:InstanceType', ['t3.micro', 't3.nano'], 'stringList'],
  ['aws:PrincipalTag/team', 'blue', 'string'],
  ['accounts.example.com:sub', 'me', 'string'],
])('%s is told to the simulator with its type', (name, value, type) => {
  expect(contextEntry(name, value, reference)).toEqual({
    ContextKeyName: name,
    ContextKeyValues: [value].flat(),
    ContextKeyType: type,
  });
});
