import type { Accounts } from '../../account/accounts.js';
import type { Bucket } from '../../account/buckets.js';
import type { StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { addressedBucket, addressedObject, existingObjectNeeds } from './addressed.js';
import { checkSourceKey, type SourceKeyInput } from './customer-keys.js';
import { keyNeeds } from './encryption.js';
import { invalidArgument, invalidRequest, preconditionFailed } from './errors.js';
import { matchesEtag } from './preconditions.js';

/** The members of CopyObject and UploadPartCopy that are about the source. */
export interface CopySourceInput extends SourceKeyInput {
  readonly CopySource: string;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

export interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
}

interface SourceCall {
  readonly accounts: Accounts;
  readonly input: CopySourceInput;
}

/** To copy is to read the source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function copySourceNeeds(call: SourceCall): Need | readonly Need[] {
  return existingObjectNeeds(sourceCall(call), { plain: 's3:GetObject', version: 's3:GetObjectVersion' });
}

/** The object that is copied, where there is one. */
export function copiedObject({ accounts, input }: SourceCall): CopySource | undefined {
  const { Bucket, Key, VersionId } = parseSource(input.CopySource);
  const bucket = accounts.buckets.named(Bucket);
  const object = VersionId === undefined ? bucket?.objects.get(Key) : bucket?.objects.version(Key, VersionId);
  return bucket && object?.isDeleteMarker === false ? { bucket, object } : undefined;
}

/** What is encrypted with a KMS key cannot be copied without it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export function sourceKeyNeeds(call: SourceCall): readonly Need[] {
  const source = copiedObject(call);
  return source ? keyNeeds(source.object, source.bucket, 'kms:Decrypt') : [];
}

/** As policies see it (`s3:x-amz-copy-source`): bucket and key. */
export function copySourceName({ CopySource }: CopySourceInput): string {
  const { Bucket, Key } = parseSource(CopySource);
  return `${Bucket}/${Key}`;
}

export function copySourceVersion({ CopySource }: CopySourceInput): string | undefined {
  return parseSource(CopySource).VersionId;
}

/** Throws for a source that is not there, or does not meet the conditions of the request. */
export function readCopySource(call: SourceCall, now: number): CopySource {
  const source = sourceCall(call);
  const { VersionId } = source.input;
  const bucket = addressedBucket(source);
  const version = VersionId === undefined ? undefined : bucket.objects.version(source.input.Key, VersionId);
  if (version?.isDeleteMarker)
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  const object = addressedObject(source);
  checkSourceKey(object.encryption, call.input);
  checkConditions(object, call.input, now);
  return { bucket, object };
}

function sourceCall({ accounts, input }: SourceCall) {
  return {
    accounts,
    input: { ...parseSource(input.CopySource), ExpectedBucketOwner: input.ExpectedSourceBucketOwner },
  };
}

/** `[/]bucket/key[?versionId=id]`, URL-encoded. */
function parseSource(header: string) {
  if (header.startsWith('arn:') || header.startsWith('arn%3A'))
    throw new AwsError(
      'NotImplemented',
      '`x-amz-copy-source` with an access point is not emulated by iam-rehearsal: name the bucket',
      { Header: 'x-amz-copy-source' },
    );
  const [, path = '', VersionId] = /^\/?([^?]*)(?:\?versionId=(.*))?$/.exec(header) ?? [];
  const [, Bucket = '', Key = ''] = /^([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (Bucket === '' || Key === '') throw wrongSource(header);
  return { Bucket, Key, VersionId };
}

function decoded(path: string): string {
  try {
    // A plus is a blank here, as in a form, other than in a path (recorded).
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    throw wrongSource(path);
  }
}

function wrongSource(header: string): AwsError {
  return invalidArgument('x-amz-copy-source', 'Invalid copy source object key', header);
}

/**
 * Each condition that fails is 412 here, also those that answer a read with 304. A condition on the ETag hides the one on the date.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
function checkConditions(object: StoredObject, input: CopySourceInput, now: number): void {
  const { CopySourceIfMatch: match, CopySourceIfNoneMatch: noneMatch } = input;
  const { CopySourceIfModifiedSince: since, CopySourceIfUnmodifiedSince: unmodified } = input;
  if (match !== undefined) {
    if (!matchesEtag(match, object)) throw preconditionFailed('x-amz-copy-source-If-Match');
  } else if (unmodified && object.lastModified > unmodified.getTime()) {
    throw preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  if (noneMatch !== undefined) {
    if (matchesEtag(noneMatch, object)) throw preconditionFailed('x-amz-copy-source-If-None-Match');
  } else if (since && since.getTime() <= now && object.lastModified <= since.getTime()) {
    throw preconditionFailed('x-amz-copy-source-If-Modified-Since');
  }
}
