import * as iam from '@aws-sdk/client-iam';
import { BOUNDARY, DOCUMENT, type Made, OTHER_POLICY, Path, Tags, trusting } from './operations-need-parts.fixture.js';
import { rowsOf } from './operations-need-rows.fixture.js';

const UserName = 'it';
const GroupName = 'it';
const RoleName = 'it';
const PolicyName = 'it';
const InstanceProfileName = 'it';
const TagKeys = ['team'];
const policy = ({ arn }: Made) => ({ PolicyArn: arn('policy/x/it') });
const withPolicy = (input: object) => (made: Made) => ({ ...policy(made), ...input });
const attached = { PolicyArn: BOUNDARY };
const bounded = { PermissionsBoundary: OTHER_POLICY };
const NEW_ROLE = (made: Made) => ({ RoleName, Path, AssumeRolePolicyDocument: trusting(made.account), ...bounded });

/**
 * Users, groups, roles, policies and instance profiles.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ENTITY_ROWS = rowsOf('iam', [
  [iam.CreateUserCommand, { UserName, Path, ...bounded }, '', 'user/x/it'],
  [iam.CreateUserCommand, { UserName, Path, Tags }, '', 'user/x/it', ['iam:TagUser', 'user/x/it']],
  [iam.GetUserCommand, { UserName }, 'user', 'user/x/it'],
  [iam.GetUserCommand, {}, '', 'user/caller'],
  [iam.ListUsersCommand, {}, '', 'user/'],
  [iam.ListUsersCommand, { PathPrefix: '/x/' }, '', 'user/x/'],
  [iam.UpdateUserCommand, { UserName, NewUserName: 'new' }, 'user', 'user/x/it', ['iam:UpdateUser', 'user/x/new']],
  [iam.DeleteUserCommand, { UserName }, 'user', 'user/x/it'],
  [iam.TagUserCommand, { UserName, Tags }, 'user', 'user/x/it'],
  [iam.UntagUserCommand, { UserName, TagKeys }, 'user', 'user/x/it'],
  [iam.ListUserTagsCommand, { UserName }, 'user', 'user/x/it'],
  [iam.PutUserPermissionsBoundaryCommand, { UserName, ...bounded }, 'user', 'user/x/it'],
  [iam.DeleteUserPermissionsBoundaryCommand, { UserName }, 'user', 'user/x/it'],
  [iam.AttachUserPolicyCommand, { UserName, ...attached }, 'user', 'user/x/it'],
  [iam.DetachUserPolicyCommand, { UserName, ...attached }, 'user userAttachment', 'user/x/it'],
  [iam.ListAttachedUserPoliciesCommand, { UserName }, 'user', 'user/x/it'],
  [iam.PutUserPolicyCommand, { UserName, PolicyName, PolicyDocument: DOCUMENT }, 'user', 'user/x/it'],
  [iam.GetUserPolicyCommand, { UserName, PolicyName }, 'user userInline', 'user/x/it'],
  [iam.ListUserPoliciesCommand, { UserName }, 'user', 'user/x/it'],
  [iam.DeleteUserPolicyCommand, { UserName, PolicyName }, 'user userInline', 'user/x/it'],
  [iam.ListGroupsForUserCommand, { UserName }, 'user', 'user/x/it'],

  [iam.CreateGroupCommand, { GroupName, Path }, '', 'group/x/it'],
  [iam.GetGroupCommand, { GroupName }, 'group', 'group/x/it'],
  [iam.ListGroupsCommand, {}, '', 'group/'],
  [
    iam.UpdateGroupCommand,
    { GroupName, NewGroupName: 'new' },
    'group',
    'group/x/it',
    ['iam:UpdateGroup', 'group/x/new'],
  ],
  [iam.DeleteGroupCommand, { GroupName }, 'group', 'group/x/it'],
  [iam.AddUserToGroupCommand, { GroupName, UserName }, 'user group', 'group/x/it'],
  [iam.RemoveUserFromGroupCommand, { GroupName, UserName }, 'user group member', 'group/x/it'],
  [iam.AttachGroupPolicyCommand, { GroupName, ...attached }, 'group', 'group/x/it'],
  [iam.DetachGroupPolicyCommand, { GroupName, ...attached }, 'group groupAttachment', 'group/x/it'],
  [iam.ListAttachedGroupPoliciesCommand, { GroupName }, 'group', 'group/x/it'],
  [iam.PutGroupPolicyCommand, { GroupName, PolicyName, PolicyDocument: DOCUMENT }, 'group', 'group/x/it'],
  [iam.GetGroupPolicyCommand, { GroupName, PolicyName }, 'group groupInline', 'group/x/it'],
  [iam.ListGroupPoliciesCommand, { GroupName }, 'group', 'group/x/it'],
  [iam.DeleteGroupPolicyCommand, { GroupName, PolicyName }, 'group groupInline', 'group/x/it'],

  [iam.CreateRoleCommand, NEW_ROLE, '', 'role/x/it'],
  [iam.CreateRoleCommand, (made: Made) => ({ ...NEW_ROLE(made), Tags }), '', 'role/x/it', ['iam:TagRole', 'role/x/it']],
  [iam.GetRoleCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.ListRolesCommand, {}, '', 'role/'],
  [iam.UpdateRoleCommand, { RoleName, MaxSessionDuration: 7200 }, 'role', 'role/x/it'],
  [iam.UpdateRoleDescriptionCommand, { RoleName, Description: 'new' }, 'role', 'role/x/it'],
  [
    iam.UpdateAssumeRolePolicyCommand,
    ({ account }: Made) => ({ RoleName, PolicyDocument: trusting(account) }),
    'role',
    'role/x/it',
  ],
  [iam.DeleteRoleCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.TagRoleCommand, { RoleName, Tags }, 'role', 'role/x/it'],
  [iam.UntagRoleCommand, { RoleName, TagKeys }, 'role', 'role/x/it'],
  [iam.ListRoleTagsCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.PutRolePermissionsBoundaryCommand, { RoleName, ...bounded }, 'role', 'role/x/it'],
  [iam.DeleteRolePermissionsBoundaryCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.AttachRolePolicyCommand, { RoleName, ...attached }, 'role', 'role/x/it'],
  [iam.DetachRolePolicyCommand, { RoleName, ...attached }, 'role roleAttachment', 'role/x/it'],
  [iam.ListAttachedRolePoliciesCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.PutRolePolicyCommand, { RoleName, PolicyName, PolicyDocument: DOCUMENT }, 'role', 'role/x/it'],
  [iam.GetRolePolicyCommand, { RoleName, PolicyName }, 'role roleInline', 'role/x/it'],
  [iam.ListRolePoliciesCommand, { RoleName }, 'role', 'role/x/it'],
  [iam.DeleteRolePolicyCommand, { RoleName, PolicyName }, 'role roleInline', 'role/x/it'],

  [iam.CreatePolicyCommand, { PolicyName, Path, PolicyDocument: DOCUMENT }, '', 'policy/x/it'],
  [
    iam.CreatePolicyCommand,
    { PolicyName, Path, PolicyDocument: DOCUMENT, Tags },
    '',
    'policy/x/it',
    ['iam:TagPolicy', 'policy/x/it'],
  ],
  [iam.GetPolicyCommand, policy, 'policy', 'policy/x/it'],
  [iam.GetPolicyCommand, attached, '', BOUNDARY],
  [iam.ListPoliciesCommand, {}, '', 'policy/'],
  [iam.DeletePolicyCommand, policy, 'policy', 'policy/x/it'],
  [iam.TagPolicyCommand, withPolicy({ Tags }), 'policy', 'policy/x/it'],
  [iam.UntagPolicyCommand, withPolicy({ TagKeys }), 'policy', 'policy/x/it'],
  [iam.ListPolicyTagsCommand, policy, 'policy', 'policy/x/it'],
  [iam.CreatePolicyVersionCommand, withPolicy({ PolicyDocument: DOCUMENT }), 'policy', 'policy/x/it'],
  [iam.GetPolicyVersionCommand, withPolicy({ VersionId: 'v1' }), 'policy', 'policy/x/it'],
  [iam.ListPolicyVersionsCommand, policy, 'policy', 'policy/x/it'],
  [iam.SetDefaultPolicyVersionCommand, withPolicy({ VersionId: 'v2' }), 'policy version', 'policy/x/it'],
  [iam.DeletePolicyVersionCommand, withPolicy({ VersionId: 'v2' }), 'policy version', 'policy/x/it'],
  [iam.ListEntitiesForPolicyCommand, policy, 'policy', 'policy/x/it'],

  [iam.CreateInstanceProfileCommand, { InstanceProfileName, Path }, '', 'instance-profile/x/it'],
  [
    iam.CreateInstanceProfileCommand,
    { InstanceProfileName, Path, Tags },
    '',
    'instance-profile/x/it',
    ['iam:TagInstanceProfile', 'instance-profile/x/it'],
  ],
  [iam.GetInstanceProfileCommand, { InstanceProfileName }, 'profile', 'instance-profile/x/it'],
  [iam.ListInstanceProfilesCommand, {}, '', 'instance-profile/'],
  [iam.ListInstanceProfilesForRoleCommand, { RoleName }, 'role', 'role/x/it'],
  [
    iam.AddRoleToInstanceProfileCommand,
    { InstanceProfileName, RoleName },
    'role profile',
    'instance-profile/x/it',
    ['iam:PassRole', 'role/x/it'],
  ],
  [
    iam.RemoveRoleFromInstanceProfileCommand,
    { InstanceProfileName, RoleName },
    'role profile roleInProfile',
    'instance-profile/x/it',
  ],
  [iam.DeleteInstanceProfileCommand, { InstanceProfileName }, 'profile', 'instance-profile/x/it'],
  [iam.TagInstanceProfileCommand, { InstanceProfileName, Tags }, 'profile', 'instance-profile/x/it'],
  [iam.UntagInstanceProfileCommand, { InstanceProfileName, TagKeys }, 'profile', 'instance-profile/x/it'],
  [iam.ListInstanceProfileTagsCommand, { InstanceProfileName }, 'profile', 'instance-profile/x/it'],
]);
