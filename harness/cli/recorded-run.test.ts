import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { createRecordWriter } from '../reports/run-record.js';
import { doctor } from './doctor.js';
import { explainRequest } from './explain.js';
import { report } from './report.js';
import { userWith } from './run/accounts.js';
import { UsageError } from './usage-error.js';

let runs: string;
let requestId: string;

/** The record of a run in which a user was refused. */
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'recorded-run-'));
  const emulator = await startEmulator();
  const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
  const user = await userWith(emulator, '123456789012', document);
  await new IAMClient(emulator.clientConfig(user.credentials)).send(new ListUsersCommand({})).catch(() => undefined);
  const writer = createRecordWriter({
    folder: join(runs, 'one'),
    id: 'one',
    target: 'embedded',
    worker: 'w',
    start: 0,
  });
  const made = emulator.decisions.list().at(-1);
  requestId = made?.requestId ?? '';
  if (made !== undefined) writer.decision({ ...made, phase: 'test' });
  writer.flush();
});
afterAll(() => rm(runs, { recursive: true }));

function output() {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { runs, stdout: { write }, stderr: { write }, text: () => written.join('') };
}

test('a request of a recorded run is explained by its id', () => {
  const told = output();
  expect(explainRequest(requestId, {}, told)).toBe(0);
  expect(told.text()).toContain(
    'iam:ListUsers on arn:aws:iam::123456789012:user/ by arn:aws:iam::123456789012:user/rehearsal',
  );
  expect(told.text()).toContain('is not authorized to perform: iam:ListUsers');
  expect(told.text()).toContain('an Allow of iam:ListUsers on arn:aws:iam::123456789012:user/ would have to be added');
  expect(() => explainRequest('none', { run: 'one' }, told)).toThrow(UsageError);
});

test('a recorded run is reported, and a threshold that is not met has an exit code', async () => {
  const told = output();
  const lcov = join(runs, 'lcov.info');
  expect(report({ run: 'one', lcov }, told)).toBe(0);
  expect(told.text()).toContain('1 decision of tests on `embedded`: 0 allowed, 1 denied');
  expect(await readFile(lcov, 'utf8')).toEqual(expect.any(String));
  expect(report({ leastPrivilege: true }, told)).toBe(0);
  expect(told.text()).toMatch(/not needed|nothing/);
  expect(report({ coverageThreshold: '100' }, told)).toBe(2);
  expect(() => report({ mutationThreshold: 'all' }, told)).toThrow('pass a number from 0 to 100');
});

test('what surrounds a rehearsal is looked at, without a value of it', async () => {
  const told = output();
  const env = { AWS_PROFILE: 'secret-name', REHEARSAL_TARGET: 'live', PATH: '' };
  expect(await doctor({ ...told, env, version: 'v20.19.0' })).toBe(1);
  expect(told.text()).toContain('ok    embedded target: a user without policies is denied');
  expect(told.text()).toContain('ignored by offline targets and by `run`: AWS_PROFILE');
  expect(told.text()).not.toContain('secret-name');
  expect(told.text()).toContain('BAD   target `live` wants REHEARSAL_LIVE_ACCOUNT, REHEARSAL_LIVE_CONFIRM');
});
