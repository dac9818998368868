import {
  AddClientIDToOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota } from './failures.js';
import { findOidcProvider, oidcProviderNeed } from './oidc-providers.js';
import { checkedThumbprints } from './oidc-thumbprints.js';

/** "It does not fail or return an error if you add an existing client ID to the provider." */
const addClientId = operation(AddClientIDToOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    const provider = findOidcProvider(account, input.OpenIDConnectProviderArn);
    const clientIds = [...new Set([...provider.clientIds, input.ClientID])];
    checkQuota(account, 'ClientIdsPerOpenIdConnectProvider', clientIds.length);
    account.oidcProviders.set(provider.arn, { ...provider, clientIds });
    return {};
  },
});

/** "It does not fail or return an error if you try to remove a client ID that does not exist." */
const removeClientId = operation(RemoveClientIDFromOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    const provider = findOidcProvider(account, input.OpenIDConnectProviderArn);
    const clientIds = provider.clientIds.filter((id) => id !== input.ClientID);
    account.oidcProviders.set(provider.arn, { ...provider, clientIds });
    return {};
  },
});

/** "The list that you pass with this operation completely replaces the existing list of thumbprints." */
const updateThumbprints = operation(UpdateOpenIDConnectProviderThumbprintCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    const provider = findOidcProvider(account, input.OpenIDConnectProviderArn);
    if (input.ThumbprintList.length === 0)
      throw new AwsError('InvalidInput', 'Thumbprint list must contain at least one entry.');
    const thumbprints = checkedThumbprints(input.ThumbprintList);
    account.oidcProviders.set(provider.arn, { ...provider, thumbprints });
    return {};
  },
});

export const oidcProviderListOperations: readonly Operation[] = [addClientId, removeClientId, updateThumbprints];
