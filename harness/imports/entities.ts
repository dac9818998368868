import type { LastUse } from '../account/access-keys.js';
import type { KeptAwsPolicy } from '../account/aws-policies.js';
import type { Entity, InlinePolicy, Tag } from '../account/entities.js';
import type { Group } from '../account/groups.js';
import type { InstanceProfile } from '../account/instance-profiles.js';
import type { CustomerPolicy, PolicyVersion } from '../account/managed-policies.js';
import type { Role } from '../account/roles.js';
import type { User } from '../account/users.js';
import { type ArnKind, checkArn, ownerOf } from './arns.js';
import { document } from './documents.js';
import { anyText, date, items, type JsonNode, member, optional, records, text, wrong } from './json-node.js';
import { tellIgnored } from './known-members.js';
import type { Finding } from './report.js';

/** A record that was read, where it stood; what it refers to is looked up when all records are known. */
export interface Read<T> {
  readonly node: JsonNode;
  readonly record: T;
}

/** The names of its groups are turned into ids later. */
export interface ReadUser extends Read<Omit<User, 'groupIds'>> {
  readonly groups: readonly JsonNode[];
}

/** The principals of its trust policy are looked up later. */
export interface ReadRole extends Read<Omit<Role, 'trust'>> {
  readonly trust: string;
  readonly profiles: readonly Read<InstanceProfile>[];
  readonly lastUse: LastUse | undefined;
}

export function readUser(node: JsonNode, findings: Finding[]): ReadUser {
  tellIgnored('UserDetail', node, findings);
  const entity = readEntity(node, 'user', ['UserName', 'UserId', 'UserPolicyList'], findings);
  const groups = items(member(node, 'GroupList'));
  return { node, record: { ...entity, tags: tagsOf(node), boundary: boundaryOf(node) }, groups };
}

export function readGroup(node: JsonNode, findings: Finding[]): Read<Group> {
  tellIgnored('GroupDetail', node, findings);
  return { node, record: readEntity(node, 'group', ['GroupName', 'GroupId', 'GroupPolicyList'], findings) };
}

/** An hour is what a role's sessions last at most unless it was set otherwise, which the file does not tell. */
export const ASSUMED_SESSION_DURATION = 3600;

export function readRole(node: JsonNode, findings: Finding[]): ReadRole {
  tellIgnored('RoleDetail', node, findings);
  const entity = readEntity(node, 'role', ['RoleName', 'RoleId', 'RolePolicyList'], findings);
  const use = member(node, 'RoleLastUsed');
  const used = optional(member(use, 'LastUsedDate'), date);
  return {
    node,
    record: {
      ...entity,
      description: undefined,
      maxSessionDuration: ASSUMED_SESSION_DURATION,
      tags: tagsOf(node),
      boundary: boundaryOf(node),
    },
    trust: document(member(node, 'AssumeRolePolicyDocument'), 'trust', findings),
    profiles: records(member(node, 'InstanceProfileList')).map((profile) => readProfile(profile, entity.id, findings)),
    lastUse:
      used === undefined
        ? undefined
        : { date: used, region: optional(member(use, 'Region'), text) ?? '', serviceName: '' },
  };
}

function readProfile(node: JsonNode, roleId: string, findings: Finding[]): Read<InstanceProfile> {
  tellIgnored('InstanceProfile', node, findings);
  const named = readNamed(node, 'instance-profile', 'InstanceProfileName');
  const id = text(member(node, 'InstanceProfileId'));
  const createDate = date(member(node, 'CreateDate'));
  return { node, record: { id, ...named, createDate, roleId, tags: tagsOf(node) } };
}

/** A managed policy of the account's owner or of AWS. */
export type ReadPolicy =
  | { readonly owner: 'customer'; readonly read: Read<CustomerPolicy> }
  | { readonly owner: 'aws'; readonly read: Read<KeptAwsPolicy> };

export function readPolicy(node: JsonNode, findings: Finding[]): ReadPolicy {
  tellIgnored('ManagedPolicyDetail', node, findings);
  const named = readNamed(node, 'policy', 'PolicyName');
  const versions = readVersions(node, findings);
  const defaultVersionId = text(member(node, 'DefaultVersionId'));
  if (!versions.some(({ versionId }) => versionId === defaultVersionId))
    wrong(member(node, 'PolicyVersionList'), `has no version \`${defaultVersionId}\`, which is the default`);
  const shared = {
    id: text(member(node, 'PolicyId')),
    ...named,
    description: optional(member(node, 'Description'), anyText),
    createDate: date(member(node, 'CreateDate')),
    updateDate: date(member(node, 'UpdateDate')),
    versions,
    defaultVersionId,
  };
  if (ownerOf(named.arn) === 'aws') {
    const isAttachable = member(node, 'IsAttachable').value !== false;
    return { owner: 'aws', read: { node, record: { ...shared, isAttachable } } };
  }
  const versionCount = Math.max(0, ...versions.map(numberOf));
  return { owner: 'customer', read: { node, record: { ...shared, versionCount, tags: tagsOf(node) } } };
}

function readVersions(node: JsonNode, findings: Finding[]): readonly PolicyVersion[] {
  const versions = records(member(node, 'PolicyVersionList')).map((version) => {
    const id = member(version, 'VersionId');
    const versionId = text(id);
    if (versionId !== '' && !/^v[1-9]\d*$/.test(versionId))
      wrong(id, `is \`${versionId}\`; versions are \`v1\`, \`v2\` ...`);
    return {
      versionId,
      document: document(member(version, 'Document'), 'identity', findings),
      createDate: date(member(version, 'CreateDate')),
    };
  });
  return versions.sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf({ versionId }: PolicyVersion): number {
  return Number(versionId.slice(1));
}

function readEntity(
  node: JsonNode,
  kind: ArnKind,
  [nameMember, idMember, policiesMember]: readonly [string, string, string],
  findings: Finding[],
): Entity {
  return {
    id: text(member(node, idMember)),
    ...readNamed(node, kind, nameMember),
    createDate: date(member(node, 'CreateDate')),
    inlinePolicies: readInlinePolicies(member(node, policiesMember), findings),
    attachedPolicies: records(member(node, 'AttachedManagedPolicies')).map((it) => text(member(it, 'PolicyArn'))),
  };
}

function readNamed(node: JsonNode, kind: ArnKind, nameMember: string) {
  const name = text(member(node, nameMember));
  const path = text(member(node, 'Path'));
  return { name, path, arn: checkArn(member(node, 'Arn'), kind, { name, path }) };
}

function readInlinePolicies(node: JsonNode, findings: Finding[]): readonly InlinePolicy[] {
  return records(node).map((policy) => ({
    name: text(member(policy, 'PolicyName')),
    document: document(member(policy, 'PolicyDocument'), 'identity', findings),
  }));
}

function boundaryOf(node: JsonNode): string | undefined {
  return optional(member(node, 'PermissionsBoundary'), (it) => text(member(it, 'PermissionsBoundaryArn')));
}

function tagsOf(node: JsonNode): readonly Tag[] {
  return records(member(node, 'Tags')).map((tag) => ({
    Key: text(member(tag, 'Key')),
    Value: anyText(member(tag, 'Value')),
  }));
}
