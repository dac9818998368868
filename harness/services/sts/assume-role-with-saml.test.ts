import {
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithSAMLCommand, type AssumeRoleWithSAMLCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ISSUER, samlMetadata } from '../../../fixtures/saml-idp.js';
import {
  type AssertionOptions,
  AWS_ATTRIBUTE,
  base64,
  samlAssertion,
  samlResponse,
  signed,
} from '../../../fixtures/saml-response.js';
import { type Emulator, startEmulator } from '../../emulator/index.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

interface Stage {
  readonly conditions?: object;
  readonly actions?: readonly string[];
  readonly roleName?: string;
  readonly validUntil?: string;
}

const MINUTE = 60_000;

/** A fresh account with a provider and a role that trusts it, and the unsigned call that assumes it. */
async function stage({ conditions = {}, actions = [], roleName = 'stage', validUntil }: Stage = {}) {
  const account = emulator.account();
  const iam = new IAMClient(emulator.clientConfig(account.root));
  const metadata = samlMetadata(validUntil === undefined ? {} : { validUntil });
  await iam.send(new CreateSAMLProviderCommand({ Name: 'idp', SAMLMetadataDocument: metadata }));
  const provider = `arn:aws:iam::${account.id}:saml-provider/idp`;
  const role = `arn:aws:iam::${account.id}:role/${roleName}`;
  const Statement = {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: ['sts:AssumeRoleWithSAML', ...actions],
    Condition: conditions,
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument }));
  const sts = new STSClient({ ...emulator.clientConfig(account.root), signer: { sign: async (request) => request } });
  const attributes = { [`${AWS_ATTRIBUTE}Role`]: `${role},${provider}`, [`${AWS_ATTRIBUTE}RoleSessionName`]: 'bob' };
  const response = (options: AssertionOptions = {}) => {
    const all = { ...options, attributes: { ...attributes, ...options.attributes } };
    return base64(samlResponse(signed(samlAssertion(all), '_assertion')));
  };
  const assume = (options?: AssertionOptions, input: Partial<AssumeRoleWithSAMLCommandInput> = {}) =>
    sts.send(
      new AssumeRoleWithSAMLCommand({
        RoleArn: role,
        PrincipalArn: provider,
        SAMLAssertion: response(options),
        ...input,
      }),
    );
  const outcome = (options?: AssertionOptions, input: Partial<AssumeRoleWithSAMLCommandInput> = {}) =>
    assume(options, input).then(
      () => 'assumed',
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  return { account, iam, provider, role, assume, outcome };
}

const own = (attributes: Readonly<Record<string, string | readonly string[]>>) => ({
  attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [AWS_ATTRIBUTE + name, value])),
});
const INVALID = 'InvalidIdentityTokenException:';
const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML';

