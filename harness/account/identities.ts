import { type AccessKey, type AccessKeys, createAccessKeys } from './access-keys.js';
import type { Clock } from './clock.js';
import { createDirectory, type Directory } from './directory.js';
import type { Group } from './groups.js';
import type { CustomerPolicy } from './managed-policies.js';
import {
  type AccountPropagation,
  type Change,
  createPropagation,
  type PropagatedKind,
  type PropagationOptions,
} from './propagation.js';
import {
  type Held,
  type VisibleEntries,
  type VisibleRecords,
  visibleEntries,
  visibleRecords,
} from './propagation-view.js';
import type { Role } from './roles.js';
import type { User } from './users.js';

/** The part of an account that permissions are made from. Its changes take time where propagation is on. */
export interface Identities {
  readonly users: Directory<User>;
  readonly groups: Directory<Group>;
  readonly roles: Directory<Role>;
  /** Customer managed policies. */
  readonly policies: Directory<CustomerPolicy>;
  readonly accessKeys: AccessKeys;
  readonly propagation: AccountPropagation;
  /**
   * What signatures, permissions and principals in policies are judged by: the collections as they are, but for changes that are
   * not visible yet.
   */
  readonly visible: VisibleIdentities;
  /** Grows with every change to a user, group, role or policy, and when it becomes visible: whoever keeps something made from them compares it. */
  readonly revision: number;
}

export interface VisibleIdentities {
  readonly users: VisibleEntries<User>;
  readonly groups: VisibleEntries<Group>;
  readonly roles: VisibleEntries<Role>;
  readonly policies: VisibleEntries<CustomerPolicy>;
  readonly accessKeys: VisibleRecords<AccessKey>;
}

export interface IdentitiesOptions {
  readonly id: string;
  readonly seed: string;
  /** How long changes take to become visible; no time unless given. */
  readonly propagation?: PropagationOptions['delay'];
  /** An access key id came into use, or went out of it. */
  issued(accessKeyId: string): void;
  dropped(accessKeyId: string): void;
}

export function createIdentities(options: IdentitiesOptions, clock: Clock): Identities {
  let revision = 0;
  const drop = (id: string) => {
    if (collections.accessKeys.withId(id) === undefined) options.dropped(id);
  };
  const propagation = createPropagation({
    delay: options.propagation,
    seed: `${options.seed}/${options.id}`,
    clock,
    arrived(changes) {
      revision++;
      for (const { kind, id } of changes) if (kind === 'accessKeys') drop(id);
    },
  });
  const changed =
    <T>(kind: PropagatedKind) =>
    (change: Change<T>) => {
      revision++;
      propagation.changed(kind, change);
    };
  const collections = {
    users: createDirectory(changed<User>('users')),
    groups: createDirectory(changed<Group>('groups')),
    roles: createDirectory(changed<Role>('roles')),
    policies: createDirectory(changed<CustomerPolicy>('policies')),
    accessKeys: createAccessKeys({
      issued: options.issued,
      changed(change) {
        propagation.changed('accessKeys', change);
        if (!propagation.held('accessKeys').has(change.id)) drop(change.id);
      },
    }),
  };
  return {
    ...collections,
    propagation,
    visible: visibleIdentities(collections, propagation),
    get revision() {
      propagation.arrive();
      return revision;
    },
  };
}

function visibleIdentities(
  { users, groups, roles, policies, accessKeys }: Omit<Identities, 'propagation' | 'visible' | 'revision'>,
  { held, arrive }: AccountPropagation,
): VisibleIdentities {
  return {
    users: visibleEntries(users, held('users') as Held<User>, arrive),
    groups: visibleEntries(groups, held('groups') as Held<Group>, arrive),
    roles: visibleEntries(roles, held('roles') as Held<Role>, arrive),
    policies: visibleEntries(policies, held('policies') as Held<CustomerPolicy>, arrive),
    accessKeys: visibleRecords(accessKeys, held('accessKeys') as Held<AccessKey>, arrive),
  };
}
