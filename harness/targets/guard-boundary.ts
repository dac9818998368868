import type { Naming } from './target.js';

interface DenyStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: string;
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What only reads, and what opens sessions that keep the boundary of whoever opened them. Nothing here gives away other credentials. */
const HARMLESS = [
  'iam:Get*',
  'iam:List*',
  'iam:Simulate*',
  'iam:Generate*',
  's3:GetAccountPublicAccessBlock',
  's3:GetBucket*',
  's3:GetObject*',
  's3:Get*Configuration',
  's3:List*',
  'sts:DecodeAuthorizationMessage',
  'sts:GetAccessKeyInfo',
  'sts:GetCallerIdentity',
  'sts:GetFederationToken',
  'sts:GetScopedCredentials',
  'sts:GetSessionToken',
  'sts:SetContext',
  'sts:SetSourceIdentity',
  'sts:TagSession',
];

/** What has a path in its ARN. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-resources-for-iam-policies */
const WITH_PATH = ['user', 'group', 'role', 'policy', 'instance-profile', 'mfa', 'server-certificate'];

/** The ARNs that guard boundaries of a run, or of any run with `*`, may have. */
export function guardArns(run: string): string {
  return `arn:aws:iam::*:policy/iam-rehearsal/${run}/iamr-${run}-guard*`;
}

/** What a run makes, in whichever account. */
export function arnsOfRun(run: string): readonly string[] {
  return [
    ...WITH_PATH.map((type) => `arn:aws:iam::*:${type}/iam-rehearsal/${run}/*`),
    `arn:aws:s3:::iamr-${run}-*`, // a `*` goes on over `/`: the objects too
  ];
}

/**
 * The managed policies that a run, or any run with `*`, may attach: its own, and those of AWS, which nobody in the account wrote. A policy of
 * others is theirs to give: it is looked at in the request, since IAM authorizes attaching on the principal alone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-controlling-access-to.html
 */
export function attachableArns(run: string): readonly string[] {
  return ['arn:aws:iam::aws:policy/*', `arn:aws:iam::*:policy/iam-rehearsal/${run}/*`];
}

/**
 * The Denies that keep a principal of a run among what the run made, whatever else it is allowed: no change, no PassRole and no
 * AssumeRole elsewhere, nothing at all of other services; and no way out: who is made has such a boundary too, and it is neither
 * taken away nor rewritten.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function guardStatements(run: string): readonly DenyStatement[] {
  return [
    { Sid: 'RehearsalGuardRun', Effect: 'Deny', NotAction: HARMLESS, NotResource: arnsOfRun(run) },
    {
      Sid: 'RehearsalGuardPrincipals',
      Effect: 'Deny',
      Action: ['iam:CreateRole', 'iam:CreateUser', 'iam:PutRolePermissionsBoundary', 'iam:PutUserPermissionsBoundary'],
      Resource: '*',
      Condition: { ArnNotLike: { 'iam:PermissionsBoundary': guardArns(run) } },
    },
    {
      Sid: 'RehearsalGuardBoundaries',
      Effect: 'Deny',
      Action: ['iam:DeleteRolePermissionsBoundary', 'iam:DeleteUserPermissionsBoundary'],
      Resource: '*',
    },
    {
      Sid: 'RehearsalGuardItself',
      Effect: 'Deny',
      Action: [
        'iam:CreatePolicy*',
        'iam:DeletePolicy*',
        'iam:SetDefaultPolicyVersion',
        'iam:TagPolicy',
        'iam:UntagPolicy',
      ],
      Resource: guardArns(run),
    },
    {
      Sid: 'RehearsalGuardAttachments',
      Effect: 'Deny',
      Action: ['iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'iam:AttachUserPolicy'],
      Resource: '*',
      Condition: { ArnNotLike: { 'iam:PolicyARN': attachableArns(run) } },
    },
  ];
}

/** The names of the guard's statements, wherever they are appended: what is only decided leaves them out. */
export const GUARD_SIDS: readonly string[] = guardStatements('').map(({ Sid }) => Sid);

/** A boundary that takes nothing away. */
export const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** A boundary that allows what `document` allows, within the guard; everything unless given. */
export function guardDocument({ run }: Pick<Naming, 'run'>, document: string = EVERYTHING): string {
  const { Statement, ...rest } = JSON.parse(document) as PolicyJson;
  const own = Array.isArray(Statement) ? Statement : [Statement];
  return JSON.stringify({ ...rest, Statement: [...own, ...guardStatements(run)] });
}

/** A policy without the statements of these names, e.g. those that were appended to it. */
export function withoutStatements(sids: readonly string[], document: string): string {
  const { Statement, ...rest } = JSON.parse(document) as PolicyJson;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as readonly { readonly Sid?: string }[];
  const others = statements.filter(({ Sid }) => Sid === undefined || !sids.includes(Sid));
  return JSON.stringify({ ...rest, Statement: others });
}

interface PolicyJson {
  readonly Version?: string;
  /** One, or a list. */
  readonly Statement: unknown;
}
