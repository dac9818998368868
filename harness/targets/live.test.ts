import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetBucketTaggingCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { NotOfTheRun } from '../cleanup/ledger.js';
import { findLeftovers } from '../cleanup/leftovers.js';
import { openAccount } from '../rehearsal/account.js';
import { ACCOUNT, inPlaceOfAws } from './live.fixture.js';
import { proveEnforcement } from './prove.js';

test('a run waits for what it makes, has its name, path and tag on everything, and leaves nothing', async () => {
  const { client, s3, operator, emulator, open, ledgerFolder } = await inPlaceOfAws();
  await using target = await open();
  expect(await proveEnforcement(target)).toEqual({ enforcement: true, signatures: true });
  const made = emulator.decisions
    .list()
    .flatMap(({ operation, decision }) => (operation === 'iam:CreateUser' ? decision.request.resource : []));
  expect(made.at(-1)).toMatch(/:user\/iam-rehearsal\/0a1b2c3d\/iamr-0a1b2c3d-proof-/);
  const account = await openAccount(target);
  const user = await account.user({ tags: { team: 'a' } });
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets', path: '/ci/' });
  const bucket = await account.bucket();
  await account.group();
  expect((await user.attempt('s3:ListAllMyBuckets', { expected: 'denied' })).outcome).toBe('denied');
  const session = await user.assume(role);
  expect((await session.attempt('s3:ListAllMyBuckets', { expected: 'allowed' })).outcome).toBe('allowed');

  expect(user.arn).toMatch(
    /^arn:aws:iam::123456789012:user\/iam-rehearsal\/0a1b2c3d\/iamr-0a1b2c3d-user-[0-9a-f]{8}-\d$/,
  );
  expect(role.arn).toContain(':role/iam-rehearsal/0a1b2c3d/ci/iamr-0a1b2c3d-role-');
  const { Tags } = await client.send(new iam.ListUserTagsCommand({ UserName: user.name }));
  expect(Tags).toEqual([
    { Key: 'iam-rehearsal:run', Value: '0a1b2c3d' },
    { Key: 'team', Value: 'a' },
  ]);
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket.name }));
  expect(TagSet).toEqual([{ Key: 'iam-rehearsal:run', Value: '0a1b2c3d' }]);

  await account.close();
  expect(await findLeftovers({ iam: client, s3 })).toEqual([]);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const ledger = readFileSync(join(ledgerFolder, '0a1b2c3d.jsonl'), 'utf8');
  for (const secret of [
    ACCOUNT,
    operator.secretAccessKey,
    user.credentials.secretAccessKey,
    user.credentials.accessKeyId,
  ])
    expect(ledger).not.toContain(secret);
});

test('a run that makes or calls more than its budget is stopped, and everything is removed all the same', async () => {
  const { client, s3, open } = await inPlaceOfAws();
  await using few = await open({}, { budget: { resources: 2, calls: 1000, minutes: 15 } });
  const account = await openAccount(few);
  await account.group();
  await account.group();
  await expect(account.group()).rejects.toThrow('the run has made 2 resources, which is its bound');
  await account.close();

  await using quick = await open({}, { run: 'ffffffff', budget: { resources: 50, calls: 3, minutes: 15 } });
  const second = await openAccount(quick);
  await expect(
    (async () => {
      for (let i = 0; i < 5; i++) await second.group();
    })(),
  ).rejects.toThrow('the run made 3 calls, which is its bound');
  await second.close();

  const joined = { run: 'ffffffff', budget: { resources: 50, calls: 3, minutes: 15 } };
  await using worker = await open({}, joined);
  await expect((await openAccount(worker)).group(), 'a worker of the same run').rejects.toThrow('the run made 3 calls');
  const late = { run: 'eeeeeeee', since: Date.now() - 16 * 60_000 };
  await using slow = await open({}, late);
  await expect((await openAccount(slow)).group()).rejects.toThrow('the run took 15 minutes, which is its bound');
  expect(await findLeftovers({ iam: client, s3 })).toEqual([]);
});

test('the documented policy suffices for a run, and makes no principal without the guard', async () => {
  const { operator, emulator, open, clock } = await inPlaceOfAws();
  await using target = await open();
  const account = await openAccount(target);
  const group = await account.group({ allows: 's3:*', policies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] });
  await account.user({ boundary: await account.policy({ allows: 's3:*' }), groups: [group] });
  clock.advance('1m');
  const byOperator = new iam.IAMClient({ ...emulator.clientConfig(operator), maxAttempts: 1 });
  const create = { UserName: account.name('u'), ...account.placed };
  const attempts: Readonly<Record<string, object>> = {
    'a user without a boundary': new iam.CreateUserCommand(create),
    'a user with another boundary': new iam.CreateUserCommand({
      ...create,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    'a user outside of a run': new iam.CreateUserCommand({ ...account.guarded, UserName: 'x', Path: '/' }),
    'another guard': new iam.CreatePolicyVersionCommand({
      PolicyArn: account.guarded.PermissionsBoundary,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
      }),
    }),
    'no guard': new iam.DeleteUserPermissionsBoundaryCommand({ UserName: (await account.admin()).name }),
    'a policy of others for a user of the run': new iam.AttachUserPolicyCommand({
      UserName: (await account.admin()).name,
      PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/operator`,
    }),
    'a policy of others for a group of the run': new iam.AttachGroupPolicyCommand({
      GroupName: group.name,
      PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/operator`,
    }),
    'a key of its own': new iam.CreateAccessKeyCommand({ UserName: 'operator' }),
  };
  for (const [what, command] of Object.entries(attempts)) {
    const made = byOperator.send(command as iam.GetUserCommand);
    await expect(made, what).rejects.toMatchObject({ name: 'AccessDenied' });
  }
  await account.close();
});

test('what others have is not removed by a test that takes their name, whatever the operator may', async () => {
  const all = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const { client, s3, open } = await inPlaceOfAws(all);
  const [UserName, Bucket] = ['alice', 'payroll'];
  await client.send(new iam.CreateUserCommand({ UserName }));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { Policy } = await client.send(
    new iam.CreatePolicyCommand({ PolicyName: 'payroll', PolicyDocument: JSON.stringify(all) }),
  );
  await using target = await open();
  const account = await openAccount(target);
  const byAdmin = (await account.admin()).client(iam.IAMClient);
  const attempts: Readonly<Record<string, () => unknown>> = {
    'a user of this name': () => account.user({ name: UserName }),
    'a bucket of this name': () => account.bucket(Bucket), // in us-east-1 CreateBucket of a bucket that is one's own succeeds
    'a user of this name by a client': () => byAdmin.send(new iam.CreateUserCommand({ UserName, ...account.guarded })),
    'this name for another user': async () => {
      const { name } = await account.user();
      return byAdmin.send(new iam.UpdateUserCommand({ UserName: name, NewUserName: UserName }));
    },
    'this user for a group': async () => {
      const { name } = await account.group();
      return byAdmin.send(new iam.AddUserToGroupCommand({ UserName, GroupName: name }));
    },
    'this policy for a user': () => account.user({ policies: [Policy?.Arn ?? ''] }),
    'what a program made': async () => account.alsoRemove({ kind: 'policy', name: Policy?.Arn ?? '' }),
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    await expect(attempt(), what).rejects.toThrow(NotOfTheRun);
  }
  await account.close();
  expect((await client.send(new iam.GetUserCommand({ UserName }))).User?.UserName).toBe(UserName);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: Bucket }]);
  expect((await client.send(new iam.GetPolicyCommand({ PolicyArn: Policy?.Arn }))).Policy?.AttachmentCount).toBe(0);
});
