import { readFileSync } from 'node:fs';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../index.js';
import { refusalOf } from './access.js';
import { controlClient } from './client.js';
import { ControlError } from './control-error.js';
import { VERSION } from './version.js';

const ID = '123456789012';

async function served() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const endpoint = await emulator.listen();
  return { emulator, endpoint, client: controlClient(endpoint) };
}

function listUsers(emulator: Awaited<ReturnType<typeof startEmulator>>) {
  return new IAMClient(emulator.clientConfig(emulator.account(ID).root)).send(new ListUsersCommand({}));
}

test('a client controls time, state and accounts, and reads decisions', async () => {
  const { emulator, client } = await served();
  const answered = await listUsers(emulator);
  expect(await client.health()).toEqual({ status: 'ok', version: VERSION });
  expect(await client.accounts()).toEqual([ID]);
  await client.freeze(ID);
  const now = await client.now(ID);
  expect(await client.advance(ID, '1h')).toBe(now + 3_600_000);
  const saved = await client.snapshot();
  await client.reset();
  await client.restore(saved);
  expect(await client.now(ID)).toBe(now + 3_600_000);
  const requestId = answered.$metadata.requestId ?? '';
  const [decision] = await client.decisions({ requestId, action: 'IAM:listusers', outcome: 'allowed' });
  expect(decision).toMatchObject({ operation: 'iam:ListUsers', because: 'root-of-the-account' });
  expect(await client.decide(ID, { action: 's3:GetObject' })).toMatchObject({ outcome: 'allowed' });
});

test('what cannot be is refused in JSON, with what to do', async () => {
  const { client, endpoint } = await served();
  await expect(client.advance(ID, 'soon')).rejects.toThrow(ControlError);
  await expect(client.advance('12', '1h')).rejects.toMatchObject({ status: 400, code: 'InvalidAccountId' });
  await expect(client.restore({} as never)).rejects.toMatchObject({ code: 'InvalidSnapshot' });
  const page = (path: string, init?: RequestInit) => fetch(endpoint + path, init);
  expect((await page('/_rehearsal/nothing')).status).toBe(404);
  expect((await page('/_rehearsal/reset')).status).toBe(405);
  expect((await page('/_rehearsal/reset', { method: 'POST', body: '{' })).status).toBe(400);
  expect((await page('/_rehearsal/reset', { method: 'POST', headers: { origin: 'http://evil.example' } })).status).toBe(
    403,
  );
});

test('LocalStack’s pages are there', async () => {
  const { endpoint } = await served();
  const page = async (path: string) => (await fetch(`${endpoint}/_localstack/${path}`)).json();
  expect(await page('health')).toMatchObject({ services: { iam: 'running' }, version: VERSION });
  expect(await page('init/ready')).toEqual({ completed: true, scripts: [] });
  expect((await fetch(`${endpoint}/_localstack/init/none`)).status).toBe(404);
});

test('decisions are streamed, and the end of the emulator ends the stream', async () => {
  const { emulator, endpoint } = await served();
  const { body } = await fetch(`${endpoint}/_rehearsal/decisions/stream?operation=iam:ListUsers`);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toMatchObject({ value: ': open\n\n' });
  await listUsers(emulator);
  expect((await reader?.read())?.value).toMatch(/^data: \{"requestId":.*"operation":"iam:ListUsers"/);
  await emulator.close();
  expect(await reader?.read()).toMatchObject({ done: true });
});

test.each([
  ['loopback', '127.0.0.1', 'localhost:4566', undefined],
  ['loopback', '172.17.0.1', 'localhost:4566', 'this machine only'],
  ['loopback', '127.0.0.1', 'evil.example:4566', 'is foreign'],
  ['any', '172.17.0.1', 'emulator:4566', undefined],
  ['any', '172.17.0.1', 'evil.example', 'is foreign'],
] as const)('with %s, %s asking for the host %s gets: %s', (access, sourceIp, host, refusal) => {
  const asked = { method: 'GET', target: '/', rawHeaders: ['Host', host], body: undefined };
  const found = refusalOf({ ...asked, origin: { sourceIp, secureTransport: false } }, access);
  if (refusal === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(refusal);
});

test('without a control interface the path is a key of S3', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const endpoint = await emulator.listen({ control: 'off' });
  expect((await fetch(`${endpoint}/_rehearsal/health`)).headers.get('content-type')).toBe('application/xml');
});

test('the version is that of the package', () => {
  expect(VERSION).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});
