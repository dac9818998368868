import {
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  type ObjectLockRetention,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import type { Retention } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, operation } from '../operation.js';
import { addressedBucket, addressedObject, existingObjectNeeds, objectNeed } from './addressed.js';
import { malformedXml } from './errors.js';
import { checkRetentionChange, lockMissing, remainingDays, retentionOf } from './object-lock.js';
import { refuseElements } from './unsupported.js';

/** To shorten or remove a governance retention takes s3:BypassGovernanceRetention: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export const putObjectRetention = operation(PutObjectRetentionCommand, {
  needs: (call) => {
    const { Key, Retention: given, BypassGovernanceRetention } = call.input;
    const bucket = addressedBucket(call);
    const until = given?.RetainUntilDate;
    const put = objectNeed(bucket, Key, 's3:PutObjectRetention', {
      's3:object-lock-mode': given?.Mode,
      's3:object-lock-retain-until-date': until?.toISOString(),
      's3:object-lock-remaining-retention-days': until && remainingDays(until, call.now),
    });
    const bypass: readonly Need[] =
      BypassGovernanceRetention === true ? [objectNeed(bucket, Key, 's3:BypassGovernanceRetention')] : [];
    return [put, ...bypass];
  },
  run: (call) => {
    const { objects } = locked(call);
    const object = addressedObject(call, 'PUT');
    const retention = givenRetention(call.input.Retention, call.now);
    const bypassGovernance = call.input.BypassGovernanceRetention === true;
    checkRetentionChange(object, retention, { now: call.now, bypassGovernance });
    objects.replace({ ...object, lock: { ...object.lock, retention } });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export const getObjectRetention = operation(GetObjectRetentionCommand, {
  needs: (call) =>
    existingObjectNeeds(
      call,
      { plain: 's3:GetObjectRetention', version: 's3:GetObjectRetention' },
      {},
      { ofObject: false },
    ),
  run: (call) => {
    locked(call);
    const { retention } = addressedObject(call).lock;
    if (!retention) throw noLockOfObject();
    return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export const putObjectLegalHold = operation(PutObjectLegalHoldCommand, {
  needs: (call) =>
    objectNeed(addressedBucket(call), call.input.Key, 's3:PutObjectLegalHold', {
      's3:object-lock-legal-hold': call.input.LegalHold?.Status,
    }),
  run: (call) => {
    const legalHold = call.input.LegalHold?.Status;
    if (legalHold !== 'ON' && legalHold !== 'OFF') throw malformedXml();
    const { objects } = locked(call);
    const object = addressedObject(call, 'PUT');
    objects.replace({ ...object, lock: { ...object.lock, legalHold } });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export const getObjectLegalHold = operation(GetObjectLegalHoldCommand, {
  needs: (call) =>
    existingObjectNeeds(
      call,
      { plain: 's3:GetObjectLegalHold', version: 's3:GetObjectLegalHold' },
      {},
      { ofObject: false },
    ),
  run: (call) => {
    locked(call);
    const { legalHold } = addressedObject(call).lock;
    if (legalHold === undefined) throw noLockOfObject();
    return { LegalHold: { Status: legalHold } };
  },
});

function locked(call: Parameters<typeof addressedBucket>[0]) {
  const bucket = addressedBucket(call);
  if (!bucket.objectLock) throw lockMissing();
  return bucket;
}

/** An empty Retention takes the retention away. */
function givenRetention(given: ObjectLockRetention | undefined, now: number): Retention | undefined {
  const { Mode, RetainUntilDate, EventHold, EventHoldDuration } = given ?? {};
  refuseElements({ EventHold, EventHoldDuration });
  if (Mode === undefined && RetainUntilDate === undefined) return undefined;
  if (Mode === undefined || RetainUntilDate === undefined) throw malformedXml();
  if (Mode !== 'GOVERNANCE' && Mode !== 'COMPLIANCE') throw malformedXml();
  return retentionOf(Mode, RetainUntilDate, now, { mode: 'Mode', date: 'RetainUntilDate' });
}

function noLockOfObject(): AwsError {
  return new AwsError('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration');
}
