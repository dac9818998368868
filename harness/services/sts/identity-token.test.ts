import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetWebIdentityTokenCommand,
  type GetWebIdentityTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Credentials, type Emulator, startEmulator } from '../../emulator/index.js';

const MEMBER = '111122223333';
const AWS = 'https://sts.amazonaws.com/';

let emulator: Emulator;
beforeAll(async () => {
  const accounts = [MEMBER];
  emulator = await startEmulator({
    organization: { id: 'o-exampleorgid', managementAccount: '999999999999', root: { id: 'r-ab12', accounts } },
  });
});
afterAll(() => emulator.close());

/** An account whose user Ann may do this, outbound federation being enabled. */
async function stage(Action: string | readonly string[], Condition = {}) {
  const { root, id, clock } = emulator.account();
  const iam = new IAMClient(emulator.clientConfig(root));
  const { IssuerIdentifier = '' } = await iam.send(new EnableOutboundWebIdentityFederationCommand({}));
  const UserName = 'ann';
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'red' }] }));
  const PolicyDocument = allowing(Action, Condition);
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const ann = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  return { iam, id, clock, root, ann, issuer: IssuerIdentifier };
}

function allowing(Action: string | readonly string[], Condition = {}): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*', Condition } });
}

function tokenFor(credentials: Credentials, input: Partial<GetWebIdentityTokenCommandInput> = {}) {
  const sts = new STSClient(emulator.clientConfig(credentials));
  return sts.send(new GetWebIdentityTokenCommand({ Audience: ['app'], SigningAlgorithm: 'ES384', ...input }));
}

async function outcome(...given: Parameters<typeof tokenFor>): Promise<string> {
  return tokenFor(...given).then(
    () => 'given',
    ({ name, message }: Error) => `${name.replace(/Exception$/, '')}: ${message}`,
  );
}

async function publishedKeys(url: string) {
  const { body } = await emulator.handle({
    method: 'GET',
    target: '/.well-known/jwks.json',
    rawHeaders: ['host', new URL(url).host],
    body: undefined,
    origin: { sourceIp: '127.0.0.1', secureTransport: true },
  });
  return createLocalJWKSet(JSON.parse(String(body)));
}

test.each(['ES384', 'RS256'])('a token signed with %s is verified with the keys of the issuer', async (algorithm) => {
  const { ann, id, issuer } = await stage(['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken']);
  const Tags = [{ Key: 'job', Value: '7' }];
  const answer = await tokenFor(ann, { SigningAlgorithm: algorithm, Tags });
  const token = answer.WebIdentityToken ?? '';
  const { payload } = await jwtVerify(token, await publishedKeys(issuer), { issuer, audience: 'app' });
  const subject = `arn:aws:iam::${id}:user/ann`;
  expect(payload).toEqual({
    iss: issuer,
    aud: 'app',
    sub: subject,
    iat: expect.any(Number),
    exp: (payload.iat ?? 0) + 300,
    jti: expect.any(String),
    [AWS]: {
      aws_account: id,
      source_region: 'us-east-1',
      principal_id: subject,
      principal_tags: { team: 'red' },
      request_tags: { job: '7' },
    },
  });
  expect(answer.Expiration).toEqual(new Date((payload.exp ?? 0) * 1000));
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: algorithm, kid: expect.any(String) });
});

test('others find the keys under the endpoint, by the discovery document', async () => {
  const { ann, issuer } = await stage('sts:GetWebIdentityToken');
  const endpoint = await emulator.listen();
  const issuerId = new URL(issuer).hostname.split('.')[0];
  const documents = `${endpoint}/_rehearsal/issuers/${issuerId}/.well-known`;
  const discovery = (await (await fetch(`${documents}/openid-configuration`)).json()) as Record<string, string>;
  expect(discovery).toMatchObject({ issuer, jwks_uri: `${documents}/jwks.json` });
  const { WebIdentityToken = '' } = await tokenFor(ann);
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri ?? ''));
  expect((await jwtVerify(WebIdentityToken, keys, { issuer })).payload.aud).toBe('app');
  expect((await fetch(`${endpoint}/_rehearsal/issuers/${'0'.repeat(36)}/.well-known/jwks.json`)).status).toBe(404);
});

