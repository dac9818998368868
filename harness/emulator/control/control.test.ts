import { readFileSync } from 'node:fs';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../index.js';
import { refusalOf } from './access.js';
import { controlClient } from './client.js';
import { ControlError } from './control-error.js';
import { readEvents } from './read-events.js';
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
  const health = { status: 'ok', version: VERSION, region: 'us-east-1', control: true, requestOrigin: false };
  expect(await client.health()).toEqual(health);
  expect(await client.version()).toEqual({ version: VERSION, snapshotVersion: 1 });
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
  const why = 'the root user of an account may do everything in it';
  expect(decision).toMatchObject({ operation: 'iam:ListUsers', because: 'root-of-the-account', why });
  expect(await client.decisionsOf(requestId)).toMatchObject([{ ...decision, explanation: `allowed: ${why}` }]);
  expect(await client.decide(ID, { action: 's3:GetObject' })).toMatchObject({ outcome: 'allowed' });
});

test('an account is opened, with the key of its root, and changes in it become visible as late as it is told', async () => {
  const { emulator, client } = await served();
  const opened = await client.account();
  const { root } = emulator.account(opened.id);
  expect(opened).toEqual({ id: expect.stringMatching(/^\d{12}$/), root, decisions: 0 });
  expect((await client.account()).id).not.toBe(opened.id);
  expect(await client.account(ID)).toMatchObject({ id: ID });
  await client.freeze(ID);
  expect(await client.setPropagation(ID, '4s')).toEqual({
    delay: { min: 4000, max: 4000, reads: 'consistent' },
    remaining: 0,
  });
  await new IAMClient(emulator.clientConfig(emulator.account(ID).root)).send(new CreateUserCommand({ UserName: 'u' }));
  expect(await client.propagation(ID)).toMatchObject({ remaining: 4000 });
  expect(await client.settle(ID)).toMatchObject({ remaining: 0 });
  expect(await client.setPropagation(ID, 'off')).toEqual({ delay: 'off', remaining: 0 });
});

test('what is outside of an account is told: a VPC endpoint, an issuer’s keys, an account of one’s own', async () => {
  const { emulator, client } = await served();
  await client.vpcEndpoint({ id: 'vpce-1', vpc: 'vpc-1', account: ID });
  await expect(client.vpcEndpoint({ id: 'x', vpc: 'vpc-1', account: ID })).rejects.toMatchObject({
    code: 'InvalidVpcEndpoint',
  });
  await client.webIdentityKeys('https://issuer.example', { keys: [{ kty: 'EC' }] });
  await expect(client.webIdentityKeys('https://issuer.example', { keys: [{}] })).rejects.toMatchObject({
    code: 'InvalidWebIdentityKeys',
  });
  await new IAMClient(emulator.clientConfig(emulator.account(ID).root)).send(new CreateUserCommand({ UserName: 'u' }));
  const exported = await client.exportAccount(ID);
  await client.reset();
  expect(await client.importAccount(exported)).toMatchObject({ accounts: [{ id: ID, users: 1 }], findings: [] });
  expect(await client.exportAccount(ID)).toEqual(exported);
  await expect(client.importAccount({ RoleDetailList: 1 })).rejects.toMatchObject({ code: 'InvalidImport' });
});

test('the decisions about an account are told whole, from where one begins, and how many are no longer kept', async () => {
  const emulator = await startEmulator({ decisions: 3 });
  onTestFinished(() => emulator.close());
  const client = controlClient(await emulator.listen());
  for (let call = 0; call < 4; call++) await listUsers(emulator);
  const of = async (account: string, since: number) => {
    const { decisions, missed } = await client.accountDecisions(account, since);
    return [decisions.map(({ operation, whole }) => `${operation} ${whole?.because}`), missed];
  };
  const made = 'iam:ListUsers root-of-the-account';
  expect(await of(ID, 0)).toEqual([[made, made, made], 1]);
  expect(await of(ID, 3)).toEqual([[made], 0]);
  expect(await of('444455556666', 3)).toEqual([[], 0]);
  await expect(of(ID, -1)).rejects.toThrow('pass a number of decisions');
  expect(await client.assumePairs(ID, ['Own'])).toEqual({ can: [], decided: 0, leftOut: 0 });
});

test('a question may say where and when it would be asked', async () => {
  const { client } = await served();
  const asked = (time: Date) => client.decide(ID, { action: 's3:GetObject' }, { sourceIp: '203.0.113.7', time });
  const { context, explanation } = await asked(new Date('2030-01-01T00:00:00Z'));
  expect(context).toMatchObject({ 'aws:sourceip': '203.0.113.7', 'aws:currenttime': '2030-01-01T00:00:00Z' });
  expect(explanation).toMatch(/^allowed: /);
  await expect(client.decide(ID, { action: 's3:GetObject' }, { time: 'soon' as never })).rejects.toThrow('`soon`');
});

test('what cannot be is refused in JSON, with what to do', async () => {
  const { client, endpoint } = await served();
  await expect(client.advance(ID, 'soon')).rejects.toThrow(ControlError);
  await expect(client.advance('12', '1h')).rejects.toMatchObject({ status: 400, code: 'InvalidAccountId' });
  await expect(client.restore({} as never)).rejects.toMatchObject({ code: 'InvalidSnapshot' });
  const page = (path: string, init?: RequestInit) => fetch(endpoint + path, init);
  const large = { method: 'POST', body: JSON.stringify({ account: 'x'.repeat(1024 * 1024) }) };
  expect((await page('/_rehearsal/reset', large)).status).toBe(413);
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

test('a client reads decisions as they are made, those that it asks for, until it has enough', async () => {
  const { emulator, client } = await served();
  const stream = await client.stream({ operation: 'iam:ListUsers' });
  await new IAMClient(emulator.clientConfig(emulator.account(ID).root)).send(new CreateUserCommand({ UserName: 'u' }));
  await listUsers(emulator);
  for await (const decision of stream) {
    expect(decision).toMatchObject({ operation: 'iam:ListUsers', outcome: 'allowed' });
    break;
  }
  const stop = new AbortController();
  const idle = await client.stream({}, { signal: stop.signal });
  stop.abort();
  for await (const decision of idle) expect.unreachable(decision.operation);
});

test('a record of decisions with holes is not read on', async () => {
  const text = 'data: {"n":1}\n\nevent: missed\ndata: 7\n\ndata: {"n":9}\n\n';
  const events = readEvents(new Blob([text]).stream(), undefined);
  expect(await events.next()).toEqual({ done: false, value: { n: 1 } });
  await expect(events.next()).rejects.toThrow('7 decisions went by unread');
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
