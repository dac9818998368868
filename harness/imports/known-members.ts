import { isRecord, type JsonNode } from './json-node.js';
import type { Finding } from './report.js';

/**
 * The members that are read, or that follow from others. A newer API may tell more.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
const KNOWN = {
  UserDetail: [
    'Path UserName UserId Arn CreateDate UserPolicyList GroupList AttachedManagedPolicies PermissionsBoundary Tags',
  ],
  GroupDetail: ['Path GroupName GroupId Arn CreateDate GroupPolicyList AttachedManagedPolicies'],
  RoleDetail: [
    'Path RoleName RoleId Arn CreateDate AssumeRolePolicyDocument InstanceProfileList RolePolicyList',
    'AttachedManagedPolicies PermissionsBoundary Tags RoleLastUsed',
  ],
  InstanceProfile: ['Path InstanceProfileName InstanceProfileId Arn CreateDate Roles Tags'],
  ManagedPolicyDetail: [
    'PolicyName PolicyId Arn Path DefaultVersionId AttachmentCount PermissionsBoundaryUsageCount IsAttachable',
    'Description CreateDate UpdateDate PolicyVersionList Tags',
  ],
} as const;

/** Tells of members that are not read, so that nothing is left out silently. */
export function tellIgnored(shape: keyof typeof KNOWN, { value, file, path }: JsonNode, findings: Finding[]): void {
  if (!isRecord(value)) return;
  const known = KNOWN[shape].join(' ').split(' ');
  const ignored = Object.keys(value).filter((name) => !known.includes(name));
  if (ignored.length === 0) return;
  const names = ignored.map((name) => `\`${name}\``).join(', ');
  findings.push({ kind: 'ignored', file, path, message: `${names} of this ${shape} is not read` });
}
