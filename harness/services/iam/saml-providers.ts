import {
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  GetSAMLProviderCommand,
  ListSAMLProvidersCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import { SAML_PROVIDER_ARN, type SamlProvider, samlProviderWithArn } from '../../account/saml-providers.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { checkQuota } from './failures.js';
import { readSamlMetadata } from './saml-metadata.js';
import { changedEncryption } from './saml-private-keys.js';
import { EXACT_KEYS, givenTags, withTags } from './tags.js';

const createSamlProvider = operation(CreateSAMLProviderCommand, {
  needs({ account, input }) {
    const create: Need = { resource: providerArn(account, input.Name), requestTags: input.Tags };
    return input.Tags?.length ? [create, { ...create, action: 'iam:TagSAMLProvider' }] : create;
  },
  run({ account, input, now }) {
    const { Name: name, SAMLMetadataDocument: metadata } = input;
    const tags = withTags([], givenTags(input.Tags, EXACT_KEYS), EXACT_KEYS);
    if (account.samlProviders.named(name) !== undefined)
      throw new AwsError('EntityAlreadyExists', `Provider with name ${name} already exists.`);
    const validUntil = endOf(metadata, now);
    const encryption = changedEncryption({ encryptionMode: undefined, privateKeys: [] }, input, account, now);
    checkQuota(account, 'SAMLProvidersPerAccount', account.samlProviders.size + 1);
    const id = account.ids.certificate();
    const arn = providerArn(account, name);
    account.samlProviders.put({
      id,
      name,
      arn,
      metadata,
      createDate: wholeSeconds(now),
      validUntil,
      tags,
      ...encryption,
    });
    return { SAMLProviderArn: arn, ...(tags.length > 0 && { Tags: [...tags] }) };
  },
});

/** Tells the mode of encryption, keys and tags also where none were given, as AWS was recorded to. */
const getSamlProvider = operation(GetSAMLProviderCommand, {
  needs: ({ account, input }) => samlProviderNeed(account, input.SAMLProviderArn),
  run({ account, input }) {
    const { id, metadata, tags, encryptionMode, privateKeys, ...dates } = findProvider(account, input.SAMLProviderArn);
    return {
      SAMLProviderUUID: id,
      SAMLMetadataDocument: metadata,
      CreateDate: new Date(dates.createDate),
      ValidUntil: new Date(dates.validUntil),
      Tags: [...tags],
      AssertionEncryptionMode: encryptionMode ?? 'Allowed',
      PrivateKeyList: privateKeys.map((key) => ({ KeyId: key.id, Timestamp: new Date(key.uploadDate) })),
    };
  },
});

/** "This operation does not return tags, even though they are an attribute of the returned object." */
const listSamlProviders = operation(ListSAMLProvidersCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ account }) => ({
    SAMLProviderList: account.samlProviders.sorted().map(({ arn, validUntil, createDate }) => ({
      Arn: arn,
      ValidUntil: new Date(validUntil),
      CreateDate: new Date(createDate),
    })),
  }),
});

const updateSamlProvider = operation(UpdateSAMLProviderCommand, {
  needs: ({ account, input }) => samlProviderNeed(account, input.SAMLProviderArn),
  run({ account, input, now }) {
    const provider = findProvider(account, input.SAMLProviderArn);
    const { SAMLMetadataDocument: metadata, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input;
    if ((metadata ?? AssertionEncryptionMode ?? AddPrivateKey ?? RemovePrivateKey) === undefined)
      throw new AwsError(
        'InvalidInput',
        'Unable to update identity provider. No updates are defined for metadata or encryption assertion.',
      );
    const described = metadata === undefined ? {} : { metadata, validUntil: endOf(metadata, now) };
    const encryption = changedEncryption(provider, input, account, now);
    account.samlProviders.put({ ...provider, ...described, ...encryption });
    return { SAMLProviderArn: provider.arn };
  },
});

/** "Deleting the provider resource from IAM does not update any roles that reference the SAML provider": they trust no one then. */
const deleteSamlProvider = operation(DeleteSAMLProviderCommand, {
  needs: ({ account, input }) => samlProviderNeed(account, input.SAMLProviderArn),
  run({ account, input }) {
    account.samlProviders.remove(findProvider(account, input.SAMLProviderArn).id);
    return {};
  },
});

/** Throws NoSuchEntity, or InvalidInput for what is no ARN of a SAML provider. */
export function findProvider(account: Account, arn: string): SamlProvider {
  if (!SAML_PROVIDER_ARN.test(arn)) throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  const provider = samlProviderWithArn(arn, account);
  if (provider === undefined) throw new AwsError('NoSuchEntity', `Manifest not found for arn ${arn}`);
  return provider;
}

/** The permission on a provider, with its tags. */
export function samlProviderNeed(account: Account, arn: string): Need {
  return { resource: arn, resourceTags: samlProviderWithArn(arn, account)?.tags };
}

function providerArn(account: Account, name: string): string {
  return `arn:aws:iam::${account.id}:saml-provider/${name}`;
}

/** Metadata that does not say how long it is valid counts for a hundred years. */
function endOf(metadata: string, now: number): number {
  const { validUntil } = readSamlMetadata(metadata);
  if (validUntil !== undefined) return wholeSeconds(validUntil);
  const end = new Date(wholeSeconds(now));
  return end.setUTCFullYear(end.getUTCFullYear() + 100);
}

export const samlProviderOperations: readonly Operation[] = [
  createSamlProvider,
  getSamlProvider,
  listSamlProviders,
  updateSamlProvider,
  deleteSamlProvider,
];
