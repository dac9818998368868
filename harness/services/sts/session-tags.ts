import type { Caller } from '../../account/caller.js';
import type { Tag } from '../../account/entities.js';
import { AwsError } from '../../aws/errors.js';
import type { Tag as GivenTag } from '../operation.js';

/** Session tags follow the rules for naming tags in IAM, by which nobody's keys begin so; AWS's words are not known. */
const RESERVED_PREFIX = 'aws:';

/** The tags that a session hands on to those that it opens. */
export function inheritedTags(caller: Caller): readonly Tag[] {
  if (caller.kind !== 'assumed-role') return [];
  const { tags, transitiveTagKeys } = caller.session;
  return tags.filter(({ Key }) => includes(transitiveTagKeys, Key));
}

/**
 * The tags of a new session: those of the request, and the transitive ones of the session that opens it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function sessionTags(
  input: {
    readonly Tags?: readonly GivenTag[] | undefined;
    readonly TransitiveTagKeys?: readonly string[] | undefined;
  },
  caller: Caller,
): { readonly tags: readonly Tag[]; readonly transitiveTagKeys: readonly string[] } {
  const tags = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const transitive = input.TransitiveTagKeys ?? [];
  const keys = tags.map(({ Key }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (keys.some((key) => key.startsWith(RESERVED_PREFIX))) {
    throw invalid('Tag keys that start with aws: are reserved for internal use.');
  }
  if (transitive.some((key) => !keys.includes(key.toLowerCase()))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
  const inherited = inheritedTags(caller);
  if (inherited.some(({ Key }) => keys.includes(Key.toLowerCase()))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return { tags: [...inherited, ...tags], transitiveTagKeys: [...inherited.map(({ Key }) => Key), ...transitive] };
}

function includes(keys: readonly string[], key: string): boolean {
  return keys.some((each) => each.toLowerCase() === key.toLowerCase());
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