test('policies look at audience, algorithm and lifetime', async () => {
  const condition = {
    'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'app' },
    StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
    NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
  };
  const { ann } = await stage('sts:GetWebIdentityToken', condition);
  expect(await outcome(ann)).toBe('given');
  for (const input of [{ Audience: ['app', 'other'] }, { SigningAlgorithm: 'RS256' }, { DurationSeconds: 301 }])
    expect(await outcome(ann, input)).toMatch(/^AccessDenied: .* to perform: sts:GetWebIdentityToken/);
});

test('there are no tokens while the feature is disabled', async () => {
  const { ann, iam } = await stage('sts:GetWebIdentityToken');
  await iam.send(new DisableOutboundWebIdentityFederationCommand({}));
  expect(await outcome(ann)).toMatch(/^OutboundWebIdentityFederationDisabled: The outbound web identity federation/);
});

test('a session tells its role and its end, beyond which no token lasts', async () => {
  const { id, root, ann, issuer, clock } = await stage('sts:*');
  const iam = new IAMClient(emulator.clientConfig(root));
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${id}:user/ann` }, Action: 'sts:*' };
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { ...trust, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:SetContext'] },
  });
  await iam.send(new CreateRoleCommand({ RoleName: 'r', Path: '/x/', AssumeRolePolicyDocument }));
  const PolicyDocument = allowing('sts:*');
  await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument }));
  const RoleArn = `arn:aws:iam::${id}:role/x/r`;
  const { Credentials } = await new STSClient(emulator.clientConfig(ann)).send(
    new AssumeRoleCommand({
      RoleArn,
      RoleSessionName: 'session-1',
      SourceIdentity: 'ann',
      DurationSeconds: 900,
      ProvidedContexts: [
        {
          ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
          ContextAssertion: '{"identitystore:UserId":"user-1"}',
        },
      ],
    }),
  );
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const { WebIdentityToken = '' } = await tokenFor(session, { Audience: ['a', 'b'] });
  const { payload } = await jwtVerify(WebIdentityToken, await publishedKeys(issuer));
  expect(payload).toMatchObject({ sub: RoleArn, aud: ['a', 'b'] });
  expect(payload[AWS]).toMatchObject({
    source_identity: 'ann',
    identity_store_user_id: 'user-1',
    original_session_exp: Credentials?.Expiration?.toISOString().replace('.000Z', 'Z'),
  });
  clock.advance('11m');
  expect(await outcome(session)).toMatch(/^SessionDurationEscalation: /);
  expect(await outcome(session, { DurationSeconds: 60 })).toBe('given');
});

test('a member of an organization tells its organization', async () => {
  const { root } = emulator.account(MEMBER);
  const iam = new IAMClient(emulator.clientConfig(root));
  const { IssuerIdentifier = '' } = await iam.send(new EnableOutboundWebIdentityFederationCommand({}));
  const { WebIdentityToken = '' } = await tokenFor(root);
  const { payload } = await jwtVerify(WebIdentityToken, await publishedKeys(IssuerIdentifier));
  expect(payload[AWS]).toMatchObject({ org_id: 'o-exampleorgid', ou_path: ['o-exampleorgid/r-ab12/'] });
});

test.each<[Partial<GetWebIdentityTokenCommandInput>, RegExp]>([
  [{ SigningAlgorithm: 'HS256' }, /^ValidationError: .* enum value set: \[RS256, ES384\]$/],
  [{ SubjectMode: 'OriginIdentity' }, /^ValidationError: .* aws:OriginIdentity\/Subject key\.$/],
  [{ Scope: 'read' }, /^ValidationError: You can specify Scope only when SubjectMode is OriginIdentity\.$/],
  [{ DurationSeconds: 59 }, /^ValidationError: .* greater than or equal to 60$/],
])('%j is refused', async (input, words) => {
  const { ann } = await stage('sts:*');
  expect(await outcome(ann, input)).toMatch(words);
});
