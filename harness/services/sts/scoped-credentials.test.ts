import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  GetScopedCredentialsCommand,
  type GetScopedCredentialsCommandInput,
  GetSessionTokenCommand,
  STSClient,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Credentials, type Emulator, startEmulator } from '../../emulator/index.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const allowing = (...Action: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const SCOPE = 'sts:GetScopedCredentials';

const keysOf = ({
  AccessKeyId = '',
  SecretAccessKey = '',
  SessionToken = '',
}: Partial<StsCredentials> = {}): Credentials => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  ...(SessionToken !== '' && { sessionToken: SessionToken }),
});
const clientOf = (credentials: Credentials) => new STSClient(emulator.clientConfig(credentials));
const scope = (credentials: Credentials, input: GetScopedCredentialsCommandInput) =>
  clientOf(credentials).send(new GetScopedCredentialsCommand(input));
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'carried out',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

/** A user who may do all this, and the credentials of a session of hers. */
async function session(...actions: readonly string[]) {
  const account = emulator.account();
  const iam = new IAMClient(emulator.clientConfig(account.root));
  const UserName = 'ada';
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: allowing(...actions) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const user = keysOf(AccessKey as Partial<StsCredentials>);
  const { Credentials } = await clientOf(user).send(new GetSessionTokenCommand({ DurationSeconds: 3600 }));
  return { account, user, credentials: keysOf(Credentials), arn: `arn:aws:iam::${account.id}:user/ada` };
}

test('the credentials stay the same session, with less', async () => {
  const { credentials, arn } = await session(SCOPE);
  const answer = await scope(credentials, { Policy: allowing('s3:*'), DurationSeconds: 60 });
  expect(answer).toMatchObject({
    SessionInfo: { Arn: arn, ScopedSessionId: expect.stringMatching(/^AIDA/) },
    ScopedPoliciesCount: 1,
    SessionTokenSize: answer.Credentials?.SessionToken?.length,
  });
  expect(answer.Credentials?.Expiration?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
  const identity = await clientOf(keysOf(answer.Credentials)).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(arn);
  expect(emulator.decide(keysOf(answer.Credentials).accessKeyId, { action: 'sqs:ListQueues' })).toMatchObject({
    outcome: 'denied',
    layer: 'scope-down',
  });
});

test('without a duration the credentials last as long as the session', async () => {
  const { credentials } = await session(SCOPE);
  const { Credentials, ScopedPoliciesCount } = await scope(credentials, { Policy: allowing(SCOPE) });
  const left = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
  expect([left > 3500, left <= 3600, ScopedPoliciesCount]).toEqual([true, true, 1]);
});

test('three policies can narrow a session, and a fourth is denied', async () => {
  let { credentials } = await session(SCOPE);
  for (const count of [1, 2, 3]) {
    const { Credentials, ScopedPoliciesCount } = await scope(credentials, { Policy: allowing(SCOPE) });
    expect(ScopedPoliciesCount).toBe(count);
    credentials = keysOf(Credentials);
  }
  expect(await refused(scope(credentials, { Policy: allowing(SCOPE) }))).toMatch(/^AccessDenied: /);
  expect((await scope(credentials, { DurationSeconds: 60 })).ScopedPoliciesCount).toBe(3);
});

test.each<[string, GetScopedCredentialsCommandInput, RegExp]>([
  ['neither policy nor duration', {}, /^ValidationError: /],
  ['a longer life', { DurationSeconds: 7200 }, /^InsufficientSessionLifetimeException: /],
  ['no JSON', { Policy: 'x' }, /^MalformedPolicyDocumentException: Syntax errors in policy\.$/],
  [
    'a duration of 0',
    { DurationSeconds: 0 },
    /^ValidationError: 1 validation error detected: Value '0' at 'durationSeconds' failed/,
  ],
  ['a policy of 2,049 characters', { Policy: ' '.repeat(2049) }, /Member must have length less than or equal to 2048$/],
  [
    'a token of 4,097 bytes',
    { DurationSeconds: 60, MinimumSessionTokenSize: 4097 },
    /Member must have value less than or equal to 4096$/,
  ],
])('%s is refused', async (_, input, words) => {
  const { credentials } = await session(SCOPE);
  expect(await refused(scope(credentials, input))).toMatch(words);
});

test('the credentials of a user or of root cannot be scoped down, and without permission none can', async () => {
  const { account, user } = await session(SCOPE);
  const input = { DurationSeconds: 60 };
  expect(await refused(scope(user, input))).toMatch(/^InvalidSubjectCredentialsException: /);
  expect(await refused(scope(account.root, input))).toMatch(/^InvalidSubjectCredentialsException: /);
  const { credentials, arn } = await session('s3:*');
  expect(await refused(scope(credentials, input))).toBe(
    `AccessDenied: User: ${arn} is not authorized to perform: ${SCOPE} because no identity-based policy allows the ${SCOPE} action`,
  );
});

test('a session of root is narrowed too, though no policy binds root', async () => {
  const { account } = await session(SCOPE);
  const { Credentials } = await clientOf(account.root).send(new GetSessionTokenCommand({}));
  const scoped = await scope(keysOf(Credentials), { Policy: allowing('s3:*') });
  const decide = (action: string) => emulator.decide(keysOf(scoped.Credentials).accessKeyId, { action }).outcome;
  expect([decide('s3:ListAllMyBuckets'), decide('sqs:ListQueues')]).toEqual(['allowed', 'denied']);
});

test('a token is made as large as asked for, and tells its use', async () => {
  const { user, credentials } = await session(SCOPE);
  const opened = await clientOf(user).send(new GetSessionTokenCommand({ MinimumSessionTokenSize: 2048 }));
  expect(opened).toMatchObject({ SessionTokenSize: 2048, SessionTokenUtilization: 50 });
  expect(opened.Credentials?.SessionToken).toHaveLength(2048);
  const narrow = await scope(credentials, { Policy: allowing('s3:GetObject') });
  const narrower = await scope(credentials, { Policy: allowing('s3:GetObject', 's3:PutObject', 'sqs:SendMessage') });
  expect(narrower.SessionTokenSize).toBeGreaterThan(narrow.SessionTokenSize ?? Number.POSITIVE_INFINITY);
});

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
test('no message can be decoded, which needs a permission', async () => {
  const DECODE = 'sts:DecodeAuthorizationMessage';
  const decode = (credentials: Credentials) =>
    refused(clientOf(credentials).send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })));
  expect(await decode((await session(DECODE)).user)).toBe('InvalidAuthorizationMessageException: Message is not valid');
  const { user, arn } = await session(SCOPE);
  expect(await decode(user)).toBe(
    `AccessDenied: User: ${arn} is not authorized to perform: ${DECODE} because no identity-based policy allows the ${DECODE} action`,
  );
});
