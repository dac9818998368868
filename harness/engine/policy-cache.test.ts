import { expect, test } from 'vitest';
import { createPolicyCache } from './policy-cache.js';
import { PolicyError } from './policy-error.js';

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

test('a text that was taken as it is is still validated when it is to be saved', () => {
  const cache = createPolicyCache();
  const faulty = text('no action');
  expect(cache.accepted(faulty, 'identity')).toBe(cache.accepted(faulty, 'identity'));
  expect(() => cache.compile(faulty, 'identity')).toThrow(PolicyError);
});

test('a text that was validated need not be compiled again to be taken as it is', () => {
  const cache = createPolicyCache();
  expect(cache.accepted(text('s3:*'), 'identity')).not.toBe(cache.compile(text('s3:*'), 'identity'));
  expect(cache.accepted(text('s3:*'), 'identity')).toBe(cache.compile(text('s3:*'), 'identity'));
});
