import { ANONYMOUS_OWNER } from '../../account/bucket-acls.js';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import type { ContentHeaders } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import type { Need, OperationCall } from '../operation.js';
import { type AclInput, aclKeys, givesAcl } from './acls.js';
import { existingTagKeys, type Keys, objectNeed } from './addressed.js';
import { bringsKey } from './customer-keys.js';
import { type EncryptionInput, encryptionOf, keyNeeds, refuseCustomerKey, requireSignature } from './encryption.js';
import { asksRetention, type LockInput, lockOf, remainingDays } from './object-lock.js';
import { ownershipOfNew } from './object-ownership.js';
import { checkWriteConditionForm, type WriteConditions } from './preconditions.js';
import { checkStorageClass } from './storage-classes.js';
import { objectTags } from './tags.js';
import { refuseUnsupported } from './unsupported.js';
import type { ObjectDraft } from './write-object.js';

/** What PutObject, CopyObject and CreateMultipartUpload say of the object that they make. */
export interface NewObjectInput extends AclInput, EncryptionInput, LockInput, WriteConditions {
  readonly Key: string;
  readonly StorageClass?: string | undefined;
  readonly Tagging?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly ObjectLockEventHold?: string | undefined;
  readonly ObjectLockEventHoldDurationDays?: number | undefined;
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly Expires?: Date | undefined;
}

/**
 * An ACL, tags and a lock take permissions of their own, and so does a comparison with the object that is there:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html. `keys` are those of s3:PutObject that
 * only one of the operations has.
 */
export function newObjectNeeds(
  bucket: Bucket,
  input: NewObjectInput,
  keys: Keys,
  { caller, now }: Pick<Writing, 'caller' | 'now'>,
): readonly Need[] {
  const acl = aclKeys(input);
  const tags = requestTagKeys(input.Tagging);
  const retention = retentionKeys(input, now);
  const existing = bucket.objects.get(input.Key);
  const companions: readonly (readonly [boolean, string, Keys])[] = [
    [givesAcl(input), 's3:PutObjectAcl', { ...acl, 's3:x-amz-storage-class': input.StorageClass }],
    [Boolean(input.Tagging), 's3:PutObjectTagging', tags],
    [asksRetention(input), 's3:PutObjectRetention', retention],
    [
      input.ObjectLockLegalHoldStatus !== undefined,
      's3:PutObjectLegalHold',
      { 's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus },
    ],
    [input.IfMatch !== undefined, 's3:GetObject', existing ? existingTagKeys(existing) : {}],
  ];
  return [
    objectNeed(bucket, input.Key, 's3:PutObject', { ...acl, ...tags, ...retention, ...conditionKeys(input), ...keys }),
    ...companions.flatMap(([asked, action, own]) =>
      asked ? ofWriter(objectNeed(bucket, input.Key, action, own), bucket, caller) : [],
    ),
    ...(bringsKey(input) || caller.kind === 'anonymous'
      ? []
      : keyNeeds({ key: input.Key, encryption: encryptionOf(input, bucket) }, bucket, 'kms:GenerateDataKey')),
  ];
}

/** Where ACLs are on, who writes an object sets the ACL of what is their own; of an unsigned upload to a public bucket that is recorded, too. */
function ofWriter(need: Need, { objectOwnership }: Bucket, caller: Caller): Need {
  const isOwn = need.action === 's3:PutObjectAcl' && objectOwnership !== 'BucketOwnerEnforced';
  if (!isOwn) return need;
  return { ...need, resourceAccount: caller.kind === 'anonymous' ? ANONYMOUS_OWNER : caller.account.id };
}

function conditionKeys(input: NewObjectInput): Keys {
  return {
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
    's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    's3:object-lock-event-hold': input.ObjectLockEventHold,
    's3:object-lock-event-hold-duration-days': input.ObjectLockEventHoldDurationDays?.toString(),
  };
}

function retentionKeys({ ObjectLockMode, ObjectLockRetainUntilDate: until }: LockInput, now: number): Keys {
  return {
    's3:object-lock-mode': ObjectLockMode,
    's3:object-lock-retain-until-date': until?.toISOString(),
    's3:object-lock-remaining-retention-days': until && remainingDays(until, now),
  };
}

function requestTagKeys(header: string | undefined): Keys {
  return tagKeysOf(objectTags(header));
}

/** The tags that a request gives an object, as condition keys. */
export function tagKeysOf(tags: readonly { readonly Key: string; readonly Value: string }[]): Keys {
  if (tags.length === 0) return {};
  const values = tags.map(({ Key, Value }) => [`s3:RequestObjectTag/${Key}`, Value]);
  return { ...Object.fromEntries(values), 's3:RequestObjectTagKeys': tags.map(({ Key }) => Key) };
}

/** What is said of an object; its content comes on another way. */
export type Description = Omit<ObjectDraft, 'chunks' | 'size' | 'etag' | 'checksum' | 'parts'>;

type Writing = Pick<OperationCall<unknown>, 'accounts' | 'caller' | 'now'>;

/** Throws for what S3 does not take, and for what the emulator cannot do. */
export function describeNewObject(
  input: NewObjectInput,
  bucket: Bucket,
  { accounts, caller, now }: Writing,
): Description {
  refuseCustomerKey(input, bucket, caller);
  refuseUnsupported(input);
  const encryption = encryptionOf(input, bucket);
  requireSignature(encryption, caller);
  const ownership = ownershipOfNew(input, bucket, caller, accounts);
  checkInput(input);
  return {
    ...ownership,
    encryption,
    key: input.Key,
    storageClass: input.StorageClass ?? 'STANDARD',
    headers: contentHeaders(input),
    metadata: Object.fromEntries(Object.entries(input.Metadata ?? {})),
    tags: objectTags(input.Tagging),
    lock: lockOf(input, bucket, now),
  };
}

/** "The user-defined metadata is limited to 2 KB", https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA = 2048;
const MAX_KEY = 1024;

function checkInput(input: NewObjectInput): void {
  checkWriteConditionForm(input);
  checkStorageClass(input.StorageClass);
  const keySize = Buffer.byteLength(input.Key);
  if (keySize > MAX_KEY) throw tooLarge('KeyTooLongError', 'Your key is too long', keySize, MAX_KEY);
  const metadata = Object.entries(input.Metadata ?? {}).flat();
  const metadataSize = metadata.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (metadataSize > MAX_METADATA)
    throw tooLarge(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      metadataSize,
      MAX_METADATA,
    );
  const redirect = input.WebsiteRedirectLocation;
  if (redirect !== undefined && !/^(\/|https?:\/\/)/.test(redirect))
    throw new AwsError(
      'InvalidRedirectLocation',
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    );
}

function tooLarge(code: string, message: string, size: number, allowed: number): AwsError {
  return new AwsError(code, message, { Size: String(size), MaxSizeAllowed: String(allowed) });
}

function contentHeaders(input: NewObjectInput): ContentHeaders {
  return {
    contentType: input.ContentType || 'binary/octet-stream',
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: input.ContentEncoding,
    contentLanguage: input.ContentLanguage,
    expires: input.Expires?.getTime(),
    websiteRedirectLocation: input.WebsiteRedirectLocation,
  };
}
