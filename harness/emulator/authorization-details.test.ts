import { createHash, createHmac } from 'node:crypto';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { type AuthorizationDetailsOptions, type Credentials, type Emulator, startEmulator } from './index.js';

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
}

/** Asks IAM Toolbox, for which npm has no client. */
async function toolbox(emulator: Emulator, credentials: Credentials, path: string, query: Record<string, string> = {}) {
  const region = 'us-east-1';
  const signer = new SignatureV4({ credentials, region, service: 'iam', sha256: Sha256 as never });
  const signed = await signer.sign({
    method: 'GET',
    protocol: 'https:',
    hostname: 'iam-toolbox.us-east-1.amazonaws.com',
    path,
    query,
    headers: { host: 'iam-toolbox.us-east-1.amazonaws.com' },
  });
  const search = new URLSearchParams(query).toString();
  const { status, headers, body } = await emulator.handle({
    method: 'GET',
    target: search === '' ? path : `${path}?${search}`,
    rawHeaders: Object.entries(signed.headers).flat(),
    body: undefined,
    origin: { sourceIp: '203.0.113.7', secureTransport: true },
  });
  return { status, error: headers['x-amzn-errortype'], body: JSON.parse(String(body)) };
}

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Alice may everything by a managed policy, but not look at herself: an inline policy forbids it. */
async function story(authorizationDetails: AuthorizationDetailsOptions = { inRefusals: true }) {
  const emulator = await startEmulator({ authorizationDetails, seed: 'details' });
  const account = emulator.account();
  const root = new IAMClient(emulator.clientConfig(account.root));
  const user = async (UserName: string): Promise<Credentials> => {
    await root.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'blue' }] }));
    const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };
  const alice = await user('alice');
  const attachment = { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
  await root.send(new AttachUserPolicyCommand(attachment));
  const PolicyDocument = policy({ Sid: 'NoMirror', Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' });
  await root.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'mirror', PolicyDocument }));
  const refusalOf = (credentials: Credentials, command = new GetUserCommand({ UserName: 'alice' })) =>
    new IAMClient(emulator.clientConfig(credentials)).send(command).then(
      () => 'allowed',
      ({ message }: Error) => message,
    );
  const ask = (id: string, by: Credentials = account.root) => toolbox(emulator, by, `/authorization-details/${id}`);
  const askPolicy = (id: string, policyUri: string) =>
    toolbox(emulator, account.root, `/authorization-details/${id}/policy`, { policyUri });
  return { emulator, account, root, user, alice, refusalOf, ask, askPolicy };
}

const idOf = (words: string) => /authorization id: ([0-9a-z]+)$/.exec(words)?.[1] ?? '';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html */
test('a refusal of IAM ends with the link and the id, where the option asks for them', async () => {
  const { account, alice, refusalOf, emulator } = await story();
  const words = await refusalOf(alice);
  const id = idOf(words);
  expect(id).toMatch(/^[0-9a-z]{20,26}$/);
  expect(words).toBe(
    `User: arn:aws:iam::${account.id}:user/alice is not authorized to perform: iam:GetUser on resource: user alice with an explicit deny in an identity-based policy. Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`,
  );
  expect(emulator.decisions.list().at(-1)?.words).toBe(words);
});

test('refusals have no id by default, nor those of S3 and ListInstanceProfiles', async () => {
  const plain = await story({});
  expect(await plain.refusalOf(plain.alice)).toMatch(/identity-based policy$/);
  const { emulator, user, refusalOf } = await story();
  const bob = await user('bob');
  expect(await refusalOf(bob, new ListInstanceProfilesCommand({}) as never)).toMatch(/action$/);
  const buckets = new S3Client(emulator.clientConfig(bob)).send(new ListBucketsCommand({}));
  await expect(buckets).rejects.toThrow(/action$/);
});

