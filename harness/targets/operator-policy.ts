import { arnsOfRun, attachableArns, guardArns } from './guard-boundary.js';

/** What a run looks at outside of itself: what is left of others, the account's alias, its own permissions. */
const LOOKS = [
  'iam:GetGroup',
  'iam:GetInstanceProfile',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetServerCertificate',
  'iam:GetUser',
  'iam:List*',
  'iam:SimulatePrincipalPolicy',
  's3:ListAllMyBuckets',
];

/** What takes a principal that has the guard. */
const GIVES_TO_PRINCIPALS = [
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateRole',
  'iam:CreateUser',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
];

const MAKES_AND_REMOVES = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:CreateAccessKey',
  'iam:CreateGroup',
  'iam:CreateInstanceProfile',
  'iam:CreatePolicy',
  'iam:DeactivateMFADevice',
  'iam:Delete*',
  'iam:Detach*',
  'iam:GetGroupPolicy',
  'iam:GetRolePolicy',
  'iam:GetUserPolicy',
  'iam:PutGroupPolicy',
  'iam:RemoveRoleFromInstanceProfile',
  'iam:RemoveUserFromGroup',
  'iam:TagInstanceProfile',
  'iam:TagPolicy',
  'iam:TagRole',
  'iam:TagUser',
  's3:AbortMultipartUpload',
  's3:CreateBucket',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketTagging',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:TagResource',
];

const CHANGES_GUARDS = [
  'iam:CreatePolicyVersion',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteUserPermissionsBoundary',
  'iam:PutRolePermissionsBoundary',
  'iam:PutUserPermissionsBoundary',
];

/**
 * The policy of whoever runs rehearsals in a real account, and all that a run and a sweep need: it makes users and roles of any run
 * only with the run's guard as their permissions boundary, attaches to them only policies of runs and of AWS, and neither changes a guard nor
 * takes it away.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function operatorPolicy(account: string): object {
  const of = (arn: string) => arn.replace('::*:', `::${account}:`);
  const everyRun = arnsOfRun('*').map(of);
  const guards = of(guardArns('*'));
  const principals = everyRun.filter((arn) => /:(user|role)\//.test(arn));
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Look', Effect: 'Allow', Action: LOOKS, Resource: '*' },
      { Sid: 'MakeAndRemove', Effect: 'Allow', Action: MAKES_AND_REMOVES, Resource: everyRun },
      {
        Sid: 'MakePrincipalsWithinTheGuard',
        Effect: 'Allow',
        Action: GIVES_TO_PRINCIPALS,
        Resource: principals,
        Condition: { ArnLike: { 'iam:PermissionsBoundary': guards } },
      },
      {
        Sid: 'AttachNothingOfOthers',
        Effect: 'Deny',
        Action: ['iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'iam:AttachUserPolicy'],
        Resource: everyRun.filter((arn) => /:(user|role|group)\//.test(arn)),
        Condition: { ArnNotLike: { 'iam:PolicyARN': attachableArns('*').map(of) } },
      },
      { Sid: 'KeepTheGuard', Effect: 'Deny', Action: CHANGES_GUARDS, Resource: [guards, ...principals] },
    ],
  };
}
