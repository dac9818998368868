import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetBucketVersioningCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, createS3Calls, Key, NOW, refusal, type S3Calls, withObject } from './s3-calls.fixture.js';

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW + days * DAY);
const PROTECTED = { code: 'AccessDenied', message: 'Access Denied because object protected by object lock.' };

async function locked(): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket, ObjectLockEnabledForBucket: true });
  return s3;
}

const put = async (s3: S3Calls, input: Partial<PutObjectCommandInput> = {}) =>
  (await s3.run(PutObjectCommand, { Bucket, Key, ...input })).VersionId ?? '';
const remove = (s3: S3Calls, VersionId: string, input: Partial<DeleteObjectCommandInput> = {}) =>
  s3.run(DeleteObjectCommand, { Bucket, Key, VersionId, ...input });
const retain = (s3: S3Calls, Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number, BypassGovernanceRetention = false) =>
  s3.run(PutObjectRetentionCommand, {
    Bucket,
    Key,
    Retention: { Mode, RetainUntilDate: inDays(days) },
    BypassGovernanceRetention,
  });

describe('the bucket', () => {
  test('has versions that cannot be suspended', async () => {
    const s3 = await locked();
    expect(await s3.run(GetBucketVersioningCommand, { Bucket })).toEqual({ Status: 'Enabled' });
    const VersioningConfiguration = { Status: 'Suspended' } as const;
    const suspend = () => s3.run(PutBucketVersioningCommand, { Bucket, VersioningConfiguration });
    expect(await refusal(suspend)).toMatchObject({ code: 'InvalidBucketState' });
  });

  test('gives new objects its retention', async () => {
    const s3 = await locked();
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3 } } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const;
    await s3.run(PutObjectLockConfigurationCommand, { Bucket, ObjectLockConfiguration });
    expect(await s3.run(GetObjectLockConfigurationCommand, { Bucket })).toEqual({ ObjectLockConfiguration });
    await put(s3);
    expect(await s3.run(HeadObjectCommand, { Bucket, Key })).toMatchObject({
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: inDays(3),
    });
  });

  test('without Object Lock knows none of it', async () => {
    const s3 = await withObject();
    const missing = { code: 'InvalidRequest', message: 'Bucket is missing Object Lock Configuration' };
    expect(await refusal(() => s3.run(GetObjectRetentionCommand, { Bucket, Key }))).toEqual(missing);
    expect(await refusal(() => s3.run(GetObjectLegalHoldCommand, { Bucket, Key }))).toEqual(missing);
    expect(await refusal(() => s3.run(GetObjectLockConfigurationCommand, { Bucket }))).toMatchObject({
      code: 'ObjectLockConfigurationNotFoundError',
    });
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' } as const;
    const lock = () => s3.run(PutObjectLockConfigurationCommand, { Bucket, ObjectLockConfiguration });
    expect(await refusal(lock)).toMatchObject({ code: 'InvalidBucketState' });
  });
});

test('a version under governance is deleted only past its retention', async () => {
  const s3 = await locked();
  const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const;
  const [one, two] = [await put(s3, lock), await put(s3, lock)];
  expect(await refusal(() => remove(s3, one))).toEqual(PROTECTED);
  await remove(s3, one, { BypassGovernanceRetention: true });
  await remove(s3.with({ now: NOW + 2 * DAY }), two);
});

test('a version under compliance stays, and so does one with a legal hold', async () => {
  const s3 = await locked();
  const bypass = { BypassGovernanceRetention: true };
  const kept = await put(s3, { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: inDays(1) });
  expect(await refusal(() => remove(s3, kept, bypass))).toEqual(PROTECTED);
  const held = await put(s3, { ObjectLockLegalHoldStatus: 'ON' });
  expect(await refusal(() => remove(s3, held, bypass))).toEqual(PROTECTED);
  await s3.run(PutObjectLegalHoldCommand, { Bucket, Key, LegalHold: { Status: 'OFF' } });
  expect(await s3.run(GetObjectLegalHoldCommand, { Bucket, Key })).toEqual({ LegalHold: { Status: 'OFF' } });
  await remove(s3, held);
});

test('a retention is made longer freely, and shorter only under governance by who may', async () => {
  const s3 = await locked();
  await put(s3);
  expect(await refusal(() => s3.run(GetObjectRetentionCommand, { Bucket, Key }))).toMatchObject({
    code: 'NoSuchObjectLockConfiguration',
  });
  await retain(s3, 'GOVERNANCE', 2);
  await retain(s3, 'GOVERNANCE', 3);
  expect(await refusal(() => retain(s3, 'GOVERNANCE', 1))).toEqual(PROTECTED);
  await retain(s3, 'GOVERNANCE', 1, true);
  await retain(s3, 'COMPLIANCE', 2, true);
  expect(await refusal(() => retain(s3, 'COMPLIANCE', 1, true))).toEqual(PROTECTED);
  expect((await s3.run(GetObjectRetentionCommand, { Bucket, Key })).Retention?.RetainUntilDate).toEqual(inDays(2));
});

test.each([
  [{ ObjectLockMode: 'GOVERNANCE' }, 'x-amz-object-lock-retain-until-date'],
  [{ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(-1) }, 'x-amz-object-lock-retain-until-date'],
  [{ ObjectLockMode: 'governance', ObjectLockRetainUntilDate: inDays(1) }, 'x-amz-object-lock-mode'],
] as const)('%j is refused', async (input, ArgumentName) => {
  const s3 = await locked();
  expect(await refusal(() => put(s3, input as never))).toMatchObject({ code: 'InvalidArgument', ArgumentName });
});

test('a lock and a bypass take permissions of their own', async () => {
  const s3 = await locked();
  const actions = (needs: readonly { readonly action?: string }[]) => needs.map(({ action }) => action);
  const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const;
  expect(actions(s3.needs(PutObjectCommand, { Bucket, Key, ...lock, ObjectLockLegalHoldStatus: 'ON' }))).toEqual([
    's3:PutObject',
    's3:PutObjectRetention',
    's3:PutObjectLegalHold',
  ]);
  for (const need of s3.needs(PutObjectCommand, { Bucket, Key, ...lock }))
    expect(need.keys).toMatchObject({ 's3:object-lock-remaining-retention-days': '1' });
  const removal = { Bucket, Key, VersionId: 'null', BypassGovernanceRetention: true };
  expect(actions(s3.needs(DeleteObjectCommand, removal))).toEqual([
    's3:DeleteObjectVersion',
    's3:BypassGovernanceRetention',
  ]);
  const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(3) } as const;
  expect(s3.needs(PutObjectRetentionCommand, { Bucket, Key, Retention })[0]?.keys).toMatchObject({
    's3:object-lock-remaining-retention-days': '3',
  });
});
