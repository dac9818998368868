import { ListPolicyTagsCommand, TagPolicyCommand, UntagPolicyCommand } from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';
import { pageOf } from './pages.js';
import { customerPolicyOf, findPolicy, ownedPolicyNeed, policyNeed } from './policy-targets.js';
import { EXACT_KEYS, givenTags, withoutTags, withTags } from './tags.js';

const tagPolicy = operation(TagPolicyCommand, {
  needs: ({ account, input }) => ({ ...ownedPolicyNeed(account, input.PolicyArn), requestTags: input.Tags }),
  run({ account, input }) {
    const added = givenTags(input.Tags, EXACT_KEYS);
    const policy = customerPolicyOf(account, input.PolicyArn);
    account.policies.put({ ...policy, tags: withTags(policy.tags, added, EXACT_KEYS) });
    return {};
  },
});

const untagPolicy = operation(UntagPolicyCommand, {
  needs: ({ account, input }) => ({ ...ownedPolicyNeed(account, input.PolicyArn), tagKeys: input.TagKeys }),
  run({ account, input }) {
    const policy = customerPolicyOf(account, input.PolicyArn);
    account.policies.put({ ...policy, tags: withoutTags(policy.tags, input.TagKeys, EXACT_KEYS) });
    return {};
  },
});

const listPolicyTags = operation(ListPolicyTagsCommand, {
  needs: ({ account, input }) => policyNeed(account, input.PolicyArn),
  run({ account, input }) {
    const found = findPolicy(account, input.PolicyArn);
    if (!found) throw noSuch.policy(input.PolicyArn);
    const tags = found.owner === 'customer' ? found.policy.tags : [];
    const { items, rest } = pageOf(tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const policyTagOperations: readonly Operation[] = [tagPolicy, untagPolicy, listPolicyTags];
