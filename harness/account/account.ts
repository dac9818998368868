import type { PolicyCache } from '../engine/index.js';
import { type AccessKeys, createAccessKeys, type LastUse } from './access-keys.js';
import { type Clock, createClock } from './clock.js';
import { createDirectory, type Directory } from './directory.js';
import type { Group } from './groups.js';
import { createIds, type Ids } from './ids.js';
import type { AwsPolicies, CustomerPolicy } from './managed-policies.js';
import { createPermissions, type Permissions } from './permissions.js';
import type { Role } from './roles.js';
import { createSessions, type Sessions } from './sessions.js';
import type { User } from './users.js';

/** One AWS account: its identities and their credentials. All state is plain records in collections. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** When the account was opened, milliseconds since the epoch. */
  readonly createDate: number;
  readonly users: Directory<User>;
  readonly groups: Directory<Group>;
  readonly roles: Directory<Role>;
  /** Customer managed policies. */
  readonly policies: Directory<CustomerPolicy>;
  readonly awsPolicies: AwsPolicies;
  readonly accessKeys: AccessKeys;
  readonly sessions: Sessions;
  /** The last use of access keys and roles, by access key id and role id. */
  readonly lastUses: Map<string, LastUse>;
  readonly permissions: Permissions;
  /** Compiles policy documents; shared by all accounts. */
  readonly compiled: PolicyCache;
  /** Grows with every change to a user, group, role or policy: whoever keeps something made from them compares it. */
  readonly revision: number;
}

export interface AccountOptions {
  readonly id: string;
  readonly seed: string;
  readonly wallClock: () => number;
  readonly awsPolicies: AwsPolicies;
  readonly compiled: PolicyCache;
  /** An access key id came into use, or went out of it. */
  issued(accessKeyId: string): void;
  dropped(accessKeyId: string): void;
}

export function createAccount(options: AccountOptions): Account {
  const { id, awsPolicies, compiled } = options;
  const clock = createClock(options.wallClock);
  const ids = createIds(id, options.seed);
  let revision = 0;
  const changed = () => {
    revision++;
  };
  const account: Omit<Account, 'permissions'> = {
    id,
    clock,
    ids,
    createDate: clock.now(),
    users: createDirectory<User>(changed),
    groups: createDirectory<Group>(changed),
    roles: createDirectory<Role>(changed),
    policies: createDirectory<CustomerPolicy>(changed),
    awsPolicies,
    compiled,
    accessKeys: createAccessKeys(options),
    sessions: createSessions({ ...options, accountId: id, ids, clock }),
    lastUses: new Map(),
    get revision() {
      return revision;
    },
  };
  return Object.assign(account, { permissions: createPermissions(account, compiled) });
}
