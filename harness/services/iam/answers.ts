import type * as iam from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import type { Group } from '../../account/groups.js';
import type { Role } from '../../account/roles.js';
import { trustDocument } from '../../account/trust.js';
import type { User } from '../../account/users.js';
import { encodeDocument } from './documents.js';

/** A user as listings show it: "this operation does not return tags" or the boundary, says AWS of ListUsers. */
export function userAnswer(user: User): iam.User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createDate),
  };
}

export function groupAnswer(group: Group): iam.Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.createDate),
  };
}

/** What every operation that answers with a role tells of it. */
export function roleAnswer(role: Role, accounts: Accounts): iam.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encodeDocument(trustDocument(role.trust, accounts)),
  };
}

/** A role as ListRoles shows it. */
export function listedRoleAnswer(role: Role, accounts: Accounts): iam.Role {
  return {
    ...roleAnswer(role, accounts),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** The template that AcquireRole made a role from. */
export function sourceTemplateAnswer(role: Role, account: Account): Pick<iam.Role, 'SourceRoleTemplate'> {
  const source = account.roleSources.get(role.id);
  if (source === undefined) return {};
  return { SourceRoleTemplate: { TemplateArn: source.templateArn, TemplateMinorVersion: source.minorVersion } };
}

/** When and where a role was last used; empty for one that never was. */
export function roleLastUsedAnswer(role: Role, account: Account): iam.RoleLastUsed {
  const use = account.lastUses.get(role.id);
  return use ? { LastUsedDate: new Date(use.date), Region: use.region } : {};
}

/** The members that are there only if the entity has a boundary, or tags. */
export function boundaryAndTags(
  entity: Pick<User, 'boundary' | 'tags'>,
): Pick<iam.User, 'PermissionsBoundary' | 'Tags'> {
  return {
    ...(entity.boundary === undefined ? {} : { PermissionsBoundary: boundaryAnswer(entity.boundary) }),
    ...(entity.tags.length === 0 ? {} : { Tags: [...entity.tags] }),
  };
}

/** On the wire the type is `Policy` (recorded), which the SDK's enum calls `PermissionsBoundaryPolicy`. */
function boundaryAnswer(arn: string): iam.AttachedPermissionsBoundary {
  return {
    PermissionsBoundaryType: 'Policy' as iam.PermissionsBoundaryAttachmentType,
    PermissionsBoundaryArn: arn,
  };
}
