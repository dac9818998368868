import { expect, test } from 'vitest';
import { openedSession } from './opened-session.js';

const tag = (Key: string, Value: string) => ({ Key, Value });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining */
test('a session that opens another hands on its transitive tags, which the other cannot change, and who it is', () => {
  const first = openedSession(
    {
      Policy: '{}',
      Tags: [tag('team', 'blue'), tag('stage', 'test')],
      TransitiveTagKeys: ['team'],
      SourceIdentity: 'me',
    },
    undefined,
  );
  expect(first).toEqual({
    policy: '{}',
    policyArns: [],
    tags: { team: 'blue', stage: 'test' },
    transitiveTags: ['team'],
    sourceIdentity: 'me',
  });
  const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
  expect(openedSession({ PolicyArns, Tags: [tag('cost', '1')] }, first)).toEqual({
    policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    tags: { team: 'blue', cost: '1' },
    transitiveTags: ['team'],
    sourceIdentity: 'me',
  });
});
