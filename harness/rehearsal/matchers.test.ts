import { DeleteAccessKeyCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from './index.js';

const failure = async (assertion: Promise<unknown>) => {
  const error = await assertion.then(
    () => new TypeError('the assertion held'),
    (reason) => reason as Error,
  );
  return `${error.name}: ${error.message}`;
};

test('a harmless read is really called, everything else is decided', async ({ account }) => {
  const user = await account.user({ allows: ['s3:ListAllMyBuckets', 'dynamodb:GetItem'] });
  expect(await user.attempt('s3:ListAllMyBuckets')).toMatchObject({ outcome: 'allowed', how: 'called' });
  expect(await user.attempt('dynamodb:GetItem')).toMatchObject({ outcome: 'allowed', how: 'decided' });
  expect(await user.attempt('s3:ListBucket')).toMatchObject({ outcome: 'denied', how: 'decided' });
  const bucket = await account.bucket();
  expect(await user.attempt('s3:ListBucket', { resource: bucket.arn })).toMatchObject({
    outcome: 'denied',
    how: 'called',
  });
  await expect(user).toBeAllowed('dynamodb:GetItem');
  await expect(user).toBeDenied('dynamodb:PutItem');
  await expect(user).not.toBeAllowed('dynamodb:PutItem');
});

test('a read about what nobody made is decided', async ({ account }) => {
  const reader = await account.user({
    allows: ['s3:ListBucket', 'iam:GetUser'],
  });
  const resource = 'arn:aws:s3:::notes-of-none';
  expect(await reader.attempt('s3:ListBucket', { resource })).toMatchObject({ outcome: 'allowed', how: 'decided' });
  expect(await (await account.user()).attempt('s3:ListBucket', { resource })).toMatchObject({
    outcome: 'denied',
    how: 'decided',
  });
  const nobody = `arn:aws:iam::${account.id}:user/nobody`;
  expect(await reader.attempt('iam:GetUser', { resource: nobody })).toMatchObject({
    outcome: 'allowed',
    how: 'decided',
  });
});

test('a command, a function and a call are always called', async ({ account }) => {
  const user = await account.user({ allows: 's3:ListAllMyBuckets' });
  await expect(user).toBeAllowed(new ListBucketsCommand({}));
  await expect(user).toBeDenied(new ListUsersCommand({}));
  await expect(user).toBeAllowed((it) => it.client(S3Client).send(new ListBucketsCommand({})));
  await expect(user.client(IAMClient).send(new ListUsersCommand({}))).toBeDenied();
  await expect(user.client(S3Client).send(new ListBucketsCommand({}))).toBeAllowed();
});

test('a failed expectation shows who, what, how, the words of AWS and why', async ({ account }) => {
  const user = await account.user();
  expect(await failure(expect(user).toBeAllowed('s3:ListAllMyBuckets'))).toBe(
    `Error: ${user.arn}: expected s3:ListAllMyBuckets to be allowed, and it was denied (really called)
AWS says: User: ${user.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action
why: no policy of the caller allows s3:ListAllMyBuckets, and what is not allowed is denied
    an Allow of s3:ListAllMyBuckets on arn:aws:s3:::* would have to be added
trace: pass \`{ trace: true }\` to see every layer, statement and condition`,
  );
  expect(await failure(expect(user).toBeAllowed('sqs:SendMessage'))).toContain(
    'it was denied (decided without executing it)',
  );
  expect(await failure(expect(user).toBeDenied('sts:GetCallerIdentity'))).toContain('to be denied, and it was allowed');
  expect(await failure(expect(user).not.toBeDenied('sqs:SendMessage'))).toContain(
    'expected sqs:SendMessage not to be denied',
  );
});

test('a denial can be asked for its reason', async ({ account }) => {
  const policy = await account.policy({ denies: { Sid: 'NoQueues', Action: 'sqs:*', Resource: '*' } });
  const user = await account.user({ allows: 'sqs:*', policies: [policy] });
  const reason = { because: 'explicit-deny', layer: 'identity', sid: 'NoQueues', policy: policy.name } as const;
  await expect(user).toBeDenied('sqs:SendMessage', reason);
  await expect(user).toBeDenied('sqs:SendMessage', { policy: policy.arn });
  await expect(user).toBeDenied(new ListBucketsCommand({}), {
    because: 'implicit-deny',
    message: 'no identity-based policy',
  });
  await expect(user).toBeDenied(new ListBucketsCommand({}), { message: /^User: arn:/ });
  for (const [wrong, words] of [
    [{ because: 'implicit-deny' }, 'because of an `implicit-deny`, where it is explicit-deny'],
    [{ layer: 'boundary' }, 'in the layer `boundary`, where it is identity'],
    [{ sid: 'Other' }, 'by the statement `Other`, where it is NoQueues'],
    [{ policy: 'other' }, `by the policy \`other\`, where it is ${policy.name}, ${policy.arn}`],
  ] as const) {
    expect(await failure(expect(user).toBeDenied('sqs:SendMessage', wrong))).toMatch(
      new RegExp(`to be denied, and it was denied .*\\nand ${words}\\nwhy: `),
    );
  }
  expect(
    await failure(expect(user).toBeDenied(new ListBucketsCommand({}), { message: 'because of the weather' })),
  ).toContain('and in words that contain: because of the weather');
});

test('an error that is no denial is neither: it is thrown as it is', async ({ account, admin }) => {
  const user = await account.user();
  const forger = account.principal(user.arn, { ...user.credentials, secretAccessKey: 'wrong' });
  expect(await failure(expect(forger).toBeDenied('s3:ListAllMyBuckets'))).toContain('SignatureDoesNotMatch');
  expect(await failure(expect(forger).not.toBeAllowed('s3:ListAllMyBuckets'))).toContain('SignatureDoesNotMatch');
  expect(await failure(expect(admin).toBeDenied(new HeadBucketCommand({ Bucket: account.name('missing') })))).toContain(
    'NotFound',
  );
  const key = { UserName: user.name, AccessKeyId: user.credentials.accessKeyId };
  await admin.client(IAMClient).send(new DeleteAccessKeyCommand(key));
  expect(await failure(expect(user).toBeDenied('sqs:SendMessage'))).toContain('CannotDecide');
});

test('a question that cannot be answered says what to write instead', async ({ account }) => {
  const user = await account.user();
  const role = await account.role({ trusts: user });
  expect(await failure(expect(user).toBeDenied())).toContain('name what is attempted');
  expect(await failure(expect(role).toBeDenied('s3:ListAllMyBuckets'))).toContain('a role has to be assumed first');
  expect(await failure(expect(user).toBeDenied('s3:ListBuckets'))).toContain('is no action of `s3`');
  class PublishCommand {}
  expect(await failure(expect(user).toBeDenied(new PublishCommand()))).toContain(
    '`PublishCommand` is no command of IAM, STS or S3',
  );
  expect(await failure(expect(user).toBeDenied(new ListBucketsCommand({}), { resource: '*' }))).toContain(
    'a call carries its own',
  );
  expect(
    await failure(expect(user.client(S3Client).send(new ListBucketsCommand({}))).toBeDenied({ layer: 'identity' })),
  ).toContain('nothing shows who decided');
  expect(await failure(expect(user).toBeDenied('sqs:SendMessage', { message: 'x' }))).toContain(
    "AWS's words come with a call only",
  );
});

test('what was misspelt, not awaited or not named says what to write instead', async ({ account }) => {
  const user = await account.user({ allows: { Action: 's3:GetObject', Resource: 'arn:aws:s3:::notes/*' } });
  const given = (options: unknown) => failure(expect(user).toBeAllowed('s3:GetObject', options as object));
  expect(await given({ resources: 'x' })).toContain('`toBeAllowed` has no option `resources`; `resource` is one');
  expect(await given('arn:aws:s3:::notes/a')).toContain(
    '`toBeAllowed` takes an object of options, and got the text `arn:aws:s3:::notes/a`; there are `resource`, ',
  );
  expect(await failure(expect(user).toBeDenied('s3:PutObject', { bye: 'scp' } as object))).toContain('no option `bye`');
  expect(await failure(expect(account.user({ name: account.name('one') })).toBeDenied('s3:PutObject'))).toContain(
    'if it is that of a principal, await it',
  );
  expect(await given({ resource: 'notes/a' })).toContain('`resource` is `notes/a`; pass an ARN');
  expect(await failure(account.user({ policyfile: 'p.json' } as object))).toContain(
    '`account.user` has no option `policyfile`; `policyFile` is one',
  );
  expect(await failure(account.role({ trusts: user, tag: {} } as never))).toContain('`tags` is one');
  expect(await failure(expect(user).toBeAllowed('s3:GetObject'))).toContain('no resource was named, so that');
  expect(await failure(expect(user).toBeAllowed('s3:PutObject'))).not.toContain('no resource was named');
});

test('a denied HEAD, which has no body, is a denial', async ({ account }) => {
  const user = await account.user();
  const { name: Bucket } = await account.bucket();
  await expect(user).toBeDenied(new HeadBucketCommand({ Bucket }), { layer: 'identity' });
  const forger = account.principal(user.arn, { ...user.credentials, secretAccessKey: 'wrong' });
  expect(await failure(expect(forger).toBeDenied(new HeadBucketCommand({ Bucket })))).toContain('Unknown');
});

test('policies see where a request comes from', async ({ account }) => {
  const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:SecureTransport': 'true' } };
  const user = await account.user({ allows: { Action: 's3:ListAllMyBuckets', Resource: '*', Condition } });
  const office = user.with({ sourceIp: '203.0.113.7' });
  await expect(user).toBeDenied('s3:ListAllMyBuckets');
  await expect(office).toBeAllowed('s3:ListAllMyBuckets');
  await expect(office.with({ secureTransport: false })).toBeDenied('s3:ListAllMyBuckets');
  await expect(office).toBeAllowed('s3:ListAllMyBuckets', { context: { 'aws:Referer': 'x' } });
});

test('programs are pointed at the target by environment variables', async ({ account }) => {
  const user = await account.user();
  const session = await user.assume(await account.role({ trusts: user }));
  const env = await session.env();
  expect(env).toMatchObject({ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: session.credentials.accessKeyId });
  expect(env.AWS_SESSION_TOKEN).toBe(session.credentials.sessionToken);
  expect((await user.env()).AWS_SESSION_TOKEN).toBe('');
  const answer = await fetch(env.AWS_ENDPOINT_URL ?? '', {
    method: 'POST',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(answer.status).toBe(403);
});
