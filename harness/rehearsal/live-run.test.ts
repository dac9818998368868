import { EventEmitter } from 'node:events';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeleteBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { findLeftovers } from '../cleanup/leftovers.js';
import { RunStopped } from '../cleanup/stop-mark.js';
import { ACCOUNT, inPlaceOfAws } from '../targets/live.fixture.js';
import { namingOf } from '../targets/naming.js';
import { proveEnforcement } from '../targets/prove.js';
import { redactError } from '../targets/redaction.js';
import { openAccount } from './account.js';
import { guardRun } from './live-run.js';
import type { Signalled } from './signals.js';
import './matchers.js';

/** A process whose output is kept, and which a signal can be sent to. */
function processWithLog() {
  const log: string[] = [];
  const codes: number[] = [];
  const stream = () => ({ write: (text: string) => log.push(text) > 0 });
  const process = Object.assign(new EventEmitter() as EventEmitter & Signalled, {
    stdout: stream(),
    stderr: stream(),
    exitCode: undefined as number | undefined,
    exit: (code: number) => codes.push(code),
  });
  return { process, log, codes };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'on %s all that a run made is removed, nothing more is made, and it is told how much is left',
  async (signal) => {
    const { open, client, s3 } = await inPlaceOfAws();
    const target = await open();
    const { process, log, codes } = processWithLog();
    await guardRun(target, namingOf('0a1b2c3d'), process, async () => {});
    const account = await openAccount(target);
    await account.user({ allows: 's3:*' });
    await account.bucket();
    process.emit(signal);
    await expect(account.group()).rejects.toThrow(RunStopped);
    await vi.waitFor(() => expect(codes).toEqual([signal === 'SIGINT' ? 130 : 143]), { timeout: 30_000 });
    expect(log.join('')).toContain(`iam-rehearsal: ${signal}; what the run made is removed\n`);
    expect(log.join('')).toContain('iam-rehearsal: 0 left of run 0a1b2c3d\n');
    expect(await findLeftovers({ iam: client, s3 })).toEqual([]);
  },
);

test('neither what is printed nor what is recorded of a whole run names anything that is not its own', async () => {
  const aws = await inPlaceOfAws();
  const planted = await plant(aws.client, aws.s3);
  const { process, log } = processWithLog();
  await using target = await aws.open();
  process.stdout.write(aws.printed.join(''));
  const run = await guardRun(target, namingOf('0a1b2c3d'), process);
  await proveEnforcement(target);
  const account = await openAccount(target);
  const admin = await account.admin();
  const { UserName = '' } = planted.user;
  const failures: readonly (() => Promise<unknown>)[] = [
    () => expect(admin).toBeAllowed(new iam.DeleteUserCommand({ UserName })),
    () => expect(admin).toBeDenied('iam:ListUsers'),
    () => admin.client(iam.IAMClient).send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: planted.policy })),
    () => admin.client(S3Client).send(new DeleteBucketCommand({ Bucket: planted.bucket })),
    () => admin.assume(planted.role),
    async () => expect(await admin.client(iam.IAMClient).send(new iam.ListUsersCommand({}))).toEqual({}),
    async () => expect(await admin.client(iam.IAMClient).send(new iam.ListAccountAliasesCommand({}))).toEqual({}),
    async () => expect(await admin.client(S3Client).send(new ListBucketsCommand({}))).toEqual({}),
    async () => expect({ ...admin.credentials }).toEqual({}),
    () => account.user({ boundary: planted.policy.replace(/[^/]+$/, 'planted-missing') }),
  ];
  for (const fails of failures) {
    const error = await fails().then(
      () => expect.unreachable('it should have failed'),
      (reason: unknown) => reason,
    );
    redactError(error, target.redact ?? String); // as the fixtures do
    process.stderr.write(`${(error as Error).stack}\n${JSON.stringify(error)}\n`);
  }
  process.stdout.write(`${planted.seen.join('\n')}\n`); // what a test itself prints of what AWS told it
  await account.close();
  await run.end();
  const whole = log.join('');
  const secrets = [
    ...planted.words,
    ACCOUNT,
    'operator',
    aws.operator.secretAccessKey,
    admin.credentials.secretAccessKey,
  ];
  expect(secrets.filter((secret) => whole.includes(secret))).toEqual([]);
  expect(whole).toContain('0 left of run 0a1b2c3d');
  expect(whole).toContain('iamr-0a1b2c3d-user-');
});

/** Names, ids and keys of others in the account. */
async function plant(client: iam.IAMClient, s3: S3Client) {
  const names = { UserName: 'planted-carol', RoleName: 'planted-role', PolicyName: 'planted-policy' };
  const { User: user = {} as iam.User } = await client.send(
    new iam.CreateUserCommand({ ...names, Path: '/planted-team/' }),
  );
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ ...names }));
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
  const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
  const { Role } = await client.send(new iam.CreateRoleCommand({ ...names, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document({ Effect: 'Allow', Action: '*', Resource: '*' });
  const { Policy } = await client.send(new iam.CreatePolicyCommand({ ...names, PolicyDocument }));
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'planted-alias' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'planted-payroll' }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  const ids = [user.UserId ?? '', Role?.RoleId ?? '', AccessKeyId, SecretAccessKey];
  return {
    user,
    role: Role?.Arn ?? '',
    policy: Policy?.Arn ?? '',
    bucket: 'planted-payroll',
    seen: [names.UserName, 'planted-team', 'planted-alias', 'planted-payroll'],
    words: [...Object.values(names), 'planted-alias', 'planted-payroll', 'planted-team', ...ids],
  };
}
