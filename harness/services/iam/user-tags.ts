import { ListUserTagsCommand, TagUserCommand, UntagUserCommand } from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { pageOf } from './pages.js';
import { CASELESS_KEYS, givenTags, withoutTags, withTags } from './tags.js';
import { users } from './targets.js';

const tagUser = operation(TagUserCommand, {
  needs: ({ account, input }) => ({ ...users.need(account, input.UserName), requestTags: input.Tags }),
  run({ account, input }) {
    const added = givenTags(input.Tags, CASELESS_KEYS);
    users.change(account, input.UserName, (user) => ({ ...user, tags: withTags(user.tags, added, CASELESS_KEYS) }));
    return {};
  },
});

const untagUser = operation(UntagUserCommand, {
  needs: ({ account, input }) => ({ ...users.need(account, input.UserName), tagKeys: input.TagKeys }),
  run({ account, input }) {
    users.change(account, input.UserName, (user) => ({
      ...user,
      tags: withoutTags(user.tags, input.TagKeys, CASELESS_KEYS),
    }));
    return {};
  },
});

const listUserTags = operation(ListUserTagsCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run({ account, input }) {
    const { items, rest } = pageOf(users.find(account, input.UserName).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const userTagOperations: readonly Operation[] = [tagUser, untagUser, listUserTags];
