import {
  CreateSAMLProviderCommand,
  type CreateSAMLProviderCommandInput,
  DeleteSAMLProviderCommand,
  GetSAMLProviderCommand,
  ListSAMLProvidersCommand,
  ListSAMLProviderTagsCommand,
  TagSAMLProviderCommand,
  UntagSAMLProviderCommand,
  UpdateSAMLProviderCommand,
  type UpdateSAMLProviderCommandInput,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { AUTHORITY_KEY } from '../../../fixtures/certificates.js';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { DECRYPTION_KEY, IDP_KEY, OTHER_KEY, SMALL_CERTIFICATE, samlMetadata } from '../../../fixtures/saml-idp.js';

const Name = 'idp';
const SAMLProviderArn = `arn:aws:iam::${ACCOUNT}:saml-provider/idp`;
const CREATE = { Name, SAMLMetadataDocument: samlMetadata() };

/** The calls of an account with a provider. */
function withProvider(changes: Partial<CreateSAMLProviderCommandInput> = {}) {
  const calls = createIamCalls();
  calls.run(CreateSAMLProviderCommand, { ...CREATE, ...changes });
  const update = (input: Partial<UpdateSAMLProviderCommandInput>) =>
    calls.run(UpdateSAMLProviderCommand, { SAMLProviderArn, ...input });
  const get = () => calls.run(GetSAMLProviderCommand, { SAMLProviderArn });
  return { ...calls, update, get };
}

test('a provider is created, read, listed and deleted', () => {
  const { run } = createIamCalls();
  const Tags = [{ Key: 'a', Value: 'b' }];
  expect(run(CreateSAMLProviderCommand, { ...CREATE, Tags })).toEqual({ SAMLProviderArn, Tags });
  const dates = { CreateDate: NOW_IN_SECONDS, ValidUntil: new Date(Date.UTC(2126, 10, 24, 10)) };
  expect(run(GetSAMLProviderCommand, { SAMLProviderArn })).toEqual({
    SAMLProviderUUID: expect.stringMatching(/^[A-Z0-9]{22,64}$/),
    SAMLMetadataDocument: CREATE.SAMLMetadataDocument,
    Tags,
    AssertionEncryptionMode: 'Allowed',
    PrivateKeyList: [],
    ...dates,
  });
  expect(run(ListSAMLProvidersCommand, {}).SAMLProviderList).toEqual([{ Arn: SAMLProviderArn, ...dates }]);
  run(DeleteSAMLProviderCommand, { SAMLProviderArn });
  for (const command of [DeleteSAMLProviderCommand, GetSAMLProviderCommand])
    expect(refusal(() => run(command, { SAMLProviderArn }))).toEqual([
      'NoSuchEntity',
      `Manifest not found for arn ${SAMLProviderArn}`,
    ]);
});

test('the metadata says how long the provider is valid', () => {
  const validUntil = '2030-01-02T03:04:05Z';
  const { get } = withProvider({ SAMLMetadataDocument: samlMetadata({ validUntil }) });
  expect(get().ValidUntil).toEqual(new Date(validUntil));
});

test('a name is taken in any case, an ARN is spelled exactly', () => {
  const { run } = withProvider();
  expect(refusal(() => run(CreateSAMLProviderCommand, { ...CREATE, Name: 'IdP' }))).toEqual([
    'EntityAlreadyExists',
    'Provider with name IdP already exists.',
  ]);
  const get = (arn: string) => refusal(() => run(GetSAMLProviderCommand, { SAMLProviderArn: arn }));
  expect(get(`arn:aws:iam::${ACCOUNT}:saml-provider/IdP`)?.[0]).toBe('NoSuchEntity');
  const other = `arn:aws:iam::${ACCOUNT}:role/idp`;
  expect(get(other)).toEqual(['InvalidInput', `ARN ${other} is not valid.`]);
});

test.each([
  ['no XML', 'metadata'],
  ['a document type', samlMetadata().replace('<md:', '<!DOCTYPE x [<!ENTITY a "b">]><md:')],
  ['a byte order mark', `\ufeff${samlMetadata()}`],
  ['no issuer', samlMetadata({ entityId: '' })],
  ['no certificate', samlMetadata({ certificates: [] })],
  ['a certificate that is none', samlMetadata({ certificates: ['bm9uZQ=='] })],
  ['a key of 512 bits', samlMetadata({ certificates: [SMALL_CERTIFICATE] })],
  ['only a service provider', samlMetadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
  ['only keys for encryption', samlMetadata().replace('use="signing"', 'use="encryption"')],
  ['another version of SAML', samlMetadata().replace('SAML:2.0:protocol', 'SAML:1.1:protocol')],
  ['no date in validUntil', samlMetadata({ validUntil: 'soon' })],
])('metadata with %s is refused', (_, SAMLMetadataDocument) => {
  const { run, update } = withProvider();
  const refused = ['InvalidInput', 'Could not parse metadata'];
  expect(refusal(() => run(CreateSAMLProviderCommand, { Name: 'x', SAMLMetadataDocument }))).toEqual(refused);
  expect(refusal(() => update({ SAMLMetadataDocument }))).toEqual(refused);
});

test('private keys are rotated: a second one is added before the first is removed', () => {
  const { update, get } = withProvider({ AssertionEncryptionMode: 'Required', AddPrivateKey: DECRYPTION_KEY });
  const keyIds = () => get().PrivateKeyList?.map(({ KeyId }) => KeyId ?? '') ?? [];
  expect(get()).toMatchObject({ AssertionEncryptionMode: 'Required', PrivateKeyList: [{ Timestamp: NOW_IN_SECONDS }] });
  const [first = ''] = keyIds();
  expect(refusal(() => update({ RemovePrivateKey: first }))).toEqual(['InvalidInput', 'Failed to remove private key.']);
  update({ AddPrivateKey: IDP_KEY });
  expect(refusal(() => update({ AddPrivateKey: OTHER_KEY }))).toEqual([
    'LimitExceeded',
    'Private key limit of 2 is reached.',
  ]);
  update({ RemovePrivateKey: first });
  expect(keyIds()).toEqual([expect.stringMatching(/^[A-Z0-9]{22,64}$/)]);
  expect(refusal(() => update({ RemovePrivateKey: first }))).toEqual([
    'InvalidInput',
    'Failed to remove private key because the Key ID does not match a private key.',
  ]);
});

test.each<[string, Partial<UpdateSAMLProviderCommandInput>, string]>([
  ['nothing', {}, 'Unable to update identity provider. No updates are defined for metadata or encryption assertion.'],
  [
    'both keys',
    { AddPrivateKey: DECRYPTION_KEY, RemovePrivateKey: 'A'.repeat(22) },
    'Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.',
  ],
  [
    'encryption without a key',
    { AssertionEncryptionMode: 'Required' },
    'Unable to set assertion encryption mode to Required because no private key is provided.',
  ],
  ['a key that is none', { AddPrivateKey: 'key' }, 'Invalid private key.'],
  ['an elliptic key', { AddPrivateKey: AUTHORITY_KEY }, 'Invalid private key.'],
])('an update with %s is refused and changes nothing', (_, input, message) => {
  const { update, get } = withProvider();
  const before = get();
  expect(refusal(() => update(input))).toEqual(['InvalidInput', message]);
  expect(get()).toEqual(before);
});

test('a provider is tagged', () => {
  const { run, needs } = withProvider();
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'A', Value: '2' },
  ];
  run(TagSAMLProviderCommand, { SAMLProviderArn, Tags });
  run(UntagSAMLProviderCommand, { SAMLProviderArn, TagKeys: ['a'] });
  const [, left] = Tags;
  expect(run(ListSAMLProviderTagsCommand, { SAMLProviderArn }).Tags).toEqual([left]);
  expect(needs(DeleteSAMLProviderCommand, { SAMLProviderArn })).toEqual([
    { resource: SAMLProviderArn, resourceTags: [left] },
  ]);
});

test('an account has at most 100 providers', () => {
  const { run } = createIamCalls();
  for (let i = 0; i < 100; i++) run(CreateSAMLProviderCommand, { ...CREATE, Name: `idp${i}` });
  expect(refusal(() => run(CreateSAMLProviderCommand, CREATE))).toEqual([
    'LimitExceeded',
    'Cannot exceed quota for SAMLProvidersPerAccount: 100',
  ]);
});
