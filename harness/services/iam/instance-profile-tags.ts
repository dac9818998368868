import {
  ListInstanceProfileTagsCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { findProfile, profileNeed } from './instance-profiles.js';
import { pageOf } from './pages.js';
import { EXACT_KEYS, givenTags, withoutTags, withTags } from './tags.js';

const tagInstanceProfile = operation(TagInstanceProfileCommand, {
  needs: ({ account, input }) => ({ ...profileNeed(account, input.InstanceProfileName), requestTags: input.Tags }),
  run({ account, input }) {
    const added = givenTags(input.Tags, EXACT_KEYS);
    const profile = findProfile(account, input.InstanceProfileName);
    account.instanceProfiles.put({ ...profile, tags: withTags(profile.tags, added, EXACT_KEYS) });
    return {};
  },
});

const untagInstanceProfile = operation(UntagInstanceProfileCommand, {
  needs: ({ account, input }) => ({ ...profileNeed(account, input.InstanceProfileName), tagKeys: input.TagKeys }),
  run({ account, input }) {
    const profile = findProfile(account, input.InstanceProfileName);
    account.instanceProfiles.put({ ...profile, tags: withoutTags(profile.tags, input.TagKeys, EXACT_KEYS) });
    return {};
  },
});

const listInstanceProfileTags = operation(ListInstanceProfileTagsCommand, {
  needs: ({ account, input }) => profileNeed(account, input.InstanceProfileName),
  run({ account, input }) {
    const { items, rest } = pageOf(findProfile(account, input.InstanceProfileName).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const instanceProfileTagOperations: readonly Operation[] = [
  tagInstanceProfile,
  untagInstanceProfile,
  listInstanceProfileTags,
];