/** https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_GetRequestAuthorizationDetails.html */
test('the details are context, evaluations and policies, also after the policy is gone', async () => {
  const { account, alice, refusalOf, ask, askPolicy, root } = await story();
  const id = idOf(await refusalOf(alice));
  await root.send(new DeleteUserPolicyCommand({ UserName: 'alice', PolicyName: 'mirror' }));
  const { status, body } = await ask(id);
  const arn = `arn:aws:iam::${account.id}:user/alice`;
  const uri = expect.stringMatching(/^urn:aws:policy:/);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    requestContext: {
      'aws:PrincipalArn': arn,
      'aws:PrincipalTag/team': 'blue',
      'aws:RequestedRegion': 'us-east-1',
      'aws:SourceIp': '127.0.0.1',
      'aws:username': 'alice',
    },
    evaluations: [
      {
        action: 'iam:GetUser',
        resource: arn,
        context: { 'aws:ResourceAccount': account.id, 'aws:ResourceTag/team': 'blue', 'iam:ResourceTag/team': 'blue' },
        evaluatedEffect: 'EXPLICIT_DENY',
        matchedPolicies: [
          { uri, matchedStatements: [{ sid: 'NoMirror', evaluatedEffect: 'DENY' }] },
          {
            uri: 'arn:aws:iam::aws:policy/AdministratorAccess',
            matchedStatements: [{ evaluatedEffect: 'ALLOW' }],
          },
        ],
      },
    ],
    policies: [
      { type: 'IDENTITY_BASED_POLICY', inline: true, uri, attachedTo: [{ arn }] },
      { type: 'IDENTITY_BASED_POLICY', inline: false, uri: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ],
  });
  expect(Object.keys(body.requestContext).filter((key) => !key.startsWith('aws:'))).toEqual([]);
  const text = await askPolicy(id, body.policies[0].uri);
  expect(text.body.policyDocument.Statement).toMatchObject([{ Sid: 'NoMirror' }]);
  expect(await askPolicy(id, 'arn:aws:iam::aws:policy/ReadOnlyAccess')).toMatchObject({
    status: 404,
    error: 'ResourceNotFoundException',
  });
});

test('to ask is a permission of its own', async () => {
  const { account, alice, user, refusalOf, ask, root } = await story();
  const id = idOf(await refusalOf(alice));
  const bob = await user('bob');
  expect(await ask(id, bob)).toEqual({
    status: 403,
    error: 'AccessDeniedException',
    body: {
      message: `User: arn:aws:iam::${account.id}:user/bob is not authorized to perform: iam:GetRequestAuthorizationDetails on resource: * because no identity-based policy allows the iam:GetRequestAuthorizationDetails action`,
    },
  });
  const PolicyDocument = policy({ Effect: 'Allow', Action: 'iam:GetRequestAuthorizationDetails', Resource: '*' });
  await root.send(new PutUserPolicyCommand({ UserName: 'bob', PolicyName: 'ask', PolicyDocument }));
  expect((await ask(id, bob)).status).toBe(200);
});

test('details are written late where the option says so, and kept for a day of the account', async () => {
  const { account, alice, refusalOf, ask } = await story({ inRefusals: true, writtenAfter: '3s' });
  account.clock.freeze();
  const id = idOf(await refusalOf(alice));
  const answers = [(await ask(id)).error];
  account.clock.advance('4s');
  answers.push((await ask(id)).error);
  account.clock.advance('24h');
  answers.push((await ask(id)).error);
  expect(answers).toEqual(['ResourceNotFoundException', undefined, 'ResourceNotFoundException']);
});

test('an unknown id, another account and a malformed id find nothing', async () => {
  const { emulator, alice, refusalOf, ask } = await story();
  const id = idOf(await refusalOf(alice));
  expect(await ask('b5m5v5taprqh3yoluoo4dyw0w')).toMatchObject({ status: 404, error: 'ResourceNotFoundException' });
  expect(await ask(id, emulator.account().root)).toMatchObject({ status: 404, error: 'ResourceNotFoundException' });
  expect(await ask('No-Id')).toMatchObject({ status: 400, error: 'ValidationException' });
  expect(await ask(`${id}/other`)).toMatchObject({ status: 404, error: 'UnknownOperationException' });
  const unknownKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  expect(await ask(id, unknownKey)).toMatchObject({ status: 403, error: 'UnrecognizedClientException' });
});
