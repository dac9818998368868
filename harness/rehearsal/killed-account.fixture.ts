import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { findLeftovers } from '../cleanup/leftovers.js';
import { planSweep, sweep } from '../cleanup/sweep.js';
import { startEmulator } from '../emulator/index.js';
import { ACCOUNT, operatorWith } from '../targets/live.fixture.js';
import { operatorPolicy } from '../targets/operator-policy.js';

type When = 'before' | 'after';

/** The call that the process does not survive: the how manieth of those that change something, and whether it was carried out. */
export interface Kill {
  readonly call: number;
  readonly when: When;
}

/** What a request does, if it changes something. */
export function change(method: string, path: string, body: string): string | undefined {
  const action = new URLSearchParams(body).get('Action');
  if (action !== null) return /^(Get|List|Simulate|AssumeRole)/.test(action) ? undefined : action;
  return method === 'GET' || method === 'HEAD'
    ? undefined
    : `${method} ${path.replace(/\/?(\?.*)?$/, '').split('/').length > 2 ? 'object' : 'bucket'}`;
}

/** An account of others with an operator in it. */
export async function accountOfOthers() {
  const emulator = await startEmulator({ seed: 'killed' });
  const folders = [mkdtempSync(join(tmpdir(), 'killed-')), mkdtempSync(join(tmpdir(), 'killed-'))] as const;
  const config = { ...emulator.clientConfig(emulator.account(ACCOUNT).root), forcePathStyle: true };
  const clients = { iam: new iam.IAMClient(config), s3: new S3Client(config) };
  await clients.iam.send(new iam.CreateUserCommand({ UserName: 'foreign' }));
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'foreign-bucket' }));
  const credentials = await operatorWith(operatorPolicy(ACCOUNT), clients.iam);
  const operators = { ...emulator.clientConfig(credentials), forcePathStyle: true };
  return {
    emulator,
    clients,
    /** A sweep has no more rights than a run. */
    sweepers: { iam: new iam.IAMClient(operators), s3: new S3Client(operators) },
    credentials,
    folders,
    async [Symbol.asyncDispose]() {
      await emulator.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

export type Aws = Awaited<ReturnType<typeof accountOfOthers>>;

export async function everythingIn({ clients }: Aws): Promise<string> {
  const { $metadata: _, ...details } = await clients.iam.send(new iam.GetAccountAuthorizationDetailsCommand({}));
  const { Buckets } = await clients.s3.send(new ListBucketsCommand({}));
  return JSON.stringify({ details, Buckets });
}

/** What was left, and what is left after a sweep with the ledger, and with nothing but what the account shows. */
export async function swept(aws: Aws, before: string) {
  const left = (await findLeftovers(aws.clients)).length;
  const killed = aws.emulator.snapshot();
  const ends: number[] = [];
  for (const folder of aws.folders) {
    aws.emulator.restore(killed);
    const options = { account: ACCOUNT, folder, olderThan: 0, now: Date.now() + 60_000 };
    await sweep(await planSweep(options, aws.sweepers), options, aws.sweepers);
    ends.push((await findLeftovers(aws.clients)).length);
    expect(await everythingIn(aws)).toBe(before);
  }
  const [withLedger = -1, without = -1] = ends;
  return { left, withLedger, without };
}
