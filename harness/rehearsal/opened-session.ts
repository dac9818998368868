import type { OpenedSession } from '../targets/index.js';
import type { AssumeOptions } from './principal.js';

/**
 * What narrows and marks a session: its own policies and tags, and what is handed on by the session that opened it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function openedSession(
  { Policy, PolicyArns = [], Tags = [], TransitiveTagKeys = [], SourceIdentity }: AssumeOptions,
  by: OpenedSession | undefined,
): OpenedSession {
  const { tags: tagsBefore = {}, transitiveTags = [], sourceIdentity = SourceIdentity } = by ?? {};
  const handedOn = Object.entries(tagsBefore).filter(([key]) => transitiveTags.includes(key));
  return {
    ...(Policy !== undefined && { policy: Policy }),
    policyArns: PolicyArns.flatMap(({ arn }) => arn ?? []),
    tags: {
      ...Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      ...Object.fromEntries(handedOn),
    },
    transitiveTags: [...transitiveTags, ...TransitiveTagKeys],
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}
