import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { RehearsalAccount, User } from './account.js';

export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
export const ALLOW_ALL = document({ Effect: 'Allow', Action: '*', Resource: '*' });
export const trusting = (account: string) =>
  document({ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' });
export const UserName = 'foreign';
export const RoleName = 'foreign';
export const Bucket = 'foreign-bucket';

type Call = (admin: User, account: RehearsalAccount) => Promise<unknown>;
const byIam =
  (command: (account: RehearsalAccount, admin: User) => object): Call =>
  (admin, account) =>
    admin.client(iam.IAMClient).send(command(account, admin) as iam.GetUserCommand);
const byS3 =
  (command: object): Call =>
  (admin) =>
    admin.client(s3.S3Client).send(command as s3.ListBucketsCommand);
const guardOf = ({ guarded }: RehearsalAccount) => guarded.PermissionsBoundary;
const local = ({ id }: RehearsalAccount, type: string) => `arn:aws:iam::${id}:${type}/foreign`;

/** What the administrator of a run tries in an account of others, and on its own guard. */
export const FORBIDDEN: readonly (readonly [string, Call])[] = [
  ['delete a user', byIam(() => new iam.DeleteUserCommand({ UserName }))],
  ['give a user a key', byIam(() => new iam.CreateAccessKeyCommand({ UserName }))],
  ['give a user a policy', byIam(() => new iam.AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR }))],
  [
    'give its own user a policy of others',
    byIam(
      (account, { name }) => new iam.AttachUserPolicyCommand({ UserName: name, PolicyArn: local(account, 'policy') }),
    ),
  ],
  [
    'rename a user',
    byIam(({ name, path }) => new iam.UpdateUserCommand({ UserName, NewUserName: name('u'), NewPath: path })),
  ],
  ['tag a user as its own', byIam(({ placed }) => new iam.TagUserCommand({ UserName, Tags: placed.Tags }))],
  [
    'change the trust of a role',
    byIam(({ id }) => new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting(id) })),
  ],
  [
    'write into a role',
    byIam(() => new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: ALLOW_ALL })),
  ],
  ['delete a role', byIam(() => new iam.DeleteRoleCommand({ RoleName }))],
  [
    'write into a group',
    byIam(() => new iam.PutGroupPolicyCommand({ GroupName: 'foreign', PolicyName: 'p', PolicyDocument: ALLOW_ALL })),
  ],
  [
    'rewrite a policy',
    byIam(
      (account) =>
        new iam.CreatePolicyVersionCommand({
          PolicyArn: local(account, 'policy'),
          PolicyDocument: ALLOW_ALL,
          SetAsDefault: true,
        }),
    ),
  ],
  [
    'make a user outside',
    byIam(
      (account) => new iam.CreateUserCommand({ UserName: account.name('u'), PermissionsBoundary: guardOf(account) }),
    ),
  ],
  [
    'make a role outside',
    byIam(
      (account) =>
        new iam.CreateRoleCommand({
          RoleName: account.name('r'),
          AssumeRolePolicyDocument: trusting(account.id),
          PermissionsBoundary: guardOf(account),
        }),
    ),
  ],
  ['rename the account', byIam(() => new iam.CreateAccountAliasCommand({ AccountAlias: 'mine' }))],
  ['change how passwords are', byIam(() => new iam.UpdateAccountPasswordPolicyCommand({}))],
  [
    'trust an identity provider',
    byIam(
      () =>
        new iam.CreateOpenIDConnectProviderCommand({ Url: 'https://issuer.example', ThumbprintList: ['0'.repeat(40)] }),
    ),
  ],
  ['put an object', byS3(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'y' }))],
  ['delete an object', byS3(new s3.DeleteObjectCommand({ Bucket, Key: 'k' }))],
  ['write the policy of a bucket', byS3(new s3.PutBucketPolicyCommand({ Bucket, Policy: '{}' }))],
  ['delete a bucket', byS3(new s3.DeleteBucketCommand({ Bucket }))],
  ['make a bucket outside', byS3(new s3.CreateBucketCommand({ Bucket: 'no-name-of-a-run' }))],
  [
    'assume a role',
    (admin, account) =>
      admin.client(STSClient).send(new AssumeRoleCommand({ RoleArn: local(account, 'role'), RoleSessionName: 'me' })),
  ],
  [
    'make a user without a boundary',
    byIam(({ name, placed }) => new iam.CreateUserCommand({ UserName: name('u'), ...placed })),
  ],
  [
    'make a user with another boundary',
    byIam(
      ({ name, placed }) =>
        new iam.CreateUserCommand({ UserName: name('u'), ...placed, PermissionsBoundary: ADMINISTRATOR }),
    ),
  ],
  [
    'make a role without a boundary',
    byIam(
      ({ id, name, placed }) =>
        new iam.CreateRoleCommand({ RoleName: name('r'), AssumeRolePolicyDocument: trusting(id), ...placed }),
    ),
  ],
  [
    'take its own boundary away',
    byIam((_, { name }) => new iam.DeleteUserPermissionsBoundaryCommand({ UserName: name })),
  ],
  [
    'give itself another boundary',
    byIam(
      (_, { name }) =>
        new iam.PutUserPermissionsBoundaryCommand({ UserName: name, PermissionsBoundary: ADMINISTRATOR }),
    ),
  ],
  [
    'rewrite its boundary',
    byIam(
      (account) =>
        new iam.CreatePolicyVersionCommand({
          PolicyArn: guardOf(account),
          PolicyDocument: ALLOW_ALL,
          SetAsDefault: true,
        }),
    ),
  ],
  [
    'make a boundary that looks like the guard',
    byIam(
      ({ name, placed }) =>
        new iam.CreatePolicyCommand({ PolicyName: name('guard'), ...placed, PolicyDocument: ALLOW_ALL }),
    ),
  ],
  ['delete its boundary', byIam((account) => new iam.DeletePolicyCommand({ PolicyArn: guardOf(account) }))],
];
