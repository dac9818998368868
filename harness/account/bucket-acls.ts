import { canonicalUserId } from './canonical-user.js';

/** One line of an ACL. A bucket or object whose ACL was never set has none: its owner alone has FULL_CONTROL. */
export interface AclGrant {
  readonly grantee: Grantee;
  readonly permission: AclPermission;
}

/** An account by its canonical user id, or one of S3's predefined groups by its URI. */
export type Grantee =
  | { readonly kind: 'account'; readonly canonicalUserId: string }
  | { readonly kind: 'group'; readonly uri: GroupUri };

export type AclPermission = 'FULL_CONTROL' | 'READ' | 'READ_ACP' | 'WRITE' | 'WRITE_ACP';

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

export type GroupUri = typeof ALL_USERS | typeof AUTHENTICATED_USERS | typeof LOG_DELIVERY;

/** Who owns what an unsigned request wrote. */
export const ANONYMOUS_OWNER = 'anonymous';

export function ownersOwn(owner: string): readonly AclGrant[] {
  const grantee = { kind: 'account', canonicalUserId: canonicalUserId(owner) } as const;
  return [{ grantee, permission: 'FULL_CONTROL' }];
}

/** "Amazon S3 considers a bucket or object ACL public if it grants any permissions to members of the predefined AllUsers or AuthenticatedUsers groups." */
export function isPublicGrant({ grantee }: AclGrant): boolean {
  return grantee.kind === 'group' && grantee.uri !== LOG_DELIVERY;
}

type Actions = Readonly<Record<Exclude<AclPermission, 'FULL_CONTROL'>, readonly string[]>>;

/**
 * What each permission of an ACL lets its grantee do.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping
 */
const BUCKET_ACTIONS: Actions = {
  READ: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  READ_ACP: ['s3:GetBucketAcl'],
  WRITE: ['s3:PutObject', 's3:DeleteObject'],
  WRITE_ACP: ['s3:PutBucketAcl'],
};

const OBJECT_ACTIONS: Actions = {
  READ: ['s3:GetObject', 's3:GetObjectVersion'],
  READ_ACP: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  WRITE: [],
  WRITE_ACP: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
};

const OF_OBJECTS: ReadonlySet<string> = new Set(Object.values(OBJECT_ACTIONS).flat());

/** Whether the ACL of the object, and not that of its bucket, speaks about an action. */
export function isDecidedByObject(action: string): boolean {
  return OF_OBJECTS.has(action);
}

/**
 * Whether an ACL lets an account do something; undefined stands for an unsigned caller. Public grants do not count where they
 * are ignored.
 */
export function aclAllows(
  grants: readonly AclGrant[],
  action: string,
  account: string | undefined,
  { ignorePublic }: { readonly ignorePublic: boolean },
): boolean {
  const actions = isDecidedByObject(action) ? OBJECT_ACTIONS : BUCKET_ACTIONS;
  return grants.some((grant) => {
    if (ignorePublic && isPublicGrant(grant)) return false;
    const { permission } = grant;
    const given = permission === 'FULL_CONTROL' ? Object.values(actions).flat() : actions[permission];
    return given.includes(action) && isMember(grant.grantee, account);
  });
}

function isMember(grantee: Grantee, account: string | undefined): boolean {
  if (grantee.kind === 'account') return account !== undefined && grantee.canonicalUserId === canonicalUserId(account);
  if (grantee.uri === ALL_USERS) return true;
  return grantee.uri === AUTHENTICATED_USERS && account !== undefined;
}
