import { randomBytes } from 'node:crypto';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { type Ledger, openLedger } from '../cleanup/ledger.js';
import type { Resource } from '../cleanup/resources.js';
import { removeEverything } from '../cleanup/teardown.js';
import type { CallRecorder } from '../drift/recorder.js';
import {
  type Credentials,
  type KeySet,
  MissingCapability,
  type ServiceOrigin,
  type Target,
  type TargetAccount,
  type TargetClock,
  type TargetPropagation,
  type Waits,
} from '../targets/index.js';
import { namingOf } from '../targets/naming.js';
import { redactError } from '../targets/redaction.js';
import { teardownClients } from '../targets/teardown-clients.js';
import type { HasArn, Permissions, Trusted, TrustOptions } from './documents.js';
import { createMakers, preparing } from './makers.js';
import { createPolicyFiles, type PolicyFile, type PolicyFiles } from './policy-files.js';
import { createPrincipal, type Principal, type Stage } from './principal.js';
import type { TestRecord } from './run-log.js';
import { describeEndpoint, type RehearsalVpcEndpoint, type VpcEndpointOptions } from './vpc-endpoint.js';

/** What a principal may do, given when it is made. */
export interface PrincipalOptions {
  /** Unique unless given. */
  readonly name?: string;
  readonly path?: string;
  /** An inline policy of this name, `rehearsal`, allows these. */
  readonly allows?: Permissions;
  /** The same inline policy denies these. */
  readonly denies?: Permissions;
  /** An inline policy out of a file, JSON or YAML; a failed expectation names its lines. */
  readonly policyFile?: PolicyFile;
  /** Managed policies to attach. */
  readonly policies?: readonly (string | HasArn)[];
}

export interface PolicyOptions extends Pick<PrincipalOptions, 'name' | 'path' | 'allows' | 'denies'> {
  /** The policy as it stands in a file, JSON or YAML, instead of `allows` and `denies`. */
  readonly file?: PolicyFile;
}

export interface UserOptions extends PrincipalOptions {
  /** A managed policy as its permissions boundary. What keeps a run to itself is appended to it, see `account.boundary`. */
  readonly boundary?: string | HasArn;
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups?: readonly Group[];
}

export interface RoleOptions extends PrincipalOptions, TrustOptions {
  /** Who may assume it; or else `trustFile`. */
  readonly trusts?: Trusted | readonly Trusted[];
  /** The trust policy as it stands in a file, JSON or YAML. */
  readonly trustFile?: PolicyFile;
  /** As that of a user. */
  readonly boundary?: string | HasArn;
  readonly tags?: Readonly<Record<string, string>>;
  /** Seconds; 3600 unless given. */
  readonly maxSessionDuration?: number;
}

/** An IAM user with an access key. */
export interface User extends Principal {
  readonly name: string;
  /** `AIDA...` */
  readonly id: string;
}

export interface Role extends HasArn {
  readonly name: string;
  /** `AROA...` */
  readonly id: string;
}

export interface Group extends HasArn {
  readonly name: string;
}

export interface Policy extends HasArn {
  readonly name: string;
}

export interface Bucket extends HasArn {
  readonly name: string;
}

/** An account to rehearse in. Whatever is made through it, or with clients of its principals, is removed after the test. */
export interface RehearsalAccount {
  /** Twelve digits. */
  readonly id: string;
  /** The account's time: sessions expire, and dates in policies come, when a test moves it. Only where the target can. */
  readonly clock: TargetClock;
  /** How long changes take to become visible: set it to see code that tries again. Only where the target can. What is made here is waited for. */
  readonly propagation: TargetPropagation;
  /** For calls of your own after a change: until AWS shows it. */
  readonly waits: Waits;
  /**
   * Repeats an expectation until it holds three times in a row, where changes take time; elsewhere it is looked at once. It is for what a
   * test changed with clients of its own: `await account.eventually(async () => expect(await list()).toEqual(...))`.
   */
  eventually<T>(expectation: () => Promise<T>): Promise<T>;
  /** An IAM user with AdministratorAccess, made when it is first asked for: root cannot assume roles. */
  admin(): Promise<User>;
  user(options?: UserOptions): Promise<User>;
  role(options: RoleOptions): Promise<Role>;
  group(options?: PrincipalOptions): Promise<Group>;
  /** A managed policy. */
  policy(options: PolicyOptions): Promise<Policy>;
  /**
   * A managed policy to be a permissions boundary, with the guard of the run appended: its principals can change nothing that the run
   * did not make, on a real account as elsewhere. Every user and role here has such a boundary; unless another is given it allows everything else.
   */
  boundary(options: PolicyOptions): Promise<Policy>;
  bucket(name?: string): Promise<Bucket>;
  /** The policy document in a file, JSON or YAML, as JSON, for calls of your own; what fails by it names its lines. */
  policyFile(file: PolicyFile): Promise<string>;
  /** A VPC endpoint of this account; only where the target can pretend where requests come from. */
  vpcEndpoint(options?: VpcEndpointOptions): Promise<RehearsalVpcEndpoint>;
  /**
   * Tells of the public keys of a token issuer, for AssumeRoleWithWebIdentity: nobody asks the issuer then. An issuer's keys are those of
   * all accounts. Only where the target can be told.
   */
  webIdentityKeys(issuer: string, keys: KeySet): Promise<void>;
  /** A service of AWS that calls in its own name, e.g. `lambda.amazonaws.com`, for one of its resources. */
  service(principal: string, source?: Omit<ServiceOrigin, 'principal'>): Principal;
  /** Has something removed after the test that a program under test is about to make with clients of its own. */
  alsoRemove(...resources: readonly Resource[]): void;
  /** Someone with credentials of your own making. */
  principal(arn: string, credentials: Credentials): Principal;
  /** A name that nothing else has, also where tests share an account. */
  name(stem: string): string;
  /** `/iam-rehearsal/<run>/`: what a test makes with clients of its own has to have it too, else the guard denies it. */
  readonly path: string;
  /** For policies and the like that a test makes with clients of its own: `new CreatePolicyCommand({ ..., ...account.placed })`. */
  readonly placed: Placed;
  /** For users and roles: `new CreateUserCommand({ UserName, ...account.guarded })`. The boundary is there when the account has an admin, a user or a role. */
  readonly guarded: Guarded;
}

