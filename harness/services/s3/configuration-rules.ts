import type {
  BucketLoggingStatus,
  InventoryConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument, invalidRequest, malformedXml } from './errors.js';
import type { ConfigurationPlace } from './stored-configurations.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html: a bucket has one rule. */
export function checkEncryption({ Rules = [] }: Partial<ServerSideEncryptionConfiguration>): void {
  const [rule, ...more] = Rules;
  if (rule === undefined || more.length > 0) throw malformedXml();
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  if (KMSMasterKeyID !== undefined && SSEAlgorithm === 'AES256')
    throw invalidArgument(
      'ApplyServerSideEncryptionByDefault',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    );
}

/**
 * Logs go to a bucket of the same account in the same region.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
 */
export function checkLogging({ LoggingEnabled }: BucketLoggingStatus, { bucket, buckets }: ConfigurationPlace): void {
  if (LoggingEnabled === undefined) return;
  const { TargetBucket = '' } = LoggingEnabled;
  const target = buckets.named(TargetBucket);
  const refusal = (message: string) => new AwsError('InvalidTargetBucketForLogging', message, { TargetBucket });
  if (target === undefined) throw refusal('The target bucket for logging does not exist');
  if (target.owner !== bucket.owner)
    throw refusal('The owner for the bucket to be logged and the target bucket must be the same.');
  if (target.region !== bucket.region)
    throw new AwsError('CrossLocationLoggingProhibitted', 'Cross S3 location logging not allowed. ', {
      TargetBucketLocation: target.region,
      ...(bucket.region === 'us-east-1' ? {} : { SourceBucketLocation: bucket.region }),
    });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html */
export function checkReplication(
  { Rules = [] }: Partial<ReplicationConfiguration>,
  { bucket, buckets }: ConfigurationPlace,
): void {
  if (bucket.versioning !== 'Enabled')
    throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  if (Rules.length === 0 || Rules.length > 1000) throw malformedXml();
  if (Rules.some(({ ID = '' }) => ID.length > 255)) throw malformedXml();
  for (const { Destination } of Rules) {
    const target = buckets.named((Destination?.Bucket ?? '').split(':').at(-1) ?? '');
    if (target?.versioning !== 'Enabled') throw invalidRequest('Destination bucket must have versioning enabled.');
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html */
export function checkInventory({ Id, Destination }: Partial<InventoryConfiguration>, { id }: ConfigurationPlace): void {
  if (Id !== id) throw new AwsError('IdMismatch', 'Document ID does not match the specified configuration ID.');
  if (!/^arn:aws[\w-]*:s3:::.+/.test(Destination?.S3BucketDestination?.Bucket ?? ''))
    throw new AwsError('InvalidS3DestinationBucket', 'Invalid bucket ARN.');
}

/** The id stands in the query and in the document. */
export function checkSameId({ Id }: { readonly Id?: unknown }, { id }: ConfigurationPlace): void {
  if (Id !== id) throw malformedXml();
}