test('the answer tells who came from where', async () => {
  const { account, assume } = await stage({ actions: ['sts:SetSourceIdentity'] });
  const answer = await assume({ ...own({ SourceIdentity: 'bob@opera' }), nameId: 'bob-1' });
  expect(answer).toMatchObject({
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${account.id}:assumed-role/stage/bob`,
      AssumedRoleId: expect.stringMatching(/^AROA\w{17}:bob$/),
    },
    Subject: 'bob-1',
    SubjectType: 'persistent',
    Issuer: ISSUER,
    Audience: 'https://signin.aws.amazon.com/saml',
    NameQualifier: expect.stringMatching(/^[\w+/]{27}=$/),
    SourceIdentity: 'bob@opera',
    SessionTokenSize: answer.Credentials?.SessionToken?.length,
  });
});

test('a provider that is gone, and one of another name', async () => {
  const { iam, provider, outcome } = await stage();
  const missing =
    /^InvalidIdentityTokenException: Specified provider doesn't exist \(Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlManifestNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/;
  expect(await outcome({}, { PrincipalArn: `${provider}x` })).toMatch(missing);
  await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: provider }));
  expect(await outcome()).toMatch(missing);
});

test.each<[string, AssertionOptions, string]>([
  [
    'another recipient',
    { recipient: 'https://example.com/saml' },
    `${INVALID} Response does not contain the required audience.`,
  ],
  [
    'another audience',
    { audience: 'https://example.com' },
    `${INVALID} Response does not contain the required audience.`,
  ],
  ['the recipient of a region', { recipient: 'https://eu-west-1.signin.aws.amazon.com/saml' }, 'assumed'],
  ['an age of 4 minutes', { now: Date.now() - 4 * MINUTE }, 'assumed'],
  [
    'an age of 6 minutes',
    { now: Date.now() - 6 * MINUTE, lasts: 60 * MINUTE },
    'ExpiredTokenException: Token must be redeemed within 5 minutes of issuance',
  ],
  [
    'an end that has passed',
    { now: Date.now() - MINUTE, lasts: MINUTE / 2 },
    'ExpiredTokenException: Response has expired',
  ],
  ['a start in the future', { now: Date.now() + 60 * MINUTE }, `${INVALID} The assertion is not valid yet`],
  ['no subject', { nameId: '' }, DENIED],
  [
    'another role',
    own({ Role: 'arn:aws:iam::111122223333:role/x,arn:aws:iam::111122223333:saml-provider/idp' }),
    `${INVALID} SAML Assertion doesn't contain the requested Role and Metadata in the attributes`,
  ],
  ['no session name', own({ RoleSessionName: [] }), `${INVALID} RoleSessionName is required in AuthnResponse`],
  [
    'a session name with a blank',
    own({ RoleSessionName: 'bob bob' }),
    `${INVALID} RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}`,
  ],
  [
    'a source identity of one letter',
    own({ SourceIdentity: 'b' }),
    `${INVALID} Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"`,
  ],
  [
    'a source identity that the role does not trust',
    own({ SourceIdentity: 'bob' }),
    'AccessDenied: Not authorized to perform sts:SetSourceIdentity',
  ],
  [
    'tags that the role does not trust',
    own({ 'PrincipalTag:team': 'blue' }),
    'AccessDenied: Not authorized to perform sts:TagSession',
  ],
])('an assertion with %s', async (_, options, expected) => {
  const { outcome } = await stage();
  expect(await outcome(options)).toBe(expected);
});

test('a role of IAM Identity Center and one that is not there are not authorized', async () => {
  const { outcome } = await stage({ roleName: 'AWSReservedSSO_x' });
  expect(await outcome()).toBe(DENIED);
  const { account, provider, outcome: other } = await stage();
  const RoleArn = `arn:aws:iam::${account.id}:role/nobody`;
  expect(await other(own({ Role: `${provider}, ${RoleArn}` }), { RoleArn })).toBe(DENIED);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml */
describe('the trust policy looks at', () => {
  const OID = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.1';
  test.each<[string, object, AssertionOptions, string]>([
    ['saml:aud', { StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml' } }, {}, 'assumed'],
    ['another saml:aud', { StringEquals: { 'saml:aud': 'https://example.com' } }, {}, DENIED],
    ['saml:iss', { StringEquals: { 'saml:iss': ISSUER } }, {}, 'assumed'],
    ['saml:sub', { StringEquals: { 'saml:sub': 'bob', 'saml:sub_type': 'persistent' } }, {}, 'assumed'],
    ['saml:doc', { StringLike: { 'saml:doc': '*/idp' } }, {}, 'assumed'],
    ['sts:RoleSessionName', { StringEquals: { 'sts:RoleSessionName': 'eve' } }, {}, DENIED],
    [
      'several saml:edupersonaffiliation',
      { 'ForAnyValue:StringEquals': { 'saml:eduPersonAffiliation': 'staff' } },
      { attributes: { [OID]: ['member', 'staff'] } },
      'assumed',
    ],
    [
      'a common name',
      { StringEquals: { 'saml:commonName': 'Bob' } },
      { attributes: { 'http://schemas.xmlsoap.org/claims/CommonName': 'Bob' } },
      'assumed',
    ],
    ['an attribute that is not there', { StringEquals: { 'saml:mail': 'bob@example.com' } }, {}, DENIED],
  ])('%s', async (_, conditions, options, expected) => {
    const { outcome } = await stage({ conditions });
    expect(await outcome(options)).toBe(expected);
  });

  test('tags and which of them are transitive', async () => {
    const conditions = {
      StringEquals: { 'aws:RequestTag/team': 'blue' },
      'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] },
    };
    const { outcome } = await stage({ conditions, actions: ['sts:TagSession'] });
    expect(await outcome(own({ 'PrincipalTag:team': 'blue', TransitiveTagKeys: 'team' }))).toBe('assumed');
    expect(await outcome(own({ 'PrincipalTag:team': 'red', TransitiveTagKeys: 'team' }))).toBe(DENIED);
  });
});

test('a session lasts as asked for, but not longer than the one with the identity provider', async () => {
  const { assume, outcome } = await stage();
  const secondsLeft = ({ Credentials }: Awaited<ReturnType<typeof assume>>) =>
    ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
  expect(secondsLeft(await assume())).toBeGreaterThan(3500);
  expect(secondsLeft(await assume({ sessionLasts: 10 * MINUTE }))).toBeLessThanOrEqual(600);
  expect(await outcome({}, { DurationSeconds: 7200 })).toBe(
    'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
});

test('metadata has an end', async () => {
  const { outcome } = await stage({ validUntil: '2020-01-01T00:00:00Z' });
  expect(await outcome()).toBe(`${INVALID} The metadata of the provider is not valid any more`);
});

test('an assertion ages with the clock of the account', async () => {
  const { account, outcome } = await stage();
  const now = Date.now();
  account.clock.advance('1h');
  expect(await outcome({ now: now - 1000 })).toBe(
    'ExpiredTokenException: Token must be redeemed within 5 minutes of issuance',
  );
  expect(await outcome({ now: Date.now() + 1000 })).toBe('assumed');
});
