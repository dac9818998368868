import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import { removeBucket } from './buckets.js';
import { removeMfaDevice, removeServerCertificate } from './devices.js';
import { removeGroup } from './groups.js';
import type { Ledger } from './ledger.js';
import { removePolicy } from './policies.js';
import { RESOURCE_KINDS, type Resource, type ResourceKind } from './resources.js';
import { removeInstanceProfile, removeRole } from './roles.js';
import { removeAccessKeys, removeUser } from './users.js';

/** Clients of someone who may remove everything that was made. */
export interface TeardownClients {
  readonly iam: IAMClient;
  readonly s3: S3Client;
  /** Tries a removal again while AWS refuses it for other changes that are on their way; once unless given. */
  again?(removal: () => Promise<void>): Promise<void>;
}

export interface Leftover {
  readonly resource: Resource;
  /** Why it could not be removed. */
  readonly error: unknown;
}

export interface Teardown {
  /** In the order of their removal. */
  readonly removed: readonly Resource[];
  readonly left: readonly Leftover[];
}

/** How each kind is removed, with everything that AWS wants gone before. */
const REMOVAL: Readonly<Record<ResourceKind, (name: string, clients: TeardownClients) => Promise<void>>> = {
  'access-key': (name, { iam }) => removeAccessKeys(name, iam),
  bucket: (name, { s3 }) => removeBucket(name, s3),
  user: (name, { iam }) => removeUser(name, iam),
  'mfa-device': (name, { iam }) => removeMfaDevice(name, iam),
  group: (name, { iam }) => removeGroup(name, iam),
  role: (name, { iam }) => removeRole(name, iam),
  'instance-profile': (name, { iam }) => removeInstanceProfile(name, iam),
  'server-certificate': (name, { iam }) => removeServerCertificate(name, iam),
  policy: (name, { iam }) => removePolicy(name, iam),
};

/**
 * Removes everything that the ledger holds, kind by kind in the order of {@link RESOURCE_KINDS}, the last made first within a kind.
 * A failure does not stop the rest: it is reported, and the resource stays in the ledger. Once waiting was in vain nothing more is waited
 * for: an operator who may remove nothing is not to hear of it after hours.
 */
export async function tearDown(ledger: Ledger, clients: TeardownClients): Promise<Teardown> {
  const removed: Resource[] = [];
  const left: Leftover[] = [];
  const open = ledger.open();
  const once = (removal: () => Promise<void>) => removal();
  let again = clients.again ?? once;
  for (const kind of RESOURCE_KINDS) {
    for (const resource of open.filter((it) => it.kind === kind)) {
      try {
        await again(() => REMOVAL[kind](resource.name, clients));
        ledger.removed(resource);
        removed.push(resource);
      } catch (error) {
        left.push({ resource, error });
        again = once;
      }
    }
  }
  return { removed, left };
}

/** As {@link tearDown}; throws {@link ResourcesLeft} if something is left. */
export async function removeEverything(ledger: Ledger, clients: TeardownClients, where: string): Promise<void> {
  const { left } = await tearDown(ledger, clients);
  if (left.length > 0) throw new ResourcesLeft(left, where);
}

/** A teardown that could not remove everything. */
export class ResourcesLeft extends Error {
  override readonly name = 'ResourcesLeft';
  readonly left: readonly Leftover[];

  constructor(left: readonly Leftover[], where: string) {
    const lines = left.map(({ resource, error }) => `  ${resource.kind} \`${resource.name}\`: ${reason(error)}`);
    const count = left.length === 1 ? '1 resource is' : `${left.length} resources are`;
    super(`${count} left ${where}; remove by hand:\n${lines.join('\n')}`, { cause: left[0]?.error });
    this.left = left;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
