import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardOffline, LeftOffline } from './offline-guard.js';

const server = createServer((_, response) => response.end('here'));
let local = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function causeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

test('an SDK client that was not pointed at the target cannot call AWS, and says what to do', async () => {
  using _ = guardOffline();
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const client = new STSClient({ region: 'eu-central-1', credentials, maxAttempts: 1 });
  const call = client.send(new GetCallerIdentityCommand({}));
  await expect(call).rejects.toThrow(
    'something tried to reach `sts.eu-central-1.amazonaws.com`, and this run stays offline',
  );
  client.destroy();
});

test.each(['http://169.254.169.254/latest/meta-data/', 'http://169.254.170.2/v2/credentials', 'https://s3.api.aws/'])(
  'nothing reaches %s',
  async (url) => {
    using _ = guardOffline();
    expect(await causeOf(fetch(url))).toBeInstanceOf(LeftOffline);
  },
);

test('localhost is not disturbed; with `strict`, everything else is', async () => {
  using _ = guardOffline({ strict: true });
  expect(await (await fetch(local)).text()).toBe('here');
  expect(await causeOf(fetch('http://192.0.2.1/'))).toBeInstanceOf(LeftOffline);
});

test('a disposed guard is gone', async () => {
  const guard = guardOffline();
  guard[Symbol.dispose]();
  expect(await causeOf(fetch(local).then((it) => it.text()))).toBeUndefined();
});
