import type { PolicyCache } from '../engine/index.js';
import { type AccessHistory, createAccessHistory } from './access-history.js';
import type { LastUse } from './access-keys.js';
import type { AccessReport } from './access-reports.js';
import { type AccountAwsPolicies, createAwsPolicies } from './aws-policies.js';
import { type Belongings, createBelongings } from './belongings.js';
import { type ClockSetting, createClock, type SavedClock } from './clock.js';
import { createDirectory, type Directory } from './directory.js';
import { createIdentities, type Identities, type IdentitiesOptions } from './identities.js';
import { createIds, type IdsState, type SavedIds } from './ids.js';
import type { InstanceProfile } from './instance-profiles.js';
import type { LoginProfile } from './login-profiles.js';
import type { AwsPolicies } from './managed-policies.js';
import type { MfaDevice } from './mfa-devices.js';
import type { OidcProvider } from './oidc-providers.js';
import { createPermissions, type Permissions } from './permissions.js';
import type { Quotas } from './quotas.js';
import type { RoleSource } from './role-templates.js';
import type { SamlProvider } from './saml-providers.js';
import type { ServerCertificate } from './server-certificates.js';
import type { ServiceCredential } from './service-credentials.js';
import { createSessions, type Sessions } from './sessions.js';
import { type AccountSettings, INITIAL_SETTINGS } from './settings.js';
import type { SigningCertificate } from './signing-certificates.js';
import type { SshPublicKey } from './ssh-public-keys.js';

/** One AWS account: its identities and their credentials. All state is plain records in collections. */
export interface Account extends Identities {
  /** Twelve digits. */
  readonly id: string;
  readonly clock: SavedClock;
  readonly ids: SavedIds;
  /** When the account was opened, milliseconds since the epoch. */
  readonly createDate: number;
  readonly awsPolicies: AccountAwsPolicies;
  readonly sessions: Sessions;
  /** The last use of access keys and roles, by access key id and role id. */
  readonly lastUses: Map<string, LastUse>;
  readonly instanceProfiles: Directory<InstanceProfile>;
  readonly serverCertificates: Directory<ServerCertificate>;
  readonly samlProviders: Directory<SamlProvider>;
  /** By ARN. */
  readonly oidcProviders: Map<string, OidcProvider>;
  /** By the ids of their users. */
  readonly loginProfiles: Belongings<LoginProfile>;
  /** By serial number. */
  readonly mfaDevices: Belongings<MfaDevice>;
  readonly sshPublicKeys: Belongings<SshPublicKey>;
  readonly signingCertificates: Belongings<SigningCertificate>;
  readonly serviceCredentials: Belongings<ServiceCredential>;
  readonly quotas: Quotas;
  readonly settings: AccountSettings;
  /** Puts other settings in the place of some. */
  set(settings: Partial<AccountSettings>): void;
  readonly accessHistory: AccessHistory;
  /** By job id. */
  readonly accessReports: Map<string, AccessReport>;
  /** The templates that roles were made from, by role id. */
  readonly roleSources: Map<string, RoleSource>;
  /** The ids of tasks that deleted a service-linked role. */
  readonly roleDeletions: Set<string>;
  readonly permissions: Permissions;
  /** Compiles policy documents; shared by all accounts. */
  readonly compiled: PolicyCache;
}

export interface AccountOptions extends IdentitiesOptions {
  readonly wallClock: () => number;
  readonly awsPolicies: AwsPolicies;
  readonly compiled: PolicyCache;
  readonly quotas: Quotas;
  /** Of an account that is opened again. */
  readonly past?: AccountPast | undefined;
}

/** What an account that is opened again goes on from: its ids must not come twice. */
export interface AccountPast {
  readonly ids: IdsState;
  /** Now unless given. */
  readonly createDate?: number;
  /** The wall clock unless given. */
  readonly clock?: readonly ClockSetting[];
}

export function createAccount(options: AccountOptions): Account {
  const { id, compiled, past } = options;
  const clock = createClock(options.wallClock, past?.clock);
  const ids = createIds(id, options.seed, past?.ids);
  let settings = INITIAL_SETTINGS;
  const identities = createIdentities(options, clock);
  const account: Omit<Account, 'permissions'> = {
    ...identities,
    get revision() {
      return identities.revision;
    },
    id,
    clock,
    ids,
    createDate: past?.createDate ?? clock.now(),
    awsPolicies: createAwsPolicies(options.awsPolicies),
    compiled,
    quotas: options.quotas,
    sessions: createSessions({ ...options, accountId: id, ids, clock }),
    lastUses: new Map(),
    ...createHoldings(),
    get settings() {
      return settings;
    },
    set(changes) {
      settings = { ...settings, ...changes };
    },
  };
  return Object.assign(account, { permissions: createPermissions(account, compiled) });
}

/** What an account holds that grants nothing: no permission has to be gathered anew when it changes. */
function createHoldings() {
  const unheeded = () => {};
  return {
    instanceProfiles: createDirectory<InstanceProfile>(unheeded),
    serverCertificates: createDirectory<ServerCertificate>(unheeded),
    samlProviders: createDirectory<SamlProvider>(unheeded),
    oidcProviders: new Map<string, OidcProvider>(),
    loginProfiles: createBelongings<LoginProfile>(),
    mfaDevices: createBelongings<MfaDevice>(),
    sshPublicKeys: createBelongings<SshPublicKey>(),
    signingCertificates: createBelongings<SigningCertificate>(),
    serviceCredentials: createBelongings<ServiceCredential>(),
    accessHistory: createAccessHistory(),
    accessReports: new Map<string, AccessReport>(),
    roleSources: new Map<string, RoleSource>(),
    roleDeletions: new Set<string>(),
  };
}
