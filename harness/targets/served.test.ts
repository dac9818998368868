import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, onTestFinished, test } from 'vitest';
import { type ServeOptions, startEmulator } from '../emulator/index.js';
import { openContainer } from './container.js';
import { openLocalstack } from './localstack.js';
import { findServed, openServed } from './served.js';
import { TargetUnavailable } from './target-errors.js';

async function served(options: ServeOptions = {}) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  return { emulator, url: await emulator.listen(options) };
}

test('a worker joins the container that its run started', async () => {
  const { url } = await served({ control: 'any', trustOrigin: true });
  await using target = await openContainer({ image: 'unused', url });
  expect(target).toMatchObject({ name: 'container', capabilities: { decisions: true, requestOrigin: true } });
});

test('an image without a control interface is refused, with what to do', async () => {
  const { url } = await served({ control: 'off' });
  const opened = openContainer({ image: 'old:image', url });
  await expect(opened).rejects.toThrow(TargetUnavailable);
  await expect(opened).rejects.toThrow(`\`old:image\` has no control interface at ${url}: build it again`);
});

test('our own image in the place of LocalStack answers as what it is', async () => {
  const { url } = await served();
  const options = { image: 'unused', authToken: undefined, environment: {}, url };
  await using target = await openLocalstack(options);
  expect(target).toMatchObject({ name: 'localstack', capabilities: { freshAccounts: true, requestOrigin: false } });
  expect(target.forWorkers).toEqual({ REHEARSAL_LOCALSTACK_URL: url });
});

test('what does not answer, or answers everything alike, is none of ours', async () => {
  expect(await findServed('http://127.0.0.1:1')).toBeUndefined();
  const { url } = await served({ control: 'off' });
  expect(await findServed(url)).toBeUndefined();
});

test('a change is waited for on the clock of the account, over there', async () => {
  const { emulator, url } = await served();
  const found = await findServed(url);
  if (found === undefined) return expect.unreachable();
  await using target = openServed({ name: 'endpoint', served: found });
  const account = await target.account();
  await account.clock.freeze();
  await account.propagation.set('1h');
  const client = new IAMClient(account.clientConfig(account.administrator));
  await client.send(new CreateUserCommand({ UserName: 'u' }));
  const before = await account.clock.now();
  await account.waits.settled();
  expect(emulator.account(account.id).clock.now() - before).toBe(3_600_000);
  client.destroy();
});