/** Members of the calls that make what has a path and tags. */
interface Placed {
  readonly Path: string;
  readonly Tags: { readonly Key: string; readonly Value: string }[];
}

/** Members of CreateUser and CreateRole. */
interface Guarded extends Placed {
  readonly PermissionsBoundary: string;
}

interface ClosableAccount extends RehearsalAccount {
  /** The whole paths of the policy files that were asked for. */
  policyFiles(): readonly string[];
  /** Removes everything that was made. Throws `ResourcesLeft` where something could not be removed. */
  close(): Promise<void>;
}

const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Those who look on are given the account before anything is called: `observe` for drift, `record` for reports. */
export async function openAccount(
  target: Target,
  observe?: (account: TargetAccount, test: string) => CallRecorder,
  recordInto?: (account: TargetAccount, files: PolicyFiles) => TestRecord | undefined,
): Promise<ClosableAccount> {
  const opened = await target.account();
  const test = randomBytes(4).toString('hex');
  const { account = opened, watch } = observe?.(opened, test) ?? {};
  const naming = account.naming ?? namingOf(test);
  const { run, limit, isShared } = naming;
  const ledger = openLedger({ run, account: account.id, folder: target.ledgerFolder, limit, isShared });
  const files = createPolicyFiles();
  const record = recordInto?.(account, files);
  const stage: Stage = { account, ledger, files, ...(watch && { watch }), ...(record && { record }) };
  const setup = <T>(make: () => Promise<T>) => (record ? record.setup(make) : make());
  const makers = preparing(createMakers(stage, naming, test), setup);
  let admin: Promise<User> | undefined;
  return {
    id: account.id,
    get clock() {
      return account.clock;
    },
    get propagation() {
      return account.propagation;
    },
    waits: account.waits,
    eventually: (expectation) => account.waits.until('observed', expectation),
    ...makers,
    policyFile: files.read,
    policyFiles: files.paths,
    alsoRemove: (...resources) => {
      for (const resource of resources) ledger.intend(resource);
    },
    principal: (arn, credentials) => createPrincipal(stage, { arn, credentials }),
    vpcEndpoint: (options) =>
      describeEndpoint(account, (stem) => makers.name(stem).slice(naming.prefix.length), options),
    async webIdentityKeys(issuer, keys) {
      if (account.webIdentityKeys) return account.webIdentityKeys(issuer, keys);
      throw new MissingCapability(
        target.name,
        'webIdentityKeys',
        'it asks issuers itself; run this scenario on `embedded`',
      );
    },
    service: (principal, source) =>
      createPrincipal(
        stage,
        { arn: principal, credentials: account.administrator },
        { service: { ...source, principal } },
      ),
    admin: () => {
      admin ??= makers.user({ policies: [ADMINISTRATOR_ACCESS] }).then(async (user) => {
        // Most tests call with it at once, and without waiting.
        const act = () => user.client(IAMClient).send(new ListUsersCommand({ MaxItems: 1 }));
        await setup(() => account.waits.settled(() => account.waits.until('allowed', act)));
        return user;
      });
      return admin;
    },
    close: () => close(account, ledger).catch(redacted(target)),
  };
}

/** What AWS says about what could not be removed may name others. */
function redacted({ redact }: Target): (error: unknown) => never {
  return (error) => {
    if (redact) redactError(error, redact);
    throw error;
  };
}

async function close(account: TargetAccount, ledger: Ledger): Promise<void> {
  using _ = ledger;
  if (ledger.open().length === 0) return;
  await account.waits.settled();
  await removeEverything(ledger, teardownClients(account), `in account ${account.id}`);
}
