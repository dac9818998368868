import { ListRoleTagsCommand, TagRoleCommand, UntagRoleCommand } from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { pageOf } from './pages.js';
import { CASELESS_KEYS, givenTags, withoutTags, withTags } from './tags.js';
import { roles } from './targets.js';

const tagRole = operation(TagRoleCommand, {
  needs: ({ account, input }) => ({ ...roles.need(account, input.RoleName), requestTags: input.Tags }),
  run({ account, input }) {
    const added = givenTags(input.Tags, CASELESS_KEYS);
    roles.annotate(account, input.RoleName, (role) => ({ ...role, tags: withTags(role.tags, added, CASELESS_KEYS) }));
    return {};
  },
});

const untagRole = operation(UntagRoleCommand, {
  needs: ({ account, input }) => ({ ...roles.need(account, input.RoleName), tagKeys: input.TagKeys }),
  run({ account, input }) {
    roles.annotate(account, input.RoleName, (role) => ({
      ...role,
      tags: withoutTags(role.tags, input.TagKeys, CASELESS_KEYS),
    }));
    return {};
  },
});

const listRoleTags = operation(ListRoleTagsCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run({ account, input }) {
    const { items, rest } = pageOf(roles.find(account, input.RoleName).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const roleTagOperations: readonly Operation[] = [tagRole, untagRole, listRoleTags];
