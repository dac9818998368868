import { createHash, X509Certificate } from 'node:crypto';
import {
  CreateOpenIDConnectProviderCommand,
  type CreateOpenIDConnectProviderCommandInput,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVER, SERVER_KEY } from '../../../fixtures/certificates.js';
import { createIssuer, type Issuer, serveIssuer } from '../../../fixtures/oidc-issuer.js';
import { type Emulator, InvalidWebIdentityKeys, startEmulator } from '../../emulator/index.js';

const CI = 'id.example.com/ci';
const WORDS = {
  denied: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  audience: 'InvalidIdentityToken: Incorrect token audience',
  noJwt:
    'InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  notValid:
    'InvalidIdentityToken: The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
  noKey:
    "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
} as const;

let emulator: Emulator;
let ci: Issuer;
beforeAll(async () => {
  ci = await createIssuer(`https://${CI}`);
  const builtIn = { keys: ci.keySet.keys };
  emulator = await startEmulator({
    webIdentityKeys: {
      [ci.url]: ci.keySet,
      'https://accounts.google.com': builtIn,
      'cognito-identity.amazonaws.com': builtIn,
      'www.amazon.com': builtIn,
      'https://token.actions.githubusercontent.com': builtIn,
    },
  });
});
afterAll(() => emulator.close());

interface Stage {
  readonly provider?: Partial<CreateOpenIDConnectProviderCommandInput> | 'none';
  readonly principal?: string;
  readonly conditions?: object;
  readonly actions?: readonly string[];
  readonly maximum?: number;
}

/** A fresh account with a provider and a role that trusts it, and the unsigned call that assumes it. */
async function stage({ provider = {}, principal, conditions = {}, actions = [], maximum }: Stage = {}) {
  const account = emulator.account();
  const iam = new IAMClient(emulator.clientConfig(account.root));
  const input = { Url: ci.url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['0'.repeat(40)] };
  if (provider !== 'none') await iam.send(new CreateOpenIDConnectProviderCommand({ ...input, ...provider }));
  const name = (provider !== 'none' && provider.Url?.replace(/^https?:\/\//, '')) || CI;
  const Statement = {
    Effect: 'Allow',
    Principal: { Federated: principal ?? `arn:aws:iam::${account.id}:oidc-provider/${name}` },
    Action: ['sts:AssumeRoleWithWebIdentity', ...actions],
    Condition: conditions,
  };
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'ci',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      MaxSessionDuration: maximum,
    }),
  );
  await iam.send(new TagRoleCommand({ RoleName: 'ci', Tags: [{ Key: 'team', Value: 'red' }] }));
  const sts = new STSClient({ ...emulator.clientConfig(account.root), maxAttempts: 1 });
  const RoleArn = `arn:aws:iam::${account.id}:role/ci`;
  const assume = (WebIdentityToken: string, changes: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
    sts.send(
      new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'build-7', WebIdentityToken, ...changes }),
    );
  return {
    account,
    assume,
    /** `assumed`, or the error's code and words. */
    outcome: (...given: Parameters<typeof assume>) =>
      assume(...given).then(
        () => 'assumed',
        ({ name, message }: Error) => `${name.replace(/Exception$/, '')}: ${message}`,
      ),
  };
}

test('a token of the registered provider opens a session of the role', async () => {
  const { account, assume } = await stage();
  const answer = await assume(await ci.token({ sub: 'repo:team/app' }));
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: 'repo:team/app',
    AssumedRoleUser: { Arn: `arn:aws:sts::${account.id}:assumed-role/ci/build-7` },
    Provider: `arn:aws:iam::${account.id}:oidc-provider/${CI}`,
    Audience: 'sts.amazonaws.com',
  });
  const { decision } = emulator.decisions.list().at(-1) ?? {};
  expect(decision?.request).toMatchObject({
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { type: 'federated', provider: answer.Provider },
  });
});

