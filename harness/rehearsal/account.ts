import { randomBytes } from 'node:crypto';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Ledger, openLedger } from '../cleanup/ledger.js';
import type { Resource } from '../cleanup/resources.js';
import { removeEverything } from '../cleanup/teardown.js';
import type { CallRecorder } from '../drift/recorder.js';
import type {
  Credentials,
  Naming,
  ServiceOrigin,
  Target,
  TargetAccount,
  TargetClock,
  TargetPropagation,
  Waits,
} from '../targets/index.js';
import { pathOf, tagList, tagsOf } from '../targets/naming.js';
import {
  type HasArn,
  type Permissions,
  policyDocument,
  type Trusted,
  type TrustOptions,
  trustPolicyDocument,
} from './documents.js';
import { arnOf, GROUP, grant, ROLE, USER } from './grants.js';
import { createPrincipal, type Principal, type Stage } from './principal.js';
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
  /** Managed policies to attach. */
  readonly policies?: readonly (string | HasArn)[];
}

export interface UserOptions extends PrincipalOptions {
  /** A managed policy as its permissions boundary. */
  readonly boundary?: string | HasArn;
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups?: readonly Group[];
}

export interface RoleOptions extends PrincipalOptions, TrustOptions {
  readonly trusts: Trusted | readonly Trusted[];
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
  /** An IAM user with AdministratorAccess, made when it is first asked for: root cannot assume roles. */
  admin(): Promise<User>;
  user(options?: UserOptions): Promise<User>;
  role(options: RoleOptions): Promise<Role>;
  group(options?: PrincipalOptions): Promise<Group>;
  /** A managed policy. */
  policy(options: Pick<PrincipalOptions, 'name' | 'path' | 'allows' | 'denies'>): Promise<Policy>;
  bucket(name?: string): Promise<Bucket>;
  /** A VPC endpoint of this account; only where the target can pretend where requests come from. */
  vpcEndpoint(options?: VpcEndpointOptions): Promise<RehearsalVpcEndpoint>;
  /** A service of AWS that calls in its own name, e.g. `lambda.amazonaws.com`, for one of its resources. */
  service(principal: string, source?: Omit<ServiceOrigin, 'principal'>): Principal;
  /** Has something removed after the test that a program under test is about to make with clients of its own. */
  alsoRemove(...resources: readonly Resource[]): void;
  /** Someone with credentials of your own making. */
  principal(arn: string, credentials: Credentials): Principal;
  /** A name that nothing else has, also where tests share an account. */
  name(stem: string): string;
}

interface ClosableAccount extends RehearsalAccount {
  /** Removes everything that was made. Throws `ResourcesLeft` where something could not be removed. */
  close(): Promise<void>;
}

const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** `observe` is given the account and the name of the test before anything is called, where calls are recorded. */
export async function openAccount(
  target: Target,
  observe?: (account: TargetAccount, test: string) => CallRecorder,
): Promise<ClosableAccount> {
  const opened = await target.account();
  const test = randomBytes(4).toString('hex');
  const { account = opened, watch } = observe?.(opened, test) ?? {};
  const { run = test, limit } = account.naming ?? {};
  const ledger = openLedger({ run, account: account.id, folder: target.ledgerFolder, limit });
  const stage: Stage = { account, ledger, ...(watch && { watch }) };
  const makers = createMakers(stage, test);
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
    ...makers,
    alsoRemove: (...resources) => {
      for (const resource of resources) ledger.intend(resource);
    },
    principal: (arn, credentials) => createPrincipal(stage, arn, credentials),
    vpcEndpoint: (options) => describeEndpoint(account, makers.name, options),
    service: (principal, source) =>
      createPrincipal(stage, principal, account.administrator, { service: { ...source, principal } }),
    admin: () => {
      admin ??= makers.user({ policies: [ADMINISTRATOR_ACCESS] });
      return admin;
    },
    close: () => close(account, ledger),
  };
}

