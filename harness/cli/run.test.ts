import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { readRun } from '../reports/run-record.js';
import { type RunFlags, run } from './run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rehearse-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

const POLICY = `Version: '2012-10-17'
Statement:
  - Sid: Buckets
    Effect: Allow
    Action: s3:ListAllMyBuckets
    Resource: '*'
`;
const policyFile = async () => {
  const file = join(folder, 'policy.yaml');
  await writeFile(file, POLICY);
  return file;
};
const SURROUNDINGS = { PATH: process.env.PATH, HOME: process.env.HOME, AWS_PROFILE: 'production', AWS_CA_BUNDLE: '' };

/** What `rehearse run` writes, and with which code it ends. */
async function rehearsed(words: readonly string[], flags: RunFlags = {}) {
  const written: string[] = [];
  const stderr = { write: (text: string) => written.push(text) };
  const exitCode = await run(words, flags, { stderr, env: SURROUNDINGS, runs: join(folder, 'runs') });
  return { exitCode, text: written.join('') };
}

const node = (code: string) => [process.execPath, '--input-type=module', '-e', code];
/** Three calls, the last of which is denied, and an exit code of its own. */
const NODE = node(`
  import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
  import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
  import { ListUsersCommand, IAMClient } from '@aws-sdk/client-iam';
  await new STSClient({}).send(new GetCallerIdentityCommand({}));
  await new S3Client({}).send(new ListBucketsCommand({}));
  await new IAMClient({}).send(new ListUsersCommand({})).catch(() => process.exit(3));
`);
const PYTHON = `
import boto3, sys
boto3.client('sts').get_caller_identity()
boto3.client('s3').list_buckets()
try: boto3.client('iam').list_users()
except Exception: sys.exit(3)
`;
const SHELL = `#!/bin/sh
aws sts get-caller-identity > /dev/null && aws s3api list-buckets > /dev/null && aws iam list-users 2> /dev/null || exit 3
`;
const USERS = 'arn:aws:iam::123456789012:user/';
const TABLE = [
  '3 decisions: 2 allowed, 1 denied',
  '',
  '  allowed  sts:GetCallerIdentity  *',
  '  allowed  s3:ListAllMyBuckets    arn:aws:s3:::*',
  `  denied   iam:ListUsers          ${USERS}`,
].join('\n');

test('a Node script is told what it was allowed and denied, by line of the policy, and its exit code stays', async () => {
  const { exitCode, text } = await rehearsed(NODE, { policy: await policyFile() });
  expect(exitCode).toBe(3);
  expect(text).toContain('the command runs as arn:aws:iam::123456789012:user/rehearsal, who has the policy');
  expect(text).toContain(TABLE);
  expect(text).toContain(`iam:ListUsers on ${USERS} (`);
  expect(text).toMatch(/an Allow of iam:ListUsers on \S+ would have to be added to \S+policy\.yaml\n/);
  expect(text).toContain(
    `"Action": [\n          "iam:ListUsers",\n          "s3:ListAllMyBuckets"\n        ],\n        "Resource": [\n          "*"`,
  );
});

test('a boto3 script gives the same table', { timeout: 30_000 }, async ({ skip }) => {
  skip(!inject('isFull'), 'boto3 takes seconds to load: in the full run only');
  const { exitCode } = await execa('python3', ['-c', 'import boto3'], { reject: false });
  skip(exitCode !== 0, '`python3` with boto3 is not there');
  const result = await rehearsed(['python3', '-c', PYTHON], { policy: await policyFile() });
  expect(result).toMatchObject({ exitCode: 3, text: expect.stringContaining(TABLE) });
});

test('the AWS CLI in a shell script gives the same table', { timeout: 60_000 }, async ({ skip }) => {
  skip(!inject('isFull'), 'the CLI takes seconds for each call: in the full run only');
  const { exitCode } = await execa('aws', ['--version'], { reject: false });
  skip(exitCode !== 0, '`aws` is not on the PATH');
  const script = join(folder, 'script.sh');
  await writeFile(script, SHELL);
  await chmod(script, 0o755);
  const result = await rehearsed([script], { policy: await policyFile() });
  expect(result).toMatchObject({ exitCode: 3, text: expect.stringContaining(TABLE) });
});

const TWO_USERS = node(`
  import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
  await new IAMClient({}).send(new CreateUserCommand({ UserName: 'a' }));
  await new IAMClient({}).send(new CreateUserCommand({ UserName: 'b', Tags: [{ Key: 'k', Value: 'v' }] }));
`);

