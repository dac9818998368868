import {
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type ObjectLockConfiguration,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import type { BucketObjectLock } from '../../account/buckets.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { addressedBucket, bucketNeed } from './addressed.js';
import { malformedXml } from './errors.js';
import { refuseElements, refuseUnsupported } from './unsupported.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning = operation(PutBucketVersioningCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketVersioning'),
  run: (call) => {
    const bucket = addressedBucket(call);
    const { Status: versioning, MFADelete } = call.input.VersioningConfiguration;
    refuseUnsupported({ MFA: call.input.MFA ?? (MFADelete === 'Enabled' ? MFADelete : undefined) });
    if (versioning === undefined)
      throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    if (versioning !== 'Enabled' && versioning !== 'Suspended') throw malformedXml();
    if (bucket.objectLock && versioning === 'Suspended')
      throw new AwsError(
        'InvalidBucketState',
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      );
    call.accounts.buckets.put({ ...bucket, versioning });
    return {};
  },
});

/** A bucket that never had versions has no status: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning = operation(GetBucketVersioningCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketVersioning'),
  run: (call) => ({ Status: addressedBucket(call).versioning }),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const putObjectLockConfiguration = operation(PutObjectLockConfigurationCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:PutBucketObjectLockConfiguration'),
  run: (call) => {
    const bucket = addressedBucket(call);
    const objectLock = lockFrom(call.input.ObjectLockConfiguration);
    if (bucket.versioning !== 'Enabled')
      throw new AwsError(
        'InvalidBucketState',
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      );
    call.accounts.buckets.put({ ...bucket, objectLock });
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
export const getObjectLockConfiguration = operation(GetObjectLockConfigurationCommand, {
  needs: (call) => bucketNeed(addressedBucket(call), 's3:GetBucketObjectLockConfiguration'),
  run: (call) => {
    const { name, objectLock } = addressedBucket(call);
    if (!objectLock)
      throw new AwsError(
        'ObjectLockConfigurationNotFoundError',
        'Object Lock configuration does not exist for this bucket',
        { BucketName: name },
      );
    const { defaultRetention: rule } = objectLock;
    const DefaultRetention = rule && { Mode: rule.mode, Days: rule.days, Years: rule.years };
    return {
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled' as const,
        Rule: DefaultRetention && { DefaultRetention },
      },
    };
  },
});

function lockFrom(configuration: ObjectLockConfiguration | undefined): BucketObjectLock {
  if (configuration?.ObjectLockEnabled !== 'Enabled') throw malformedXml();
  const { Rule: rule } = configuration;
  if (rule === undefined) return { defaultRetention: undefined };
  const { Mode, Days, Years, DefaultEventHold } = rule.DefaultRetention ?? {};
  refuseElements({ DefaultEventHold });
  const isMode = Mode === 'GOVERNANCE' || Mode === 'COMPLIANCE';
  if (!isMode || (Days === undefined) === (Years === undefined)) throw malformedXml();
  const period = Days ?? Years ?? 0;
  if (period <= 0)
    throw new AwsError('InvalidArgument', 'Default retention period must be a positive integer value', {
      ArgumentName: Days === undefined ? 'Years' : 'Days',
      ArgumentValue: String(period),
    });
  return { defaultRetention: { mode: Mode, ...(Days === undefined ? { years: period } : { days: period }) } };
}
