import { expect, test } from 'vitest';
import { contextKeyOfType, globalContextKey, globalContextKeys } from './context-keys.js';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
test.each([
  ['aws:SourceIp', 'ip', false],
  ['AWS:CURRENTTIME', 'date', false],
  ['aws:MultiFactorAuthPresent', 'boolean', false],
  ['aws:MultiFactorAuthAge', 'numeric', false],
  ['aws:PrincipalArn', 'arn', false],
  ['aws:TagKeys', 'string', true],
  ['aws:PrincipalTag/team/red', 'string', false],
])('%s is known, its values are of type %s', (name, type, multivalued) => {
  expect(globalContextKey(name)).toMatchObject({ type, multivalued });
});

test.each(['aws:SourceIP4', 'aws:PrincipalTag', 's3:prefix', 'constructor', ''])('%s is no global key', (name) => {
  expect(globalContextKey(name)).toBeUndefined();
});

test('no key stands twice in the table', () => {
  expect(new Set(globalContextKeys.map(({ name }) => name.toLowerCase())).size).toBe(globalContextKeys.length);
});

test('the types of the Service Authorization Reference are understood', () => {
  expect(contextKeyOfType('ec2:InstanceIds', 'ArrayOfString')).toMatchObject({ type: 'string', multivalued: true });
  expect(contextKeyOfType('s3:max-keys', 'Numeric')).toMatchObject({ type: 'numeric', multivalued: false });
});
