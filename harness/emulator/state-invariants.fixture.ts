import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Snapshot } from '../account/snapshot.js';
import { ACCOUNT, type Known } from './state-calls.fixture.js';

interface Named {
  readonly id: string;
  readonly arn: string;
}
interface Owned {
  readonly id: string;
  readonly userId?: string;
}
type Attaching = Named & { readonly attachedPolicies: readonly string[] };

/** What of an account's part of a snapshot these tests look at. */
export interface SavedAccount {
  readonly users: readonly (Attaching & { readonly groupIds: readonly string[]; readonly boundary?: string })[];
  readonly groups: readonly Attaching[];
  readonly roles: readonly Attaching[];
  readonly policies: readonly Named[];
  readonly instanceProfiles: readonly (Named & { readonly roleId?: string })[];
  readonly serverCertificates: readonly Named[];
  readonly accessKeys: readonly { readonly accessKeyId: string; readonly userId: string }[];
  readonly loginProfiles: readonly Owned[];
  readonly mfaDevices: readonly (Owned & { readonly seed: string })[];
  readonly sshPublicKeys: readonly Owned[];
  readonly signingCertificates: readonly Owned[];
}

export function stateOf(snapshot: Snapshot): SavedAccount {
  return snapshot.accounts.find((account) => (account as { id?: string }).id === ACCOUNT) as unknown as SavedAccount;
}

export function knownOf(state: SavedAccount, now: number): Known {
  return {
    now,
    accessKeyIds: state.accessKeys.map(({ accessKeyId }) => accessKeyId),
    devices: state.mfaDevices,
    certificateIds: state.signingCertificates.map(({ id }) => id),
    sshKeyIds: state.sshPublicKeys.map(({ id }) => id),
  };
}

/** What a call leaves besides: that it was tried, and with which key; and that changes were seen to be due by now. */
export function withoutTraces(snapshot: Snapshot): unknown {
  const accounts = snapshot.accounts.map((account) => ({
    ...(account as object),
    accessHistory: [],
    lastUses: [],
    past: [],
    propagation: { ...(account as { propagation?: object }).propagation, pending: [], held: [] },
  }));
  return { ...snapshot, accounts };
}

/** Every id that must never come twice. */
export function idsOf(snapshot: Snapshot): readonly string[] {
  const { users, groups, roles, policies, instanceProfiles, serverCertificates, ...others } = stateOf(snapshot);
  return [
    ...[users, groups, roles, policies, instanceProfiles, serverCertificates].flat().map(({ id }) => id),
    ...[...others.sshPublicKeys, ...others.signingCertificates].map(({ id }) => id),
    ...others.accessKeys.map(({ accessKeyId }) => accessKeyId),
  ];
}

/** Nothing refers to what is not there. */
export function checkReferences(state: SavedAccount, label: string): void {
  const { users, groups, roles, policies } = state;
  const arns = new Set(policies.map(({ arn }) => arn));
  const ids = (of: readonly Named[]) => new Set(of.map(({ id }) => id));
  const [userIds, groupIds, roleIds] = [ids(users), ids(groups), ids(roles)];
  const dangling = [
    ...[...users, ...groups, ...roles].flatMap(({ attachedPolicies }) =>
      attachedPolicies.filter((arn) => !arns.has(arn)),
    ),
    ...users.flatMap((user) => user.groupIds.filter((id) => !groupIds.has(id))),
    ...state.instanceProfiles.flatMap(({ roleId }) => (roleId === undefined || roleIds.has(roleId) ? [] : [roleId])),
    ...[...state.accessKeys, ...state.loginProfiles, ...state.mfaDevices, ...state.sshPublicKeys]
      .concat(state.signingCertificates as never[])
      .flatMap(({ userId }) => (userId === undefined || userIds.has(userId) ? [] : [userId])),
  ];
  expect(dangling, `${label}: refers to what is not there`).toEqual([]);
}

interface Clients {
  readonly iam: iam.IAMClient;
  readonly s3: s3.S3Client;
}

/** For every kind: what the listing shows is what getting each of it answers, and nothing is left out that the state holds. */
export async function checkListings({ iam: client, s3: store }: Clients, state: SavedAccount): Promise<void> {
  const call = <I extends iam.ServiceInputTypes, O extends iam.ServiceOutputTypes>(
    command: Parameters<typeof client.send<I, O>>[0],
  ) => client.send(command);
  const { Users = [] } = await call(new iam.ListUsersCommand({}));
  expect(sorted(Users.map(({ UserId }) => UserId))).toEqual(sorted(state.users.map(({ id }) => id)));
  for (const listed of Users) await checkUser(client, listed);
  const { Groups = [] } = await call(new iam.ListGroupsCommand({}));
  expect(Groups).toHaveLength(state.groups.length);
  for (const listed of Groups) {
    const got = await call(new iam.GetGroupCommand({ GroupName: listed.GroupName }));
    expect(got.Group).toMatchObject(listed);
    expect(got.Users).toHaveLength(
      state.users.filter(({ groupIds }) => groupIds.includes(listed.GroupId ?? '')).length,
    );
  }
  const { Roles = [] } = await call(new iam.ListRolesCommand({}));
  expect(Roles).toHaveLength(state.roles.length);
  for (const listed of Roles)
    expect((await call(new iam.GetRoleCommand({ RoleName: listed.RoleName }))).Role).toMatchObject(listed);
  await checkPolicies(client, state);
  await checkHoldings(client, state);
  await checkBuckets(store);
}

