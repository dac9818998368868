import type { Bucket } from '../../account/buckets.js';
import type { ObjectLock, Retention, StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument, invalidRequest, malformedXml } from './errors.js';

const DAY = 24 * 60 * 60 * 1000;

/** The headers of a new object that lock it. */
export interface LockInput {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
}

/**
 * How long an object is to be kept, as policies see it (`s3:object-lock-remaining-retention-days`); a part of a day counts as one.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-retention-limits
 */
export function remainingDays(until: Date, now: number): string {
  return String(Math.ceil((until.getTime() - now) / DAY));
}

export const UNLOCKED: ObjectLock = { retention: undefined, legalHold: undefined };

export function asksRetention({ ObjectLockMode, ObjectLockRetainUntilDate }: LockInput): boolean {
  return ObjectLockMode !== undefined || ObjectLockRetainUntilDate !== undefined;
}

/**
 * The lock of a new object: what its headers say, else what the bucket gives.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function lockOf(input: LockInput, { objectLock }: Bucket, now: number): ObjectLock {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: date, ObjectLockLegalHoldStatus: hold } = input;
  const asked = asksRetention(input) || hold !== undefined;
  if (!objectLock) {
    if (asked) throw lockMissing();
    return UNLOCKED;
  }
  if (!asksRetention(input))
    return { retention: defaultRetention(objectLock.defaultRetention, now), legalHold: holdOf(hold) };
  if (mode === undefined || date === undefined)
    throw invalidArgument(
      mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  const names = { mode: 'x-amz-object-lock-mode', date: 'x-amz-object-lock-retain-until-date' };
  return { retention: retentionOf(mode, date, now, names), legalHold: holdOf(hold) };
}

/** Throws for a mode that is none and for a date that has passed. */
export function retentionOf(
  mode: string,
  date: Date,
  now: number,
  names: { readonly mode: string; readonly date: string },
): Retention {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
    throw invalidArgument(names.mode, 'Unknown wormMode directive.', mode);
  if (date.getTime() <= now)
    throw invalidArgument(names.date, 'The retain until date must be in the future!', date.toISOString());
  return { mode, until: date.getTime() };
}

function defaultRetention(rule: NonNullable<Bucket['objectLock']>['defaultRetention'], now: number) {
  if (!rule) return undefined;
  const days = rule.days ?? (rule.years ?? 0) * 365;
  return { mode: rule.mode, until: now + days * DAY };
}

function holdOf(status: string | undefined): 'ON' | 'OFF' | undefined {
  if (status === undefined || status === 'ON' || status === 'OFF') return status;
  throw malformedXml();
}

export function lockMissing(): AwsError {
  return invalidRequest('Bucket is missing Object Lock Configuration');
}

export interface Bypass {
  readonly now: number;
  readonly bypassGovernance: boolean;
}

/** Throws where a version may not be deleted yet. */
export function checkUnlocked({ lock }: StoredObject, { now, bypassGovernance }: Bypass): void {
  const { retention, legalHold } = lock;
  if (legalHold === 'ON') throw protectedByLock();
  if (retention && retention.until > now && !(retention.mode === 'GOVERNANCE' && bypassGovernance))
    throw protectedByLock();
}

/**
 * Throws where a retention may not be changed in this way: to keep an object longer is always allowed.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
 */
export function checkRetentionChange(
  { lock: { retention } }: StoredObject,
  changed: Retention | undefined,
  { now, bypassGovernance }: Bypass,
): void {
  if (!retention || retention.until <= now) return;
  if (retention.mode === 'GOVERNANCE' && bypassGovernance) return;
  if (!changed || changed.mode !== retention.mode || changed.until < retention.until) throw protectedByLock();
}

function protectedByLock(): AwsError {
  return new AwsError('AccessDenied', 'Access Denied because object protected by object lock.');
}
