import * as iam from '@aws-sdk/client-iam';
import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { PolicyKind } from '../engine/index.js';
import type { Naming } from '../targets/index.js';
import { pathOf, tagList, tagsOf } from '../targets/naming.js';
import type { PolicyOptions, PrincipalOptions, RoleOptions, UserOptions } from './account.js';
import { policyDocument, trustPolicyDocument } from './documents.js';
import { GROUP, type Grantee, grant, ROLE, USER } from './grants.js';
import { createGuard } from './guard.js';
import { expectKnown, type Known } from './known-options.js';
import { createPrincipal, type Stage } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';

interface Placing {
  readonly path?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** What makes users, roles and the rest in an account, each within the run. */
export function createMakers(stage: Stage, naming: Naming, test: string) {
  const { account, files } = stage;
  const { waits } = account;
  const administrator = createPrincipal(stage, {
    arn: `arn:aws:iam::${account.id}:root`,
    credentials: account.administrator,
  });
  const client = () => administrator.client(iam.IAMClient);
  const send = (command: object) =>
    waits.until('new-entity', () => client().send(command as iam.AddUserToGroupCommand));
  const give = (grantee: Grantee, name: string, permissions: PrincipalOptions) =>
    grant({ send, files }, grantee, name, permissions);
  const guard = createGuard({ client, waits, files, naming, account: account.id, test });
  let made = 0;
  const name = (stem: string) => `${naming.prefix}${stem}-${test}-${++made}`;
  const placed = ({ path, tags }: Placing) => ({
    ...pathOf(path, naming),
    ...tagsOf(tags, naming),
  });
  const guarded = async ({
    boundary,
    ...rest
  }: Placing & { readonly boundary: UserOptions['boundary'] | undefined }) => ({
    ...placed(rest),
    PermissionsBoundary: await guard.within(boundary),
  });
  const documentOf = async ({ file, ...permissions }: PolicyOptions) => {
    if (file === undefined) return policyDocument(permissions);
    if (permissions.allows === undefined && permissions.denies === undefined) return files.read(file);
    throw new RehearsalError(
      'a policy is that of its `file`, or `allows` and `denies`; leave out the one or the other',
    );
  };
  const trustDocument = async ({ trusts, trustFile, condition }: RoleOptions) => {
    if (trustFile !== undefined && trusts === undefined && condition === undefined) return files.read(trustFile);
    if (trustFile === undefined && trusts !== undefined) return trustPolicyDocument(trusts, { condition });
    throw new RehearsalError(
      'a role has either `trusts`, with a `condition` or without, or a `trustFile`; give the one or the other',
    );
  };
  const refused = (document: string, kind: PolicyKind) => (error: unknown) => {
    throw files.refused(error, document, kind);
  };
  return {
    name,
    path: naming.path,
    placed: placed({}),
    guarded: { ...placed({}), PermissionsBoundary: guard.arn },
    async user({ name: UserName = name('user'), path, boundary, tags, groups = [], ...permissions }: UserOptions = {}) {
      const create = new iam.CreateUserCommand({ UserName, ...(await guarded({ path, boundary, tags })) });
      const { User } = await waits.until('new-entity', () => client().send(create));
      await give(USER, UserName, permissions);
      for (const group of groups) {
        await send(new iam.AddUserToGroupCommand({ UserName, GroupName: group.name }));
      }
      const createKey = new iam.CreateAccessKeyCommand({ UserName });
      const { AccessKey } = await waits.until('new-entity', () => client().send(createKey));
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
      const credentials = { accessKeyId, secretAccessKey };
      const principal = createPrincipal(stage, { arn: User?.Arn ?? '', credentials });
      await waits.settled(() => principal.client(STSClient).send(new GetCallerIdentityCommand({})));
      return { ...principal, name: UserName, id: User?.UserId ?? '' };
    },
    async role(options: RoleOptions) {
      const { name: RoleName = name('role'), path, boundary, tags, ...trusting } = options;
      const { trusts: _, trustFile: __, condition: ___, ...rest } = trusting;
      const { maxSessionDuration: MaxSessionDuration, ...permissions } = rest;
      const AssumeRolePolicyDocument = await trustDocument(trusting);
      const duration = MaxSessionDuration === undefined ? {} : { MaxSessionDuration };
      const input = { RoleName, AssumeRolePolicyDocument, ...duration, ...(await guarded({ path, boundary, tags })) };
      const create = () => client().send(new iam.CreateRoleCommand(input));
      const { Role } = await waits
        .until('new-principal', () => waits.until('new-entity', create))
        .catch(refused(AssumeRolePolicyDocument, 'trust'));
      await give(ROLE, RoleName, permissions);
      await waits.settled();
      return { name: RoleName, arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' };
    },
    async group({ name: GroupName = name('group'), path, ...permissions }: PrincipalOptions = {}) {
      const { Group } = await client().send(new iam.CreateGroupCommand({ GroupName, ...pathOf(path, naming) }));
      await give(GROUP, GroupName, permissions);
      await waits.settled();
      return { name: GroupName, arn: Group?.Arn ?? '' };
    },
    async policy({ name: PolicyName = name('policy'), path, ...permissions }: PolicyOptions) {
      const PolicyDocument = await documentOf(permissions);
      const create = new iam.CreatePolicyCommand({ PolicyName, PolicyDocument, ...placed({ path }) });
      const { Policy } = await client().send(create).catch(refused(PolicyDocument, 'identity'));
      await waits.settled();
      return { name: PolicyName, arn: Policy?.Arn ?? '' };
    },
    async boundary({ name: PolicyName = name('guard'), path, ...permissions }: PolicyOptions) {
      const document = await documentOf(permissions);
      const { arn } = await guard.make(PolicyName, document, path).catch(refused(document, 'boundary'));
      await waits.settled();
      return { name: PolicyName, arn };
    },
    async bucket(Bucket: string = name('bucket')) {
      const { region } = account.clientConfig(account.administrator);
      const elsewhere = region === 'us-east-1' ? {} : { LocationConstraint: region as BucketLocationConstraint };
      const CreateBucketConfiguration = { ...elsewhere, Tags: tagList(naming.tags) };
      await administrator.client(S3Client).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      return { name: Bucket, arn: `arn:aws:s3:::${Bucket}` };
    },
  };
}

async function known<T>(
  of: string,
  options: unknown,
  members: Readonly<Record<string, true>>,
  make: () => Promise<T>,
): Promise<T> {
  expectKnown(`account.${of}`, options, members);
  return make();
}

const POLICY_OPTIONS: Known<PolicyOptions> = { name: true, path: true, allows: true, denies: true, file: true };
const GROUP_OPTIONS: Known<PrincipalOptions> = {
  name: true,
  path: true,
  allows: true,
  denies: true,
  policyFile: true,
  policies: true,
};
const USER_OPTIONS: Known<UserOptions> = { ...GROUP_OPTIONS, boundary: true, tags: true, groups: true };
const ROLE_OPTIONS: Known<RoleOptions> = {
  ...GROUP_OPTIONS,
  boundary: true,
  tags: true,
  trusts: true,
  trustFile: true,
  condition: true,
  maxSessionDuration: true,
};

/** What the fixtures make is no part of what a test does, and what they are told has to be known. */
export function preparing<M extends ReturnType<typeof createMakers>>(
  makers: M,
  setup: <T>(make: () => Promise<T>) => Promise<T>,
): M {
  return {
    ...makers,
    user: (options) => known('user', options, USER_OPTIONS, () => setup(() => makers.user(options))),
    role: (options) => known('role', options, ROLE_OPTIONS, () => setup(() => makers.role(options))),
    group: (options) => known('group', options, GROUP_OPTIONS, () => setup(() => makers.group(options))),
    policy: (options) => known('policy', options, POLICY_OPTIONS, () => setup(() => makers.policy(options))),
    boundary: (options) => known('boundary', options, POLICY_OPTIONS, () => setup(() => makers.boundary(options))),
    bucket: (name) => setup(() => makers.bucket(name)),
  };
}
