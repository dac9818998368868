import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import { issuerName, type OidcProvider, oidcProviderArn } from '../../account/oidc-providers.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { checkedThumbprints, retrievedThumbprints } from './oidc-thumbprints.js';
import { checkProviderUrl } from './oidc-url.js';
import { CASELESS_KEYS, givenTags, withTags } from './tags.js';

const createOidcProvider = operation(CreateOpenIDConnectProviderCommand, {
  needs({ account, input }) {
    const create: Need = { resource: oidcProviderArn(account.id, input.Url), requestTags: input.Tags };
    return input.Tags?.length ? [create, { ...create, action: 'iam:TagOpenIDConnectProvider' }] : create;
  },
  async run({ account, input, now }) {
    const { Url: url, ClientIDList: clientIds = [], ThumbprintList: given } = input;
    const tags = withTags([], givenTags(input.Tags, CASELESS_KEYS), CASELESS_KEYS);
    checkProviderUrl(url);
    const wanted = given === undefined || given.length === 0 ? undefined : checkedThumbprints(given);
    const arn = oidcProviderArn(account.id, url);
    const refuseTaken = () => {
      if (account.oidcProviders.has(arn))
        throw new AwsError('EntityAlreadyExists', `Provider with url ${url} already exists.`);
    };
    refuseTaken();
    checkQuota(account, 'ClientIdsPerOpenIdConnectProvider', clientIds.length);
    checkQuota(account, 'OpenIdConnectProvidersPerAccount', account.oidcProviders.size + 1);
    const thumbprints = wanted ?? (await retrievedThumbprints(url));
    refuseTaken(); // once more: another request may have come between
    account.oidcProviders.set(arn, {
      arn,
      url,
      clientIds: [...new Set(clientIds)],
      thumbprints,
      createDate: wholeSeconds(now),
      tags,
    });
    return { OpenIDConnectProviderArn: arn, ...(tags.length > 0 && { Tags: [...tags] }) };
  },
});

/** Lists tags also where there are none, as AWS was recorded to. */
const getOidcProvider = operation(GetOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    const { url, clientIds, thumbprints, createDate, tags } = findOidcProvider(account, input.OpenIDConnectProviderArn);
    return {
      Url: issuerName(url),
      ClientIDList: [...clientIds],
      ThumbprintList: [...thumbprints],
      CreateDate: new Date(createDate),
      Tags: [...tags],
    };
  },
});

/** "This operation does not return tags, even though they are an attribute of the returned object." */
const listOidcProviders = operation(ListOpenIDConnectProvidersCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ account }) => ({
    OpenIDConnectProviderList: [...account.oidcProviders.keys()].map((arn) => ({ Arn: arn })),
  }),
});

/**
 * "This operation is idempotent; it does not fail or return an error if you call the operation for a provider that does not exist." Roles
 * go on naming the provider, and trust no one by it.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
 */
const deleteOidcProvider = operation(DeleteOpenIDConnectProviderCommand, {
  needs: ({ account, input }) => oidcProviderNeed(account, input.OpenIDConnectProviderArn),
  run({ account, input }) {
    checkArn(input.OpenIDConnectProviderArn);
    account.oidcProviders.delete(input.OpenIDConnectProviderArn);
    return {};
  },
});

const PROVIDER_ARN = /^arn:aws:iam::\d{12}:oidc-provider\/\S+$/;

/** Throws NoSuchEntity, or InvalidInput for what is no ARN of an OIDC provider. */
export function findOidcProvider(account: Account, arn: string): OidcProvider {
  checkArn(arn);
  const provider = account.oidcProviders.get(arn);
  if (provider === undefined) throw noSuch.oidcProvider(arn);
  return provider;
}

/** The permission on a provider, with its tags. */
export function oidcProviderNeed(account: Account, arn: string): Need {
  return { resource: arn, resourceTags: account.oidcProviders.get(arn)?.tags };
}

function checkArn(arn: string): void {
  if (!PROVIDER_ARN.test(arn)) throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
}

export const oidcProviderOperations: readonly Operation[] = [
  createOidcProvider,
  getOidcProvider,
  listOidcProviders,
  deleteOidcProvider,
];
