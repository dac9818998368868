import { expect, test } from 'vitest';
import { refusal } from '../../../fixtures/refusal.js';
import { sessionTags } from './session-tags.js';

const ROOT = { kind: 'root', account: '111122223333' } as unknown as Parameters<typeof sessionTags>[1];

test.each([
  ['a key twice', ['team', 'Team'], [], 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
  ['a key of AWS', ['AWS:team'], [], 'Tag keys that start with aws: are reserved for internal use.'],
  ['a key that is not there', ['a'], ['b'], 'The specified transitive tag key must be included in the requested tags.'],
])('session tags with %s are refused', (_, keys, TransitiveTagKeys, words) => {
  const Tags = keys.map((Key) => ({ Key, Value: '' }));
  expect(refusal(() => sessionTags({ Tags, TransitiveTagKeys }, ROOT))).toEqual(['InvalidParameterValue', words]);
});