test.each<[string, object, JWTPayload, string]>([
  ['the subject', { StringLike: { [`${CI}:sub`]: 'repo:team/*' } }, { sub: 'repo:team/app' }, 'assumed'],
  ['another subject', { StringLike: { [`${CI}:sub`]: 'repo:team/*' } }, { sub: 'repo:other/app' }, WORDS.denied],
  ['the audience', { StringEquals: { [`${CI}:aud`]: 'sts.amazonaws.com' } }, {}, 'assumed'],
  ['another audience', { StringEquals: { [`${CI}:aud`]: 'app' } }, {}, WORDS.denied],
  ['the role session name', { StringEquals: { 'sts:RoleSessionName': 'build-7' } }, {}, 'assumed'],
  ['a tag of the role', { StringEquals: { 'iam:ResourceTag/team': 'red' } }, {}, 'assumed'],
  ['the provider', { ArnLike: { 'aws:FederatedProvider': `arn:aws:iam::*:oidc-provider/${CI}` } }, {}, 'assumed'],
  [
    'the authorized party',
    { StringEquals: { [`${CI}:aud`]: 'sts.amazonaws.com', [`${CI}:oaud`]: 'api' } },
    { aud: 'api', azp: 'sts.amazonaws.com' },
    'assumed',
  ],
  [
    'the way of authentication',
    { 'ForAnyValue:StringEquals': { [`${CI}:amr`]: 'mfa' } },
    { amr: ['pwd', 'mfa'] },
    'assumed',
  ],
  ['a claim that AWS does not read', { StringEquals: { [`${CI}:ref`]: 'main' } }, { ref: 'main' }, WORDS.denied],
])('the trust policy looks at %s', async (_, conditions, claims, expected) => {
  const { outcome } = await stage({ conditions });
  expect(await outcome(await ci.token(claims))).toBe(expected);
});

test('of GitHub, AWS reads further claims', async () => {
  const Url = 'https://token.actions.githubusercontent.com';
  const name = 'token.actions.githubusercontent.com';
  const conditions = { StringEquals: { [`${name}:repository_id`]: '42' }, StringLike: { [`${name}:sub`]: 'repo:*' } };
  const { outcome } = await stage({ provider: { Url }, conditions });
  const claims = { iss: Url, sub: 'repo:team/app:ref:main' };
  expect(await outcome(await ci.token({ ...claims, repository_id: '42' }))).toBe('assumed');
  expect(await outcome(await ci.token({ ...claims, repository_id: '43' }))).toBe(WORDS.denied);
});

describe('a token is refused', () => {
  const now = () => Math.floor(Date.now() / 1000);

  test('by a role that does not exist, or trusts no such provider', async () => {
    const { account, outcome } = await stage({ principal: 'accounts.google.com' });
    expect(await outcome(await ci.token())).toBe(WORDS.denied);
    const RoleArn = `arn:aws:iam::${account.id}:role/other`;
    expect(await outcome(await ci.token(), { RoleArn })).toBe(WORDS.denied);
    expect(await outcome(await ci.token(), { RoleArn: 'arn:aws:iam::no-role-of-ours' })).toBe(
      'ValidationError: arn:aws:iam::no-role-of-ours is invalid',
    );
  });

  test('of a provider that the account has not registered', async () => {
    const { outcome } = await stage({ provider: 'none' });
    expect(await outcome(await ci.token())).toBe(
      `InvalidIdentityToken: No OpenIDConnect provider found in your account for https://${CI}`,
    );
  });

  test('for an audience that the provider does not have', async () => {
    const { outcome } = await stage();
    expect(await outcome(await ci.token({ aud: 'other' }))).toBe(WORDS.audience);
    expect(await outcome(await ci.token({ azp: 'other' }))).toBe(WORDS.audience);
    const aud = ['other', 'sts.amazonaws.com'];
    expect(await outcome(await ci.token({ aud }))).toBe(
      'InvalidIdentityToken: Token audience contains more than one audience while authorized party is not present',
    );
    expect(await outcome(await ci.token({ aud, azp: 'sts.amazonaws.com' }))).toBe('assumed');
  });

  test('that expired, in AWS s words, or is not valid yet', async () => {
    const { outcome } = await stage();
    const exp = now() - 60;
    expect(await outcome(await ci.token({ iat: exp - 60, exp }))).toMatch(
      new RegExp(
        `^ExpiredToken: Token expired: current date/time \\d+ must be before the expiration date/time ${exp}$`,
      ),
    );
    expect(await outcome(await ci.token({ nbf: now() + 600 }))).toBe(WORDS.notValid);
  });

  test('that grew old with the clock of the role s account; one that is made afterwards is good', async () => {
    const { account, outcome } = await stage();
    const token = await ci.token();
    account.clock.advance('10m');
    expect(await outcome(token)).toMatch(/^ExpiredToken: Token expired: /);
    const fresh = now() + 1;
    expect(await outcome(await ci.token({ iat: fresh, exp: fresh + 300 }))).toBe('assumed');
  });

  test('that no key of the issuer signed', async () => {
    const { outcome } = await stage();
    const forger = await createIssuer(ci.url);
    expect(await outcome(await forger.token())).toBe(WORDS.notValid);
    const [header = '', , signature = ''] = (await ci.token()).split('.');
    const claims = (await ci.token({ sub: 'admin' })).split('.')[1];
    expect(await outcome(`${header}.${claims}.${signature}`)).toBe(WORDS.notValid);
  });

  test('that is no JWT, is not signed, or lacks a claim', async () => {
    const { outcome } = await stage();
    expect(await outcome('access-token')).toBe(WORDS.noJwt);
    const [, claims = ''] = (await ci.token()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await outcome(`${none}.${claims}.`)).toBe(WORDS.noJwt);
    const claim = (name: string) => ci.token({ [name]: undefined });
    for (const name of ['iss', 'sub', 'aud', 'exp', 'iat'])
      expect(await outcome(await claim(name))).toBe(`InvalidIdentityToken: Missing a required claim: ${name}.`);
  });

  test('of an issuer elsewhere whose keys the emulator was not told', async () => {
    const url = 'https://unknown.example';
    const { outcome } = await stage({ provider: { Url: url } });
    expect(await outcome(await ci.token({ iss: url }))).toBe(
      `${WORDS.noKey}. iam-rehearsal asks only issuers on this machine for their keys: pass those of \`unknown.example\` in \`webIdentityKeys\``,
    );
    emulator.webIdentityKeys(url, ci.keySet);
    expect(await outcome(await ci.token({ iss: url }))).toBe('assumed');
    expect(() => emulator.webIdentityKeys(url, {} as never)).toThrow(InvalidWebIdentityKeys);
  });
});

