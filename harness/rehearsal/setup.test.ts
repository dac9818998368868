import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { TestProject, Vitest } from 'vitest/node';
import { readLedger, stillOpen } from '../cleanup/ledger.js';
import { startEmulator } from '../emulator/index.js';
import { EnforcementNotProven, TargetUnavailable } from '../targets/index.js';
import setup from './setup.js';

const ROOT = { REHEARSAL_ENDPOINT_ACCESS_KEY_ID: '123456789012', REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY: 'test' };

const LEDGERS = join('.iam-rehearsal', 'ledger');
/** The proofs after which nothing was left: a ledger that still holds something is not ours to remove. */
const proofs = () =>
  (existsSync(LEDGERS) ? readdirSync(LEDGERS) : [])
    .filter((file) => file.startsWith('proof-'))
    .map((file) => join(LEDGERS, file))
    .filter((file) => stillOpen(readLedger(readFileSync(file, 'utf8'))).length === 0);

/** Runs the setup with these variables, and tells what it wrote; the ledger of the proof is removed again. */
async function setUp(env: Readonly<Record<string, string>>): Promise<string> {
  const before = proofs();
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    await setup();
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
    for (const proof of proofs()) if (!before.includes(proof)) rmSync(proof, { force: true });
  }
  return written.join('');
}

/** A server that answers every call of everyone as if it was allowed. */
async function lettingEveryoneIn(): Promise<string> {
  const answers: Readonly<Record<string, string>> = {
    GetCallerIdentity: '<Account>123456789012</Account>',
    CreateAccessKey: '<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey></AccessKey>',
  };
  const server = createServer(async (request, response) => {
    const action = new URLSearchParams(await text(request)).get('Action') ?? '';
    response.setHeader('content-type', 'text/xml');
    response.end(`<${action}Response><${action}Result>${answers[action] ?? ''}</${action}Result></${action}Response>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a run on the embedded emulator says so; each worker proves its own', async () => {
  expect(await setUp({ REHEARSAL_TARGET: 'embedded' })).toMatch(/^iam-rehearsal: target `embedded`, [^\n]*\n$/);
});

test('in watch mode a policy file that changes runs again the tests that read it', async () => {
  const reader = {
    filepath: '/p/a.test.ts',
    meta: {},
    tasks: [{ meta: { iamRehearsalPolicyFiles: ['/p/notes.yaml'] } }],
  };
  const other = { filepath: '/p/b.test.ts', meta: {}, tasks: [{ meta: {} }] };
  const config: Partial<Vitest['config']> = { watch: true };
  const vitest = { config, state: { getFiles: () => [reader, other] } };
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await setup({ vitest } as unknown as TestProject).finally(() => vi.mocked(process.stdout.write).mockRestore());
  const [trigger] = config.watchTriggerPatterns ?? [];
  const testsToRun = (path: string) => trigger?.pattern.test(path) && trigger.testsToRun(path, [] as never);
  expect(testsToRun('/p/notes.yaml')).toEqual(['/p/a.test.ts']);
  expect(testsToRun('/p/package.json')).toBeUndefined();
});

test('a run on a server that enforces says what was proven', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const said = await setUp({ REHEARSAL_TARGET: 'endpoint', REHEARSAL_ENDPOINT: await emulator.listen(), ...ROOT });
  expect(said).toContain(
    'enforcement proven: a user without policies was denied what the administrator may; a wrong secret was refused too',
  );
});

test('a run on a server that lets everyone do everything stops before its first test', async () => {
  const env = { REHEARSAL_TARGET: 'endpoint', REHEARSAL_ENDPOINT: await lettingEveryoneIn(), ...ROOT };
  await expect(setUp(env)).rejects.toThrow(EnforcementNotProven);
});

test('a run on a target that cannot be had stops too', async () => {
  await expect(setUp({ REHEARSAL_TARGET: 'live' })).rejects.toThrow(TargetUnavailable);
});
