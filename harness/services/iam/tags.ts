import type { Tag } from '../../account/entities.js';
import { TAGS_PER_ENTITY } from '../../account/quotas.js';
import { AwsError } from '../../aws/errors.js';
import type { Tag as GivenTag } from '../operation.js';

/** How the keys of tags are told apart on one kind of entity. */
export interface TagRules {
  same(key: string): string;
  readonly duplicate: string;
}

/** "Tag keys are case insensitive" on users and roles, "but case is preserved". https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_naming */
export const CASELESS_KEYS: TagRules = {
  same: (key) => key.toLowerCase(),
  duplicate: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
};

/** On customer managed policies `a` and `A` are two keys. */
export const EXACT_KEYS: TagRules = { same: (key) => key, duplicate: 'Duplicate tag keys found.' };

const RESERVED_PREFIX = 'aws:';

/** The tags of a request, checked among themselves. Throws InvalidInput. */
export function givenTags(tags: readonly GivenTag[] | undefined, rules: TagRules): readonly Tag[] {
  const given = (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
  if (new Set(given.map(({ Key }) => rules.same(Key))).size < given.length)
    throw new AwsError('InvalidInput', rules.duplicate);
  if (given.some(({ Key }) => Key.toLowerCase().startsWith(RESERVED_PREFIX)))
    throw new AwsError('InvalidInput', 'Tag keys that start with aws: are reserved for internal use.');
  return given;
}

/** Puts the new tags in place of those with the same keys. Throws LimitExceeded for more than 50. Sorted as AWS lists them. */
export function withTags(tags: readonly Tag[], added: readonly Tag[], rules: TagRules): readonly Tag[] {
  const byKey = new Map([...tags, ...added].map((tag) => [rules.same(tag.Key), tag]));
  if (byKey.size > TAGS_PER_ENTITY)
    throw new AwsError('LimitExceeded', 'The number of tags has reached the maximum limit.');
  return [...byKey.values()].sort((a, b) => (a.Key < b.Key ? -1 : 1));
}

/** Keys that are not there are no error. */
export function withoutTags(tags: readonly Tag[], keys: readonly string[], rules: TagRules): readonly Tag[] {
  const removed = new Set(keys.map(rules.same));
  return tags.filter(({ Key }) => !removed.has(rules.same(Key)));
}
