import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { wholeSeconds } from '../../account/clock.js';
import type { ContentHeaders, StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import type { ContextValue } from '../../engine/request.js';
import { type Need, operation } from '../operation.js';
import { aclKeys, givesAcl, refuseObjectAcl } from './acls.js';
import { addressedBucket, objectNeed } from './addressed.js';
import { checksumMembers, type ObjectBody, type ReceivedBody, receiveBody } from './object-body.js';
import { checkWriteConditionForm, checkWriteConditions } from './preconditions.js';
import { checkStorageClass } from './storage-classes.js';
import { objectTags } from './tags.js';
import { refuseUnsupported } from './unsupported.js';

type Input = PutObjectCommandInput & { readonly Bucket: string; readonly Key: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = operation(PutObjectCommand, {
  needs: (call) => permissions(addressedBucket(call), call.input),
  run: async (call) => {
    const { input, now } = call;
    const bucket = addressedBucket(call);
    checkInput(input, bucket);
    const tags = objectTags(input.Tagging);
    checkWriteConditions(input.Key, bucket.objects.get(input.Key), input);
    const received = await receiveBody(input.Body as ObjectBody, input);
    // The bucket and the object may have changed while the body arrived.
    const { objects, owner } = addressedBucket(call);
    checkWriteConditions(input.Key, objects.get(input.Key), input);
    const object = { ...described(input, received), lastModified: wholeSeconds(now), owner, tags };
    objects.put(object);
    return { ETag: object.etag, ...checksumMembers(object.checksum), ServerSideEncryption: 'AES256' as const };
  },
});

/**
 * An ACL and tags take permissions of their own, and so does a comparison with the object that is there:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function permissions(bucket: Bucket, input: Input): readonly Need[] {
  const acl = aclKeys(input);
  const tags = requestTagKeys(input.Tagging);
  const put = { ...acl, ...tags, ...conditionKeys(input), 's3:ObjectCreationOperation': 'true' };
  const companions: readonly (readonly [boolean, string, typeof acl | typeof tags])[] = [
    [givesAcl(input), 's3:PutObjectAcl', { ...acl, 's3:x-amz-storage-class': input.StorageClass }],
    [Boolean(input.Tagging), 's3:PutObjectTagging', tags],
    [input.IfMatch !== undefined, 's3:GetObject', {}],
  ];
  return [
    objectNeed(bucket, input.Key, 's3:PutObject', put),
    ...companions.flatMap(([asked, action, keys]) => (asked ? objectNeed(bucket, input.Key, action, keys) : [])),
  ];
}

function conditionKeys(input: Input): Readonly<Record<string, string | undefined>> {
  return {
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
    's3:object-lock-mode': input.ObjectLockMode,
    's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    's3:object-lock-retain-until-date': input.ObjectLockRetainUntilDate?.toISOString(),
    's3:object-lock-event-hold': input.ObjectLockEventHold,
    's3:object-lock-event-hold-duration-days': input.ObjectLockEventHoldDurationDays?.toString(),
  };
}

function requestTagKeys(header: string | undefined): Readonly<Record<string, ContextValue | undefined>> {
  const tags = objectTags(header);
  if (tags.length === 0) return {};
  const values = tags.map(({ Key, Value }) => [`s3:RequestObjectTag/${Key}`, Value]);
  return { ...Object.fromEntries(values), 's3:RequestObjectTagKeys': tags.map(({ Key }) => Key) };
}

/** "The user-defined metadata is limited to 2 KB", https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA = 2048;
const MAX_KEY = 1024;

function checkInput(input: Input, bucket: Bucket): void {
  refuseUnsupported(input);
  refuseObjectAcl(input, bucket);
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

function described(
  input: Input,
  { chunks, size, md5, checksum }: ReceivedBody,
): Omit<StoredObject, 'lastModified' | 'owner' | 'tags'> {
  return {
    key: input.Key,
    chunks,
    size,
    etag: `"${md5}"`,
    checksum,
    storageClass: input.StorageClass ?? 'STANDARD',
    headers: contentHeaders(input),
    metadata: Object.fromEntries(Object.entries(input.Metadata ?? {})),
  };
}

function contentHeaders(input: Input): ContentHeaders {
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
