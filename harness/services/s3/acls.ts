import type { ObjectCannedACL } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { AwsError } from '../../aws/errors.js';
import { invalidRequest } from './errors.js';

/** The members of a request that give access by an ACL, of an object or a bucket. */
export interface AclInput {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

const GRANTS = {
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWrite: 'x-amz-grant-write',
  GrantWriteACP: 'x-amz-grant-write-acp',
} as const satisfies Partial<Record<keyof AclInput, string>>;

/** What any bucket takes: it gives the owner of the bucket what they have anyway. */
const OWNERS_OWN: ObjectCannedACL = 'bucket-owner-full-control';

/** The condition keys of an ACL. */
export function aclKeys(input: AclInput): Readonly<Record<string, string | undefined>> {
  const grants = grantsOf(input).map(([member, header]) => [`s3:${header}`, input[member]]);
  return { 's3:x-amz-acl': input.ACL, ...Object.fromEntries(grants) };
}

export function givesAcl(input: AclInput): boolean {
  return input.ACL !== undefined || grantsOf(input).length > 0;
}

/** Whether a new bucket's ACL asks for more than the owner's own access, which takes s3:PutBucketAcl. */
export function givesBucketAcl(input: AclInput): boolean {
  return (input.ACL !== undefined && input.ACL !== 'private') || grantsOf(input).length > 0;
}

const PUBLIC: ReadonlySet<string> = new Set<ObjectCannedACL>([
  'public-read',
  'public-read-write',
  'authenticated-read',
]);
const EVERYONE = /acs\.amazonaws\.com\/groups\/global\/(?:AllUsers|AuthenticatedUsers)/;

/** "Amazon S3 considers a bucket or object ACL public if it grants any permissions to members of the predefined AllUsers or AuthenticatedUsers groups." */
export function isPublicAcl(input: AclInput & { readonly AccessControlPolicy?: unknown }): boolean {
  if (input.ACL !== undefined && PUBLIC.has(input.ACL)) return true;
  if (EVERYONE.test(JSON.stringify(input.AccessControlPolicy) ?? '')) return true;
  return grantsOf(input).some(([member]) => EVERYONE.test(input[member] ?? ''));
}

/**
 * ACLs are off in a bucket whose owner owns all objects, as in every new one; and the emulator does not evaluate them where
 * they are on.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export function refuseBucketAcl(input: AclInput, ownership: Bucket['objectOwnership']): void {
  refuseTwoForms(input);
  if (!givesBucketAcl(input)) return;
  if (ownership !== 'BucketOwnerEnforced') throw aclsNotEmulated(input);
  throw new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

export function refuseObjectAcl(input: AclInput, { objectOwnership }: Bucket): void {
  refuseTwoForms(input);
  if (!givesAcl(input)) return;
  if (objectOwnership !== 'BucketOwnerEnforced') throw aclsNotEmulated(input);
  if (input.ACL !== OWNERS_OWN) throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

function refuseTwoForms(input: AclInput): void {
  if (input.ACL !== undefined && grantsOf(input).length > 0)
    throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
}

/** ACLs that are on are the business of another target. */
export function aclsNotEmulated(input: AclInput): AwsError {
  const header = input.ACL === undefined ? (grantsOf(input)[0]?.[1] ?? '') : 'x-amz-acl';
  const message = `\`${header}\` is not emulated by iam-rehearsal: give access by policies, or run the test on another target`;
  return new AwsError('NotImplemented', message, { Header: header });
}

function grantsOf(input: AclInput): readonly (readonly [keyof typeof GRANTS, string])[] {
  const entries = Object.entries(GRANTS) as [keyof typeof GRANTS, string][];
  return entries.filter(([member]) => input[member] !== undefined);
}