test('a session lasts as long as the role allows', async () => {
  const { assume, outcome } = await stage({ maximum: 7200 });
  const { Credentials } = await assume(await ci.token(), { DurationSeconds: 7200 });
  expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeGreaterThan(7_100_000);
  expect(await outcome(await ci.token(), { DurationSeconds: 7201 })).toBe(
    'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
});

test('policies of the session look at audience, subject and provider', async () => {
  const { account, assume } = await stage();
  const Condition = {
    StringEquals: { [`${CI}:sub`]: 'repo:team/app', [`${CI}:aud`]: 'sts.amazonaws.com' },
    ArnLike: { 'aws:FederatedProvider': `arn:aws:iam::*:oidc-provider/${CI}` },
  };
  const Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const iam = new IAMClient(emulator.clientConfig(account.root));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'ci', PolicyName: 'p', PolicyDocument }));
  const mayList = async (sub: string) => {
    const { Credentials } = await assume(await ci.token({ sub }));
    return emulator.decide(Credentials?.AccessKeyId ?? '', { action: 's3:ListAllMyBuckets' }).outcome;
  };
  expect([await mayList('repo:team/app'), await mayList('repo:team/other')]).toEqual(['allowed', 'denied']);
});

describe('the provider passes', () => {
  const tags = { principal_tags: { project: ['blue'] }, transitive_tag_keys: ['project'] };

  test.each<[string, JWTPayload]>([
    ['nested', { 'https://aws.amazon.com/tags': tags }],
    [
      'flattened',
      {
        'https://aws.amazon.com/tags/principal_tags/project': 'blue',
        'https://aws.amazon.com/tags/transitive_tag_keys': ['project'],
      },
    ],
  ])('%s session tags, with permission', async (_, claims) => {
    const conditions = { StringEquals: { 'aws:RequestTag/project': 'blue', 'sts:TransitiveTagKeys': 'project' } };
    const { outcome } = await stage({ actions: ['sts:TagSession'], conditions });
    expect(await outcome(await ci.token(claims))).toBe('assumed');
    const untagging = await stage();
    expect(await untagging.outcome(await ci.token(claims))).toBe(
      'AccessDenied: Not authorized to perform sts:TagSession',
    );
  });

  test('a source identity, with permission', async () => {
    const conditions = { StringLike: { 'sts:SourceIdentity': 'ann@*' } };
    const { assume } = await stage({ actions: ['sts:SetSourceIdentity'], conditions });
    const token = await ci.token({ 'https://aws.amazon.com/source_identity': 'ann@example.com' });
    expect((await assume(token)).SourceIdentity).toBe('ann@example.com');
    const { outcome } = await stage();
    expect(await outcome(token)).toBe('AccessDenied: Not authorized to perform sts:SetSourceIdentity');
  });
});

