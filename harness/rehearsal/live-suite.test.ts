import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { findLeftovers } from '../cleanup/leftovers.js';
import { startEmulator } from '../emulator/index.js';
import { ACCOUNT, operatorWith } from '../targets/live.fixture.js';
import { operatorPolicy } from '../targets/operator-policy.js';

/** Names, ids and keys of others in the account: none of them may show in what a run prints or records. */
async function plant(client: iam.IAMClient, s3: S3Client): Promise<readonly string[]> {
  const UserName = 'planted-carol';
  const { User } = await client.send(new iam.CreateUserCommand({ UserName, Path: '/planted-team/' }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName }));
  await client.send(new iam.CreateGroupCommand({ GroupName: 'planted-group' }));
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'planted-alias' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'planted-payroll' }));
  const { UserId = '' } = User ?? {};
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return ['planted', UserId, AccessKeyId, SecretAccessKey];
}

/** An account of others behind a URL, in which changes take up to 15 seconds of its own clock. */
async function accountOfOthers() {
  const emulator = await startEmulator({ seed: 'suite' });
  const ledger = mkdtempSync(join(tmpdir(), 'live-suite-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledger, { recursive: true });
  });
  const { root, propagation } = emulator.account(ACCOUNT);
  const config = { ...emulator.clientConfig(root), forcePathStyle: true };
  const clients = { iam: new iam.IAMClient(config), s3: new S3Client(config) };
  const planted = await plant(clients.iam, clients.s3);
  const operator = await operatorWith(operatorPolicy(ACCOUNT), clients.iam);
  propagation.set({ min: 0, max: '15s' });
  const env = {
    PATH: process.env.PATH,
    HOME: ledger,
    REHEARSAL_TARGET: 'live',
    REHEARSAL_LIVE_INSTEAD: await emulator.listen({ secureTransport: true }),
    REHEARSAL_LIVE_ACCOUNT: ACCOUNT,
    REHEARSAL_LIVE_CONFIRM: ACCOUNT,
    REHEARSAL_LIVE_RESOURCES: '1000',
    REHEARSAL_LIVE_CALLS: '20000',
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_REGION: 'us-east-1',
  };
  const secrets = [...planted, ACCOUNT, 'user/operator', operator.accessKeyId, operator.secretAccessKey];
  return { clients, env, secrets };
}

const root = fileURLToPath(new URL('../../', import.meta.url));

test.skipIf(!inject('isFull'))(
  'every scenario runs in an account of others, and its log names none of them',
  { timeout: 300_000 },
  async () => {
    const { clients, env, secrets } = await accountOfOthers();
    const started = performance.now();
    const run = await execa('npx', ['vitest', 'run', 'scenarios', '--reporter=verbose'], {
      cwd: root,
      env,
      extendEnv: false,
      reject: false,
      all: true,
    });
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`${run.exitCode === 0 ? '' : run.all}the scenarios on a live target took ${seconds} s\n`);
    expect(run.exitCode).toBe(0);
    expect(await findLeftovers(clients)).toEqual([]);
    const [, name] = /: 0 left of run (\w+)/.exec(run.all) ?? [];
    const ledger = join(root, '.iam-rehearsal', 'ledger', `${name}.jsonl`);
    onTestFinished(() => rmSync(ledger));
    const recorded = readFileSync(ledger, 'utf8');
    expect(secrets.filter((secret) => run.all.includes(secret) || recorded.includes(secret))).toEqual([]);
  },
);