async function checkUser(client: iam.IAMClient, listed: iam.User): Promise<void> {
  const { UserName } = listed;
  const { User } = await client.send(new iam.GetUserCommand({ UserName }));
  expect(User).toMatchObject(listed);
  const { Tags = [] } = await client.send(new iam.ListUserTagsCommand({ UserName }));
  expect(Tags).toEqual(User?.Tags ?? []);
  const { AccessKeyMetadata = [] } = await client.send(new iam.ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata)
    expect((await client.send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId }))).UserName).toBe(UserName);
  const { SSHPublicKeys = [] } = await client.send(new iam.ListSSHPublicKeysCommand({ UserName }));
  for (const key of SSHPublicKeys) {
    const get = new iam.GetSSHPublicKeyCommand({ UserName, SSHPublicKeyId: key.SSHPublicKeyId, Encoding: 'SSH' });
    expect((await client.send(get)).SSHPublicKey).toMatchObject(key);
  }
  const { MFADevices = [] } = await client.send(new iam.ListMFADevicesCommand({ UserName }));
  for (const { SerialNumber, EnableDate } of MFADevices)
    expect(await client.send(new iam.GetMFADeviceCommand({ UserName, SerialNumber }))).toMatchObject({
      UserName,
      EnableDate,
    });
}

async function checkPolicies(client: iam.IAMClient, state: SavedAccount): Promise<void> {
  const { Policies = [] } = await client.send(new iam.ListPoliciesCommand({ Scope: 'Local' }));
  expect(Policies).toHaveLength(state.policies.length);
  for (const listed of Policies) {
    const PolicyArn = listed.Arn ?? '';
    const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject(listed);
    const holders = [...state.users, ...state.groups, ...state.roles];
    const attached = holders.filter(({ attachedPolicies }) => attachedPolicies.includes(PolicyArn));
    expect(Policy?.AttachmentCount).toBe(attached.length);
    const { Versions = [] } = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion)).toHaveLength(1);
    for (const version of Versions) {
      const get = new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: version.VersionId });
      expect((await client.send(get)).PolicyVersion).toMatchObject(version);
    }
  }
}

async function checkHoldings(client: iam.IAMClient, state: SavedAccount): Promise<void> {
  const { InstanceProfiles = [] } = await client.send(new iam.ListInstanceProfilesCommand({}));
  expect(InstanceProfiles).toHaveLength(state.instanceProfiles.length);
  for (const listed of InstanceProfiles) {
    const get = new iam.GetInstanceProfileCommand({ InstanceProfileName: listed.InstanceProfileName });
    expect((await client.send(get)).InstanceProfile).toMatchObject(listed);
  }
  const { ServerCertificateMetadataList = [] } = await client.send(new iam.ListServerCertificatesCommand({}));
  for (const listed of ServerCertificateMetadataList) {
    const get = new iam.GetServerCertificateCommand({ ServerCertificateName: listed.ServerCertificateName });
    expect((await client.send(get)).ServerCertificate?.ServerCertificateMetadata).toEqual(listed);
  }
  const { VirtualMFADevices = [] } = await client.send(new iam.ListVirtualMFADevicesCommand({}));
  expect(sorted(VirtualMFADevices.map(({ SerialNumber }) => SerialNumber))).toEqual(
    sorted(state.mfaDevices.map(({ id }) => id)),
  );
  const { SAMLProviderList = [] } = await client.send(new iam.ListSAMLProvidersCommand({}));
  for (const { Arn, CreateDate, ValidUntil } of SAMLProviderList) {
    const got = await client.send(new iam.GetSAMLProviderCommand({ SAMLProviderArn: Arn }));
    expect(got).toMatchObject({ CreateDate, ValidUntil });
  }
  const { OpenIDConnectProviderList = [] } = await client.send(new iam.ListOpenIDConnectProvidersCommand({}));
  for (const { Arn = '' } of OpenIDConnectProviderList) {
    const { Url } = await client.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }));
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:oidc-provider/${Url}`);
  }
}

async function checkBuckets(client: s3.S3Client): Promise<void> {
  const { Buckets = [] } = await client.send(new s3.ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    await client.send(new s3.HeadBucketCommand({ Bucket }));
    const { Contents = [] } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
    for (const { Key, ETag, Size } of Contents)
      expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ETag, ContentLength: Size });
    const { Versions = [] } = await client.send(new s3.ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId, ETag } of Versions)
      expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key, VersionId }))).toMatchObject({ ETag });
  }
}

function sorted(values: readonly (string | undefined)[]): readonly (string | undefined)[] {
  return values.toSorted();
}
