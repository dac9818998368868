import {
  ListOpenIDConnectProviderTagsCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { findOidcProvider, oidcProviderNeed } from './oidc-providers.js';
import { pageOf } from './pages.js';
import { CASELESS_KEYS, givenTags, withoutTags, withTags } from './tags.js';

const tagOidcProvider = operation(TagOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => ({
    ...oidcProviderNeed(account, input.OpenIDConnectProviderArn),
    requestTags: input.Tags,
  }),
  run({ account, input }) {
    const added = givenTags(input.Tags, CASELESS_KEYS);
    const provider = findOidcProvider(account, input.OpenIDConnectProviderArn);
    const tags = withTags(provider.tags, added, CASELESS_KEYS);
    account.oidcProviders.set(provider.arn, { ...provider, tags });
    return {};
  },
});

const untagOidcProvider = operation(UntagOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => ({
    ...oidcProviderNeed(account, input.OpenIDConnectProviderArn),
    tagKeys: input.TagKeys,
  }),
  run({ account, input }) {
    const provider = findOidcProvider(account, input.OpenIDConnectProviderArn);
    const tags = withoutTags(provider.tags, input.TagKeys, CASELESS_KEYS);
    account.oidcProviders.set(provider.arn, { ...provider, tags });
    return {};
  },
});

const listOidcProviderTags = operation(ListOpenIDConnectProviderTagsCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    const { tags } = findOidcProvider(account, input.OpenIDConnectProviderArn);
    const { items, rest } = pageOf(tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const oidcProviderTagOperations: readonly Operation[] = [
  tagOidcProvider,
  untagOidcProvider,
  listOidcProviderTags,
];
