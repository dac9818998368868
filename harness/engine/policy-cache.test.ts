import { expect, test } from 'vitest';
import { createPolicyCache } from './policy-cache.js';

const text = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } });

test('the same text of the same kind is compiled once', () => {
  const cache = createPolicyCache();
  expect(cache.compile(text('s3:*'), 'identity')).toBe(cache.compile(text('s3:*'), 'identity'));
  expect(cache.compile(text('s3:*'), 'boundary')).not.toBe(cache.compile(text('s3:*'), 'identity'));
});

test('the oldest text goes when the cache is full', () => {
  const cache = createPolicyCache(2);
  const first = cache.compile(text('s3:*'), 'identity');
  cache.compile(text('iam:*'), 'identity');
  cache.compile(text('sts:*'), 'identity');
  expect(cache.compile(text('s3:*'), 'identity')).not.toBe(first);
});
