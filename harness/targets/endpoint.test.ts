import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { type ServeOptions, startEmulator } from '../emulator/index.js';
import { openEndpoint } from './endpoint.js';
import { proveEnforcement } from './prove.js';
import { ALL_CAPABILITIES } from './target.js';
import { MissingCapability, TargetUnavailable } from './target-errors.js';

const administrator = { accessKeyId: '123456789012', secretAccessKey: 'test' };

/** A server that answers AWS's protocols and nothing else, as those of others do. */
async function foreign() {
  return served({ control: 'off' });
}

async function served(options: ServeOptions = {}) {
  const emulator = await startEmulator();
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledgerFolder, { recursive: true });
  });
  return { url: await emulator.listen(options), administrator, ledgerFolder };
}

test('a server of others has the account of the key that was given, and is proven like every target', async () => {
  const options = await foreign();
  await using target = await openEndpoint(options);
  const account = await target.account();
  expect(account.id).toBe('123456789012');
  expect(await account.endpoint()).toBe(options.url);
  expect(await proveEnforcement(target)).toEqual({ enforcement: true, signatures: true });
  expect(readdirSync(options.ledgerFolder)).toHaveLength(1);
  const client = new STSClient(account.clientConfig(account.administrator));
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: account.id });
  client.destroy();
});

test('what a foreign server cannot do is refused with what to do instead', async () => {
  await using target = await openEndpoint(await foreign());
  const account = await target.account();
  const decided = account.decide({ arn: '', credentials: administrator }, { action: 's3:GetObject' });
  await expect(decided).rejects.toThrow(MissingCapability);
  await expect(decided).rejects.toThrow('pass an SDK command');
  expect(() => account.clientConfig(administrator, { sourceIp: '203.0.113.1' })).toThrow(
    'lacks the capability `requestOrigin`',
  );
});

test('a wrong secret and a bad URL are reported with what to check', async () => {
  const { url } = await foreign();
  const wrong = openEndpoint({ url, administrator: { ...administrator, secretAccessKey: 'wrong' } });
  await expect(wrong).rejects.toThrow(TargetUnavailable);
  await expect(wrong).rejects.toThrow('(SignatureDoesNotMatch:');
  await expect(openEndpoint({ url: 'localhost', administrator })).rejects.toThrow('`localhost` is no URL');
  await expect(openEndpoint({ url })).rejects.toThrow(`no \`rehearse serve\` answers at \`${url}\``);
});

test('a server of ours needs no key, and can do what it says of itself', async () => {
  const { url } = await served();
  await using target = await openEndpoint({ url, region: 'eu-west-1' });
  expect(target.region).toBe('eu-west-1');
  expect(target.capabilities).toEqual({ ...ALL_CAPABILITIES, requestOrigin: false });
  const [one, other] = [await target.account(), await target.account()];
  expect(one.id).not.toBe(other.id);
  expect(one.clientConfig(one.administrator)).toMatchObject({ endpoint: url, region: 'eu-west-1' });
  expect(() => one.clientConfig(one.administrator, { sourceIp: '203.0.113.1' })).toThrow(
    'lacks the capability `requestOrigin`: start the server with `--trust-origin`',
  );
  await using believing = await openEndpoint({ url: (await served({ trustOrigin: true })).url });
  expect(believing.capabilities).toEqual(ALL_CAPABILITIES);
});
