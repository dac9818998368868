import type { StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import { encodeHeader } from '../../aws/header-text.js';
import { headerNotImplemented, noSuchKey, preconditionFailed } from './errors.js';

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/**
 * Throws if a conditional read does not hold. A condition on the ETag hides the one on the date that it goes with; a date in
 * the future is no condition.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html,
 * https://www.rfc-editor.org/rfc/rfc7232#section-6
 */
export function checkReadConditions(object: StoredObject, conditions: ReadConditions, now: number): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matchesEtag(IfMatch, object)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince && object.lastModified > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matchesEtag(IfNoneMatch, object)) throw notModified(object);
  } else if (IfModifiedSince && IfModifiedSince.getTime() <= now && object.lastModified <= IfModifiedSince.getTime()) {
    throw notModified(object);
  }
}

/** Throws if the conditions of a write are not of the kinds that S3 takes for PutObject. */
export function checkWriteConditionForm({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined)
    throw headerNotImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  if (IfMatch === '*') throw valueNotImplemented('If-Match');
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw valueNotImplemented('If-None-Match');
}

/**
 * Throws if a conditional write, or delete, does not hold for the object that has the key now.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function checkWriteConditions(
  key: string,
  existing: StoredObject | undefined,
  { IfMatch, IfNoneMatch }: WriteConditions,
): void {
  if (IfNoneMatch !== undefined && existing) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!matchesEtag(IfMatch, existing)) throw preconditionFailed('If-Match');
}

/** A list of ETags, each with or without its quotes, or `*`. */
export function matchesEtag(condition: string, { etag }: StoredObject): boolean {
  const tags = condition.split(',').map((tag) => tag.trim().replaceAll('"', ''));
  return tags.includes('*') || tags.includes(etag.replaceAll('"', ''));
}

/** What a cache keeps by: https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5 */
function notModified({ etag, lastModified, versionId, headers }: StoredObject): AwsError {
  return new AwsError(
    'NotModified',
    'Not Modified',
    {},
    {
      etag,
      'last-modified': new Date(lastModified).toUTCString(),
      ...(headers.cacheControl !== undefined && { 'cache-control': encodeHeader(headers.cacheControl) }),
      ...(versionId !== 'null' && { 'x-amz-version-id': versionId }),
    },
  );
}

function valueNotImplemented(header: string): AwsError {
  return headerNotImplemented(header, `We don't accept the provided value of ${header} header for this API`);
}
