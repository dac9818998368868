import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  type CreateOpenIDConnectProviderCommandInput,
  DeleteOpenIDConnectProviderCommand,
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  GetOutboundWebIdentityFederationInfoCommand,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const Url = 'https://id.example.com/team';
const OpenIDConnectProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example.com/team`;
const THUMBPRINT = 'AB'.repeat(20);

/** The calls of an account with a provider. */
async function withProvider(changes: Partial<CreateOpenIDConnectProviderCommandInput> = {}) {
  const calls = createIamCalls();
  const input = { Url, ClientIDList: ['app'], ThumbprintList: [THUMBPRINT], ...changes };
  const created = await calls.run(CreateOpenIDConnectProviderCommand, input);
  const get = () => calls.run(GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn });
  return { ...calls, created, get };
}

/** What a call that may answer later is refused with. */
async function refusalOf(run: () => unknown): Promise<unknown> {
  return Promise.resolve(run()).then(
    () => undefined,
    ({ code, message }: { readonly code: string; readonly message: string }) => [code, message],
  );
}

test('a provider is created, read, listed and deleted; deleting it again is no error', async () => {
  const Tags = [{ Key: 'a', Value: 'b' }];
  const { run, created, get } = await withProvider({ Tags });
  expect(created).toEqual({ OpenIDConnectProviderArn, Tags });
  expect(get()).toEqual({
    Url: 'id.example.com/team',
    ClientIDList: ['app'],
    ThumbprintList: [THUMBPRINT.toLowerCase()],
    CreateDate: NOW_IN_SECONDS,
    Tags,
  });
  expect(run(ListOpenIDConnectProvidersCommand, {}).OpenIDConnectProviderList).toEqual([
    { Arn: OpenIDConnectProviderArn },
  ]);
  expect(run(GetAccountSummaryCommand, {}).SummaryMap?.Providers).toBe(1);
  run(DeleteOpenIDConnectProviderCommand, { OpenIDConnectProviderArn });
  run(DeleteOpenIDConnectProviderCommand, { OpenIDConnectProviderArn });
  expect(refusal(get)).toEqual([
    'NoSuchEntity',
    `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  ]);
});

test('an issuer has one provider in an account', async () => {
  const { run } = await withProvider();
  expect(await refusalOf(() => run(CreateOpenIDConnectProviderCommand, { Url }))).toEqual([
    'EntityAlreadyExists',
    `Provider with url ${Url} already exists.`,
  ]);
});

test.each([
  ['example.com', 'ValidationError', 'Invalid Open ID Connect Provider URL'],
  ['http://example.com', 'InvalidInput', 'Invalid Open ID Connect Provider URL. The URL must begin with https://.'],
  ['https://example.com?a=b', 'InvalidInput', 'Invalid Open ID Connect Provider URL.'],
  ['https://example.com:8443', 'InvalidInput', 'Invalid Open ID Connect Provider URL.'],
])('the URL %s is refused', async (url, ...refused) => {
  const { run } = createIamCalls();
  expect(await refusalOf(() => run(CreateOpenIDConnectProviderCommand, { Url: url }))).toEqual(refused);
});

test('an issuer on this machine may have a port, and no TLS', async () => {
  const { run } = createIamCalls();
  const created = await run(CreateOpenIDConnectProviderCommand, { Url: 'http://127.0.0.1:8080' });
  expect(created.OpenIDConnectProviderArn).toBe(`arn:aws:iam::${ACCOUNT}:oidc-provider/127.0.0.1:8080`);
});

test.each([
  [Array.from({ length: 6 }, () => THUMBPRINT), 'Thumbprint list must contain fewer than 5 entries.'],
  [['no hexadecimal digits'], 'Thumbprint must be exactly 40 characters.'],
])('the thumbprints %j are refused', async (ThumbprintList, message) => {
  const { run } = await withProvider();
  const refused = ['InvalidInput', message];
  const update = () => run(UpdateOpenIDConnectProviderThumbprintCommand, { OpenIDConnectProviderArn, ThumbprintList });
  expect(refusal(update)).toEqual(refused);
  const create = () => run(CreateOpenIDConnectProviderCommand, { Url: 'https://other.example', ThumbprintList });
  expect(await refusalOf(create)).toEqual(refused);
});

test('client ids and thumbprints change, a client id that is there or is not there without an error', async () => {
  const { run, get } = await withProvider();
  const update = { OpenIDConnectProviderArn, ThumbprintList: [] };
  expect(refusal(() => run(UpdateOpenIDConnectProviderThumbprintCommand, update))).toEqual([
    'InvalidInput',
    'Thumbprint list must contain at least one entry.',
  ]);
  for (const ClientID of ['app', 'web', 'web'])
    run(AddClientIDToOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, ClientID });
  expect(get().ClientIDList).toEqual(['app', 'web']);
  for (const ClientID of ['app', 'gone'])
    run(RemoveClientIDFromOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, ClientID });
  run(UpdateOpenIDConnectProviderThumbprintCommand, { OpenIDConnectProviderArn, ThumbprintList: ['0'.repeat(40)] });
  expect(get()).toMatchObject({ ClientIDList: ['web'], ThumbprintList: ['0'.repeat(40)] });
});

test('a provider has at most 100 client ids', async () => {
  const ClientIDList = Array.from({ length: 100 }, (_, index) => `app-${index}`);
  const { run } = await withProvider({ ClientIDList });
  const add = () => run(AddClientIDToOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, ClientID: 'app' });
  expect(refusal(add)).toEqual(['LimitExceeded', 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100']);
});

test('tags are added, replaced, listed by key and removed', async () => {
  const { run } = await withProvider({ Tags: [{ Key: 'b', Value: '1' }] });
  run(TagOpenIDConnectProviderCommand, {
    OpenIDConnectProviderArn,
    Tags: [
      { Key: 'B', Value: '2' },
      { Key: 'a', Value: '3' },
    ],
  });
  const list = () => run(ListOpenIDConnectProviderTagsCommand, { OpenIDConnectProviderArn }).Tags;
  expect(list()).toEqual([
    { Key: 'B', Value: '2' },
    { Key: 'a', Value: '3' },
  ]);
  run(UntagOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, TagKeys: ['b'] });
  expect(list()).toEqual([{ Key: 'a', Value: '3' }]);
});

test('outbound federation is enabled and disabled, and keeps its issuer', () => {
  const { run } = createIamCalls();
  const enable = () => run(EnableOutboundWebIdentityFederationCommand, {});
  const disable = () => run(DisableOutboundWebIdentityFederationCommand, {});
  const info = () => run(GetOutboundWebIdentityFederationInfoCommand, {});
  expect([disable, info].map((call) => refusal(call)?.[0])).toEqual(['FeatureDisabled', 'FeatureDisabled']);
  const { IssuerIdentifier } = enable();
  expect(IssuerIdentifier).toMatch(/^https:\/\/[\da-f-]{36}\.tokens\.sts\.global\.api\.aws$/);
  expect(info()).toEqual({ IssuerIdentifier, JwtVendingEnabled: true });
  expect(refusal(enable)?.[0]).toBe('FeatureEnabled');
  disable();
  expect(refusal(info)?.[0]).toBe('FeatureDisabled');
  expect(enable()).toEqual({ IssuerIdentifier });
});