describe('a built-in provider', () => {
  test('Google tells audience and authorized party', async () => {
    const key = (name: string) => `accounts.google.com:${name}`;
    const conditions = {
      StringEquals: { [key('aud')]: 'app', [key('oaud')]: 'api', [key('sub')]: '7' },
      NumericEquals: { [key('google/organization_number')]: '12' },
    };
    const { outcome, assume } = await stage({ provider: 'none', principal: 'accounts.google.com', conditions });
    const claims = { iss: 'https://accounts.google.com', aud: 'api', azp: 'app', sub: '7' };
    const token = await ci.token({ ...claims, google: { organization_number: 12 } });
    expect(await assume(token)).toMatchObject({ Provider: 'accounts.google.com', Audience: 'app' });
    expect(await outcome(await ci.token(claims))).toBe(WORDS.denied);
  });

  test('Cognito tells how the user signed in', async () => {
    const name = 'cognito-identity.amazonaws.com';
    const conditions = {
      StringEquals: { [`${name}:aud`]: 'us-east-1:pool' },
      'ForAnyValue:StringLike': { [`${name}:amr`]: 'authenticated' },
    };
    const { outcome } = await stage({ provider: 'none', principal: name, conditions });
    const claims = { iss: `https://${name}`, aud: 'us-east-1:pool' };
    expect(await outcome(await ci.token({ ...claims, amr: ['authenticated', 'graph.facebook.com'] }))).toBe('assumed');
    expect(await outcome(await ci.token({ ...claims, amr: ['unauthenticated'] }))).toBe(WORDS.denied);
  });

  test('Login with Amazon is named by the request, and rejects a token that expired', async () => {
    const conditions = { StringEquals: { 'www.amazon.com:app_id': 'shop', 'www.amazon.com:user_id': 'u1' } };
    const { outcome, assume } = await stage({ provider: 'none', principal: 'www.amazon.com', conditions });
    const ProviderId = 'www.amazon.com';
    const token = await ci.token({ app_id: 'shop', user_id: 'u1' });
    expect(await assume(token, { ProviderId })).toMatchObject({ SubjectFromWebIdentityToken: 'u1', Audience: 'shop' });
    const expired = await ci.token({ app_id: 'shop', user_id: 'u1', exp: 1000, iat: 1 });
    expect(await outcome(expired, { ProviderId })).toMatch(/^IDPRejectedClaim: /);
    expect(await outcome(token, { ProviderId: 'graph.facebook.com' })).toMatch(/^InvalidIdentityToken: /);
    expect(await outcome(token, { ProviderId: 'example.com' })).toBe(
      'InvalidParameterValue: Unsupported provider: example.com',
    );
  });
});

describe('an issuer on this machine', () => {
  const THUMBPRINT = createHash('sha1').update(new X509Certificate(SERVER).raw).digest('hex');

  test('is asked for its keys', async () => {
    await using issuer = await serveIssuer();
    const conditions = { StringEquals: { [`${issuer.name}:aud`]: 'sts.amazonaws.com' } };
    const { outcome } = await stage({ provider: { Url: issuer.url }, conditions });
    expect(await outcome(await issuer.token())).toBe('assumed');
    expect(await outcome(await ci.token({ iss: issuer.url }))).toBe(WORDS.notValid);
  });

  test('may have a certificate of its own, which the thumbprint tells', async () => {
    await using issuer = await serveIssuer({ key: SERVER_KEY, cert: SERVER });
    const trusting = await stage({ provider: { Url: issuer.url, ThumbprintList: [THUMBPRINT] } });
    expect(await trusting.outcome(await issuer.token())).toBe('assumed');
    const asking = await stage({ provider: { Url: issuer.url, ThumbprintList: [] } });
    expect(await asking.outcome(await issuer.token())).toBe('assumed');
    const { outcome } = await stage({ provider: { Url: issuer.url } });
    expect(await outcome(await issuer.token())).toBe(
      "InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    );
  });

  test('may be gone', async () => {
    const issuer = await serveIssuer();
    await issuer[Symbol.asyncDispose]();
    const { outcome } = await stage({ provider: { Url: issuer.url } });
    expect(await outcome(await issuer.token())).toMatch(/^IDPCommunicationError: .* could not be reached\.$/);
  });
});
