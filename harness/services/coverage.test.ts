import { expect, test } from 'vitest';
import type { ServiceId } from '../aws/application.js';
import { loadService } from './load.js';

/** What the SDK's client knows of a service, and whether it has a handler here. */
async function coverageOf(id: ServiceId) {
  const { model, operations } = await loadService(id);
  const names = [...model.operations.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, operations.has(name) ? 'served' : 'not implemented']));
}

test('coverage.json tells the state of each operation (after a change: `npx vitest run harness/services/coverage.test.ts -u`)', async () => {
  const coverage = { iam: await coverageOf('iam'), sts: await coverageOf('sts'), s3: await coverageOf('s3') };
  await expect(`${JSON.stringify(coverage, null, 2)}\n`).toMatchFileSnapshot('coverage.json');
});

test.each(['iam', 'sts', 's3'] as const)('every handler of %s is for an operation of the SDK', async (id) => {
  const { model, operations } = await loadService(id);
  expect([...operations.keys()].filter((name) => !model.operations.has(name))).toEqual([]);
});
