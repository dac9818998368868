import { ListSAMLProviderTagsCommand, TagSAMLProviderCommand, UntagSAMLProviderCommand } from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { pageOf } from './pages.js';
import { findProvider, samlProviderNeed } from './saml-providers.js';
import { EXACT_KEYS, givenTags, withoutTags, withTags } from './tags.js';

const tagSamlProvider = operation(TagSAMLProviderCommand, {
  needs: ({ account, input }) => ({
    ...samlProviderNeed(account, input.SAMLProviderArn),
    requestTags: input.Tags,
  }),
  run({ account, input }) {
    const added = givenTags(input.Tags, EXACT_KEYS);
    const provider = findProvider(account, input.SAMLProviderArn);
    account.samlProviders.put({ ...provider, tags: withTags(provider.tags, added, EXACT_KEYS) });
    return {};
  },
});

const untagSamlProvider = operation(UntagSAMLProviderCommand, {
  needs: ({ account, input }) => ({ ...samlProviderNeed(account, input.SAMLProviderArn), tagKeys: input.TagKeys }),
  run({ account, input }) {
    const provider = findProvider(account, input.SAMLProviderArn);
    account.samlProviders.put({ ...provider, tags: withoutTags(provider.tags, input.TagKeys, EXACT_KEYS) });
    return {};
  },
});

const listSamlProviderTags = operation(ListSAMLProviderTagsCommand, {
  needs: ({ account, input }) => samlProviderNeed(account, input.SAMLProviderArn),
  run({ account, input }) {
    const { items, rest } = pageOf(findProvider(account, input.SAMLProviderArn).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const samlProviderTagOperations: readonly Operation[] = [
  tagSamlProvider,
  untagSamlProvider,
  listSamlProviderTags,
];