test('`--soft` carries out what is missing, so that one run shows all of it', async () => {
  const { exitCode, text } = await rehearsed(TWO_USERS, { policy: await policyFile(), soft: true });
  expect(exitCode).toBe(0);
  expect(text).toContain('0 allowed, 3 denied');
  expect(text).toContain('missing permissions, which were allowed all the same (`--soft`):');
  for (const action of ['iam:CreateUser', 'iam:TagUser']) expect(text).toContain(`  ${action} on ${USERS}b (`);
});

test('`--bucket` makes buckets for the command to find', async () => {
  const put = node(`
    import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
    await new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: 'notes', Key: 'a' })).catch(() => process.exit(4));
  `);
  expect(await rehearsed(put, { bucket: ['notes'] })).toMatchObject({ exitCode: 0 });
  const { exitCode, text } = await rehearsed(put, { bucket: ['No Name'] });
  expect([exitCode, text]).toEqual([125, expect.stringContaining('`--bucket No Name`: ')]);
});

test('without a policy the command is an administrator, said aloud, and the run is recorded', async () => {
  const { exitCode, text } = await rehearsed(TWO_USERS, { otherEndpoint: 'http://127.0.0.1:1' });
  expect(exitCode).toBe(0);
  expect(text).toContain('runs as an ADMINISTRATOR, arn:aws:iam::123456789012:user/rehearsal');
  const [, recorded = ''] = /^recorded in (\S+)$/m.exec(text) ?? [];
  const { decisions } = readRun(recorded);
  expect(decisions.map(({ operation }) => operation)).toEqual(['iam:CreateUser', 'iam:CreateUser', 'iam:CreateUser']);
  expect(decisions.every(({ isWhole }) => isWhole)).toBe(true);
});

/** A snapshot with a user and a role that trusts nobody here. */
async function state(): Promise<string> {
  const emulator = await startEmulator();
  const iam = new IAMClient(emulator.clientConfig(emulator.account('111122223333').root));
  await iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/team/' }));
  const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}';
  await iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'p', PolicyDocument }));
  const AssumeRolePolicyDocument = PolicyDocument.replace(
    '"iam:*","Resource":"*"',
    '"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}',
  );
  await iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument }));
  const file = join(folder, 'state.json');
  await writeFile(file, JSON.stringify(emulator.snapshot()));
  return file;
}

test('`--as` runs as a user or role of loaded accounts, whoever the role trusts, and the file stays as it is', async () => {
  const file = await state();
  const before = await readFile(file, 'utf8');
  const ann = await rehearsed(TWO_USERS, { state: file, as: 'arn:aws:iam::111122223333:user/team/ann' });
  expect(ann.text).toContain('3 decisions: 3 allowed, 0 denied');
  const deploy = await rehearsed(TWO_USERS, { state: file, as: 'role/deploy' });
  expect(deploy.text).toContain('the command runs as arn:aws:sts::111122223333:assumed-role/deploy/rehearsal');
  expect(deploy.text).toContain('1 decision: 0 allowed, 1 denied');
  expect(deploy.exitCode).toBe(1);
  expect(await readFile(file, 'utf8')).toBe(before);
});

test.each<[string, readonly string[], RunFlags, number, string]>([
  ['no such principal', ['true'], { as: 'role/none' }, 125, 'no account was loaded: pass `--import FILE`'],
  ['two principals', ['true'], { as: 'ann', policy: 'p.json' }, 125, 'pass one of them'],
  ['no such policy file', ['true'], { policy: 'none.json' }, 125, '`none.json` cannot be read'],
  ['no such state', ['true'], { state: 'none.json' }, 125, '`--state none.json`: there is no such file'],
  ['no URL', ['true'], { otherEndpoint: 'moto' }, 125, '`--other-endpoint moto` is no URL'],
  ['a report nowhere', ['true'], { report: 'none/r.html' }, 125, '`--report none/r.html` cannot be written: ENOENT'],
  ['no such command', ['no-such-command'], {}, 127, '`no-such-command` cannot be run: there is no such command'],
  ['a command that a signal ends', ['sh', '-c', 'kill -TERM $$'], {}, 143, 'called nothing of IAM, STS or S3'],
])('%s ends with a code of its own', async (_, words, flags, exitCode, message) => {
  const ended = await rehearsed(words, flags);
  expect(ended).toEqual({ exitCode, text: expect.stringContaining(message) });
});
