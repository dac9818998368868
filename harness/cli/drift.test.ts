import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { noMoto, startMoto } from '../../fixtures/moto/server.js';
import type { DriftReport } from '../drift/report.js';
import { type DriftFlags, drift } from './drift.js';
import { UsageError } from './usage-error.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

/** Two runs of Vitest are started. */
const LONG = 'only in `npm run test:full`';

async function drifting(files: readonly string[], flags: DriftFlags, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'drift-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const json = join(folder, 'report.json');
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  const code = await drift(files, { ...flags, json }, { env: { ...process.env, ...env }, stdout, cwd: () => project });
  const report = () => JSON.parse(readFileSync(json, 'utf8')) as DriftReport;
  return { code, printed, report };
}

test('moto comes out as a report of the decisions that it gets wrong', { timeout: 600_000 }, async ({ skip }) => {
  skip(!inject('isFull'), LONG);
  const missing = noMoto();
  skip(missing !== undefined, missing);
  await using moto = await startMoto();
  const { code, printed, report } = await drifting(
    ['scenarios/often-missed'],
    { against: 'endpoint' },
    {
      REHEARSAL_ENDPOINT: moto.url,
      REHEARSAL_ENDPOINT_ACCESS_KEY_ID: moto.administrator.accessKeyId,
      REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY: moto.administrator.secretAccessKey,
    },
  );
  const wrong = report().differences.filter(({ differs }) => differs.includes('decision'));
  const decisions = wrong.map(
    ({ test: name, operation, expected, actual }) => [name, operation, expected, actual] as const,
  );
  expect(
    decisions.map(([name, ...call]) => [name, call.map((it) => (typeof it === 'string' ? it : it?.outcome)).join(' ')]),
  ).toEqual([
    ['an Allow whose condition is not met allows nothing', 's3:ListBuckets denied succeeded'],
    ['what the permissions boundary does not allow is denied', 's3:ListBuckets denied succeeded'],
    // It does not find a user with a path in a trust policy: so it also denies, for a wrong reason, what asks for an external id.
    ['a session policy takes away what it does not allow', 'sts:AssumeRole succeeded denied'],
    ['an inactive access key is worthless', 's3:ListBuckets failed succeeded'],
    ['NotResource leaves out what it names', 's3:ListObjectsV2 denied succeeded'],
    ['actions are written in any case', 's3:ListBuckets succeeded denied'],
    ['a bucket policy gives a permission to a user of the same account', 's3:ListObjectsV2 succeeded denied'],
    ['a question mark stands for any one character', 's3:ListObjectsV2 succeeded denied'],
    ['a role that trusts the account is assumed by whoever the account lets', 'sts:AssumeRole succeeded denied'],
    ['a policy variable is replaced by what it stands for', 'iam:GetUser succeeded denied'],
  ]);
  expect(printed).toMatch(/\d+ tests failed there, and passed on `embedded`/);
  expect(printed).not.toContain('123456789012');
  expect(code).toBe(1);
});

test('a target that is not known is refused with those that are', async () => {
  await expect(drifting([], { against: 'moto' })).rejects.toThrow(UsageError);
  await expect(drifting([], {})).rejects.toThrow('`--against` is missing; pass one of `live`, `endpoint`');
});
