import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { parity } from './parity.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const ACCOUNT = '123456789012';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 'iam:Get*'],
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
    { Effect: 'Deny', NotAction: 'iam:GetRole', Resource: 'arn:aws:iam::123456789012:user/${aws:username}' },
  ],
};

/** Asks an emulator, in the place of AWS. */
async function asking(files: readonly string[], flags: { readonly against?: string } = {}) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  const env = {
    ...process.env,
    REHEARSAL_ENDPOINT: await emulator.listen(),
    REHEARSAL_ENDPOINT_ACCESS_KEY_ID: ACCOUNT,
    REHEARSAL_ENDPOINT_SECRET_ACCESS_KEY: 'test',
  };
  const code = await parity(files, { against: 'endpoint', ...flags }, { env, stdout, cwd: () => project });
  const operations = new Set(emulator.decisions.list().map(({ operation }) => operation));
  return { code, printed, operations: [...operations] };
}

function policyFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parity-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('policies of files are asked about, and nothing but the simulator is called', async () => {
  const { code, printed, operations } = await asking([policyFile('p.json', JSON.stringify(POLICY))]);
  expect(printed).toBe('engine against SimulateCustomPolicy: 7 questions asked, none differs; nothing was created\n');
  expect(operations).toEqual(['sts:GetCallerIdentity', 'iam:SimulateCustomPolicy']);
  expect(code).toBe(0);
});

test('a file that is no policy, and a target without a simulator, are refused', async () => {
  await expect(asking([policyFile('p.json', '{')])).rejects.toThrow(/p\.json` is no policy: .*; see `rehearse check/);
  await expect(asking(['missing.json'])).rejects.toThrow('`missing.json` cannot be read');
  await expect(asking([], { against: 'container' })).rejects.toThrow(
    '`--against` is `live` or `endpoint`, not `container`',
  );
});

test('what the scenarios decided is asked about too, and nothing is created', { timeout: 300_000 }, async ({
  skip,
}) => {
  skip(!inject('isFull'), 'only in `npm run test:full`');
  const { code, printed, operations } = await asking([
    'scenarios/often-missed',
    'scenarios/policies',
    'scenarios/organization',
  ]);
  expect(printed).toMatch(
    /engine against SimulateCustomPolicy: \d+ questions asked, none differs; nothing was created\n$/,
  );
  expect(operations).toEqual(['sts:GetCallerIdentity', 'iam:SimulateCustomPolicy']);
  expect(code).toBe(0);
});
