import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { execa } from 'execa';
import { afterAll, beforeAll, test } from 'vitest';
import { bundleCommand } from '../bundle.js';

let folder: string;

/** From the sources, so that never a stale build is tested; inside of `node_modules`, so that packages are found. */
beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.rehearse-', import.meta.url)));
  await bundleCommand(folder, new URL('../', import.meta.url).href);
}, 30_000);

afterAll(() => rm(folder, { recursive: true }));

const rehearse = (...args: string[]) => execa(process.execPath, [join(folder, 'main.js'), ...args], { reject: false });

test.concurrent('`serve` says how it is reached, answers a signed request, and ends on SIGTERM with 0', async ({
  expect,
  onTestFinished,
}) => {
  const server = rehearse('serve', '--port', '0', '--json');
  onTestFinished(() => void server.kill());
  const [started] = (await once(createInterface(server.stdout), 'line')) as [string];
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(started);
  const client = new STSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  client.destroy();
  server.kill('SIGTERM');
  expect(await server).toMatchObject({ exitCode: 0, stderr: 'Ready.' });
});

test.concurrent('`demo --fail-at` a step ends with 1', async ({ expect }) => {
  const { exitCode, stdout, stderr } = await rehearse('demo', '--fail-at', 'create-role');
  expect(stdout).toContain('failed at create-role');
  expect(stderr).toBe('');
  expect(exitCode).toBe(1);
});

test.concurrent('a command line that cannot be understood ends as its command documents it', async ({ expect }) => {
  const [misspelt, target] = await Promise.all([rehearse('run', '--polcy', 'p.json', 'true'), rehearse('drift')]);
  expect(misspelt).toMatchObject({ exitCode: 125, stderr: expect.stringContaining('Did you mean --policy?') });
  expect(target).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('`--against` is missing') });
});

test.concurrent('what can be put right is said without a stack', async ({ expect }) => {
  const { exitCode, stderr } = await rehearse('serve', '--port', 'http');
  expect(stderr).toBe('rehearse: `--port http` is no port; pass a number from 0 (a free one) to 65535');
  expect(exitCode).toBe(1);
});
