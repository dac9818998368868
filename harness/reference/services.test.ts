import { expect, test } from 'vitest';
import type { ServiceReference } from '../engine/index.js';
import { knownActions } from './actions.js';
import { serviceReference } from './services.js';

const reference: ServiceReference = serviceReference();

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
test('an action names its resource types and its condition keys', () => {
  const action = reference.service('s3')?.actions.get('listbucket');
  expect(action?.name).toBe('ListBucket');
  expect(action?.resourceTypes).toContain('bucket');
  expect(action?.conditionKeys).toContain('s3:prefix');
  expect(reference.service('s3')?.resourceTypes.get('object')?.arn).toBe(
    'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
  );
});

test('a condition key has a type', () => {
  expect(reference.service('sts')?.conditionKeys.get('sts:externalid')).toEqual({
    key: 'sts:ExternalId',
    type: 'String',
  });
});

test('a prefix that no service has is unknown', () => {
  expect(reference.service('s4')).toBeUndefined();
  expect(reference.service('constructor')).toBeUndefined();
});

test('an action is known by its name in any case', () => {
  const { find } = knownActions();
  expect(['s3:GETOBJECT', 's4:GetObject', 's3:GetObjects', 's3:constructor'].map(find)).toEqual([
    'known',
    'unknown-service',
    'unknown-action',
    'unknown-action',
  ]);
});

test('every block of every service can be read', () => {
  const services = serviceReference();
  const counts = services.prefixes().map((prefix) => services.service(prefix)?.actions.size ?? 0);
  expect(counts.length).toBeGreaterThan(400);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20_000);
});