function createMakers(stage: Stage, test: string) {
  const { account } = stage;
  const { waits, naming } = account;
  const common = commonInput(naming);
  const administrator = createPrincipal(stage, `arn:aws:iam::${account.id}:root`, account.administrator);
  const client = () => administrator.client(iam.IAMClient);
  const send = (command: object) =>
    waits.until('new-entity', () => client().send(command as iam.AddUserToGroupCommand));
  let made = 0;
  const name = (stem: string) => `${naming?.prefix ?? ''}${stem}-${test}-${++made}`;
  return {
    name,
    async user({ name: UserName = name('user'), path, boundary, tags, groups = [], ...permissions }: UserOptions = {}) {
      const input = { UserName, ...common({ path, boundary, tags }) };
      const { User } = await client().send(new iam.CreateUserCommand(input));
      await grant(send, USER, UserName, permissions);
      for (const group of groups) {
        await send(new iam.AddUserToGroupCommand({ UserName, GroupName: group.name }));
      }
      const createKey = new iam.CreateAccessKeyCommand({ UserName });
      const { AccessKey } = await waits.until('new-entity', () => client().send(createKey));
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
      const principal = createPrincipal(stage, User?.Arn ?? '', { accessKeyId, secretAccessKey });
      await waits.settled(() => principal.client(STSClient).send(new GetCallerIdentityCommand({})));
      return { ...principal, name: UserName, id: User?.UserId ?? '' };
    },
    async role(options: RoleOptions) {
      const { name: RoleName = name('role'), path, boundary, tags, trusts, condition, ...rest } = options;
      const { maxSessionDuration: MaxSessionDuration, ...permissions } = rest;
      const AssumeRolePolicyDocument = trustPolicyDocument(trusts, { condition });
      const duration = MaxSessionDuration === undefined ? {} : { MaxSessionDuration };
      const input = { RoleName, AssumeRolePolicyDocument, ...duration, ...common({ path, boundary, tags }) };
      const { Role } = await waits.until('new-principal', () => client().send(new iam.CreateRoleCommand(input)));
      await grant(send, ROLE, RoleName, permissions);
      await waits.settled();
      return { name: RoleName, arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' };
    },
    async group({ name: GroupName = name('group'), path, ...permissions }: PrincipalOptions = {}) {
      const { Group } = await client().send(new iam.CreateGroupCommand({ GroupName, ...pathOf(path, naming) }));
      await grant(send, GROUP, GroupName, permissions);
      await waits.settled();
      return { name: GroupName, arn: Group?.Arn ?? '' };
    },
    async policy(options: Pick<PrincipalOptions, 'name' | 'path' | 'allows' | 'denies'>) {
      const { name: PolicyName = name('policy'), path, ...permissions } = options;
      const input = { PolicyName, PolicyDocument: policyDocument(permissions), ...common({ path }) };
      const { Policy } = await client().send(new iam.CreatePolicyCommand(input));
      await waits.settled();
      return { name: PolicyName, arn: Policy?.Arn ?? '' };
    },
    async bucket(Bucket: string = name('bucket')) {
      const { region } = account.clientConfig(account.administrator);
      const elsewhere = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
      const s3 = administrator.client(S3Client);
      await s3.send(new CreateBucketCommand({ Bucket, ...(elsewhere as object) }));
      if (naming) await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagList(naming.tags) } }));
      return { name: Bucket, arn: `arn:aws:s3:::${Bucket}` };
    },
  };
}

interface Common {
  readonly path: string | undefined;
  readonly boundary?: string | HasArn | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

function commonInput(naming: Naming | undefined) {
  return ({ path, boundary, tags }: Common) => ({
    ...pathOf(path, naming),
    ...(boundary !== undefined && { PermissionsBoundary: arnOf(boundary) }),
    ...tagsOf(tags, naming),
  });
}

async function close(account: TargetAccount, ledger: Ledger): Promise<void> {
  using _ = ledger;
  if (ledger.open().length === 0) return;
  await account.waits.settled();
  const config = account.removalConfig?.() ?? account.clientConfig(account.administrator);
  await removeEverything(
    ledger,
    { iam: new iam.IAMClient(config), s3: new S3Client(config) },
    `in account ${account.id}`,
  );
}
