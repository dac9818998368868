import {
  type AclGrant,
  type AclPermission,
  ALL_USERS,
  AUTHENTICATED_USERS,
  type Grantee,
  isPublicGrant,
  LOG_DELIVERY,
  ownersOwn,
} from '../../account/bucket-acls.js';
import { canonicalUserId } from '../../account/canonical-user.js';
import { AwsError } from '../../aws/errors.js';
import { type AclPolicy, type CanonicalUsers, grantsOfHeader, grantsOfPolicy } from './acl-grants.js';
import { invalidArgument, invalidRequest } from './errors.js';

/** The members of a request that give access by an ACL, of an object or a bucket. */
export interface AclInput {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
  readonly AccessControlPolicy?: AclPolicy | undefined;
}

const GRANTS = {
  GrantFullControl: ['x-amz-grant-full-control', 'FULL_CONTROL'],
  GrantRead: ['x-amz-grant-read', 'READ'],
  GrantReadACP: ['x-amz-grant-read-acp', 'READ_ACP'],
  GrantWrite: ['x-amz-grant-write', 'WRITE'],
  GrantWriteACP: ['x-amz-grant-write-acp', 'WRITE_ACP'],
} as const satisfies Partial<Record<keyof AclInput, readonly [string, AclPermission]>>;

type GrantMember = keyof typeof GRANTS;

/** The condition keys of an ACL. */
export function aclKeys(input: AclInput): Readonly<Record<string, string | undefined>> {
  const grants = grantMembers(input).map((member) => [`s3:${GRANTS[member][0]}`, input[member]]);
  return { 's3:x-amz-acl': input.ACL, ...Object.fromEntries(grants) };
}

export function givesAcl(input: AclInput): boolean {
  return input.ACL !== undefined || grantMembers(input).length > 0;
}

/** Whether a new bucket's ACL asks for more than the owner's own access, which takes s3:PutBucketAcl. */
export function givesBucketAcl(input: AclInput): boolean {
  return (input.ACL !== undefined && input.ACL !== 'private') || grantMembers(input).length > 0;
}

/** Whose access an ACL is about. */
export interface AclPlace {
  readonly owner: string;
  /** Undefined for the ACL of a bucket. */
  readonly bucketOwner: string | undefined;
}

type CannedGrants = (place: AclPlace) => readonly AclGrant[];

const group = (uri: Extract<Grantee, { kind: 'group' }>['uri'], ...permissions: readonly AclPermission[]) =>
  permissions.map((permission): AclGrant => ({ grantee: { kind: 'group', uri }, permission }));

/** The canonical user of Amazon EC2. */
const EC2 = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c';

/** Beside FULL_CONTROL for the owner: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const CANNED: Readonly<Record<string, CannedGrants>> = {
  private: () => [],
  'public-read': () => group(ALL_USERS, 'READ'),
  'public-read-write': () => group(ALL_USERS, 'READ', 'WRITE'),
  'authenticated-read': () => group(AUTHENTICATED_USERS, 'READ'),
  'aws-exec-read': () => [{ grantee: { kind: 'account', canonicalUserId: EC2 }, permission: 'READ' }],
  'log-delivery-write': ({ bucketOwner }) =>
    bucketOwner === undefined ? group(LOG_DELIVERY, 'WRITE', 'READ_ACP') : [],
  'bucket-owner-read': (place) => toBucketOwner(place, 'READ'),
  'bucket-owner-full-control': (place) => toBucketOwner(place, 'FULL_CONTROL'),
};

function toBucketOwner({ owner, bucketOwner }: AclPlace, permission: AclPermission): readonly AclGrant[] {
  if (bucketOwner === undefined || bucketOwner === owner) return [];
  return [{ grantee: { kind: 'account', canonicalUserId: canonicalUserId(bucketOwner) }, permission }];
}

/**
 * The ACL that a request sets, in whichever of the three forms; undefined where it sets none.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
 */
export function requestedAcl(input: AclInput, place: AclPlace, users: CanonicalUsers): readonly AclGrant[] | undefined {
  refuseTwoForms(input);
  if (input.ACL !== undefined) {
    const canned = Object.hasOwn(CANNED, input.ACL) ? CANNED[input.ACL] : undefined;
    if (!canned) throw invalidArgument('x-amz-acl', '', input.ACL);
    return [...ownersOwn(place.owner), ...canned(place)];
  }
  const members = grantMembers(input);
  if (members.length > 0)
    return members.flatMap((member) => {
      const [header, permission] = GRANTS[member];
      return grantsOfHeader(header, permission, input[member] ?? '', users);
    });
  return input.AccessControlPolicy && grantsOfPolicy(input.AccessControlPolicy, place.owner, users);
}

export function isPublicAcl(grants: readonly AclGrant[]): boolean {
  return grants.some(isPublicGrant);
}

/** Where the owner of a bucket owns all objects, as in every new one, ACLs are off: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export function aclsNotSupported(): AwsError {
  return new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

export function bucketAclWithEnforcedOwnership(): AwsError {
  return new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

function refuseTwoForms(input: AclInput): void {
  const hasGrants = grantMembers(input).length > 0;
  if (input.ACL !== undefined && hasGrants)
    throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  if (input.AccessControlPolicy !== undefined && (input.ACL !== undefined || hasGrants))
    throw new AwsError('UnexpectedContent', 'This request does not support content');
}

function grantMembers(input: AclInput): readonly GrantMember[] {
  return (Object.keys(GRANTS) as GrantMember[]).filter((member) => input[member] !== undefined);
}
