import { createSocket } from 'node:dgram';
import { lookup, promises, Resolver } from 'node:dns';
import { createServer, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { get } from 'node:https';
import { type AddressInfo, connect, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardOffline } from './offline-guard.js';
import { LeftOffline } from './offline-refusal.js';

const server = createServer((_, response) => response.end('here'));
let local = '';
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  local = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const AWS = 'sts.eu-central-1.amazonaws.com';

/** What a call failed with; undefined where it did not. */
async function failure(call: Promise<unknown>): Promise<Error | undefined> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error | undefined);
}

/** The first `error` of something that emits, or what else comes first. */
function outcome(emitter: Pick<NodeJS.EventEmitter, 'once'>): Promise<unknown> {
  return new Promise((resolve) => {
    for (const event of ['error', 'connect', 'response', 'close'])
      emitter.once(event, (value) => resolve(value ?? event));
  });
}

test('an SDK client that was not pointed at the target cannot call AWS, and says what it tried and what to do', async () => {
  using _ = guardOffline();
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const client = new STSClient({ region: 'eu-central-1', endpoint: `https://${AWS}`, credentials });
  const error = await failure(client.send(new GetCallerIdentityCommand({})));
  expect(error).toBeInstanceOf(LeftOffline);
  expect(error?.message).toBe(
    'something tried to send `POST https://sts.eu-central-1.amazonaws.com/`, signed for `sts` in `eu-central-1`, and this run stays offline: configure the client with `principal.clientConfig()`, give a program `await principal.env()`, or choose a target with REHEARSAL_TARGET',
  );
  client.destroy();
});

/** Sends one, and closes the socket. */
async function sendDatagram(host: string): Promise<void> {
  const socket = createSocket('udp4');
  const sent = new Promise<void>((resolve, reject) =>
    socket.send('x', 443, host, (error) => (error ? reject(error) : resolve())),
  );
  await sent.finally(() => socket.close());
}

test.each<[string, () => unknown]>([
  ['http', () => outcome(request(`http://${AWS}/`).end())],
  ['http without an agent', () => outcome(request(`http://${AWS}/`, { agent: false }).end())],
  [
    'http with a connection of its own',
    () => outcome(request(`http://${AWS}/`, { createConnection: () => connect(80, AWS) })),
  ],
  ['https', () => outcome(get(`https://${AWS}/`))],
  ['http2', () => outcome(connectHttp2(`https://${AWS}/`))],
  ['net', () => outcome(connect(443, AWS))],
  ['net with options', () => outcome(connect({ port: 443, host: `${AWS}.` }))],
  ['tls', () => outcome(connectTls({ port: 443, host: AWS }))],
  ['fetch', () => failure(fetch(`https://${AWS}/`))],
  ['dns', () => failure(promisify(lookup)(AWS))],
  [
    'dns with a resolver of its own',
    () => failure(promisify<string, unknown>((name, done) => new Resolver().resolve4(name, done))(AWS)),
  ],
  ['dns with promises', () => failure(promises.resolve(AWS))],
  ['a datagram', () => failure(sendDatagram(AWS))],
  [
    'https through a proxy',
    () => outcome(request({ port, host: '127.0.0.1', method: 'CONNECT', path: `${AWS}:443` }).end()),
  ],
  ['plain http through a proxy', () => outcome(request({ port, host: '127.0.0.1', path: `http://${AWS}/` }).end())],
])('AWS is not reached with %s', async (_, attempt) => {
  using _guard = guardOffline();
  const error = await attempt();
  expect(error).toBeInstanceOf(LeftOffline);
  expect((error as LeftOffline).message).toContain(AWS);
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/',
  'http://instance-data.ec2.internal/',
])('no credentials of the machine are read from %s', async (url) => {
  using _ = guardOffline();
  const error = await failure(fetch(url));
  expect(error).toBeInstanceOf(LeftOffline);
  expect(error?.message).toContain('a client of AWS without credentials looks for them there');
});

test('a name that leads to the credentials of the machine is refused when it is found out', async () => {
  using _ = guardOffline();
  const lookup: LookupFunction = (_, __, done) => done(null, [{ address: '169.254.169.254', family: 4 }]);
  const options = { host: 'internal.example', port: 80, lookup };
  const error = await outcome(connect({ ...options, autoSelectFamily: true }));
  expect((error as Error).message).toContain('reach `internal.example`, which is `169.254.169.254`');
});

test('a server on localhost is not disturbed, by name or address, and with `strict` nothing else is reached', async () => {
  using _ = guardOffline({ strict: true });
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    expect(await (await fetch(`http://${host}:${port}`)).text()).toBe('here');
  }
  const error = await failure(fetch('http://192.0.2.1/'));
  expect(error?.message).toBe(
    'something tried to reach `192.0.2.1`, and this run stays offline: REHEARSAL_OFFLINE is `strict` and lets nothing but this machine be reached; serve it on loopback, or unset the variable',
  );
  expect(await failure(promisify(lookup)('database.example'))).toBeInstanceOf(LeftOffline);
});

test('with `strict`, the target may be reached, but not if it is AWS', async () => {
  using _ = guardOffline({ strict: true, reachable: ['emulator.invalid', AWS] });
  expect(await failure(promisify(lookup)('emulator.invalid'))).not.toBeInstanceOf(LeftOffline);
  expect(await failure(fetch(`https://${AWS}/`))).toBeInstanceOf(LeftOffline);
});

test('guards that overlap end in any order', async () => {
  const [first, second] = [guardOffline(), guardOffline()];
  first[Symbol.dispose]();
  expect(await failure(promisify(lookup)(AWS))).toBeInstanceOf(LeftOffline);
  second[Symbol.dispose]();
  expect(await failure(fetch(local).then((it) => it.text()))).toBeUndefined();
  expect(await failure(sendDatagram('127.0.0.1'))).toBeUndefined();
});
