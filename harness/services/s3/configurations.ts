import * as s3 from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { ABAC } from './bucket-access.js';
import { checkEncryption, checkInventory, checkLogging, checkReplication, checkSameId } from './configuration-rules.js';
import { CORS, checkCorsRules } from './cors-rules.js';
import { invalidRequest, malformedXml } from './errors.js';
import { checkLifecycle, withRuleIds } from './lifecycle-rules.js';
import { checkNotification, withNotificationIds } from './notification-rules.js';
import type { StoredConfiguration } from './stored-configurations.js';
import { checkWebsite } from './website-rules.js';

const NO_CONFIGURATION = ['NoSuchConfiguration', 'The specified configuration does not exist.'] as const;

/** Every new object is encrypted with S3's own keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const USUAL_ENCRYPTION = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

/**
 * The configuration documents of a bucket that the emulator only stores: what they ask S3 to do (send events, write logs, expire
 * objects) it does not do, but who may read and change them it decides.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const configurations: readonly StoredConfiguration[] = [
  {
    name: ABAC,
    put: s3.PutBucketAbacCommand,
    get: s3.GetBucketAbacCommand,
    member: 'AbacStatus',
    actions: { get: 's3:GetBucketAbac', put: 's3:PutBucketAbac' },
    answer: 'document',
    missing: { Status: 'Disabled' },
    check: ({ Status }) => oneOf(Status, 'Enabled', 'Disabled'),
  },
  {
    name: 'accelerate',
    put: s3.PutBucketAccelerateConfigurationCommand,
    get: s3.GetBucketAccelerateConfigurationCommand,
    member: 'AccelerateConfiguration',
    actions: { get: 's3:GetAccelerateConfiguration', put: 's3:PutAccelerateConfiguration' },
    answer: 'members',
    missing: {},
    check: ({ Status }, { bucket: { name } }) => {
      if (name.includes('.'))
        throw invalidRequest('S3 Transfer Acceleration is not supported for buckets with periods (.) in their names');
      oneOf(Status, 'Enabled', 'Suspended');
    },
  },
  {
    name: 'analytics',
    put: s3.PutBucketAnalyticsConfigurationCommand,
    get: s3.GetBucketAnalyticsConfigurationCommand,
    remove: s3.DeleteBucketAnalyticsConfigurationCommand,
    list: s3.ListBucketAnalyticsConfigurationsCommand,
    member: 'AnalyticsConfiguration',
    actions: { get: 's3:GetAnalyticsConfiguration', put: 's3:PutAnalyticsConfiguration' },
    answer: 'document',
    missing: NO_CONFIGURATION,
    check: checkSameId,
  },
  {
    name: CORS,
    put: s3.PutBucketCorsCommand,
    get: s3.GetBucketCorsCommand,
    remove: s3.DeleteBucketCorsCommand,
    member: 'CORSConfiguration',
    actions: { get: 's3:GetBucketCORS', put: 's3:PutBucketCORS' },
    answer: 'members',
    missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
    check: ({ CORSRules }) => checkCorsRules(CORSRules),
  },
  {
    name: 'encryption',
    put: s3.PutBucketEncryptionCommand,
    get: s3.GetBucketEncryptionCommand,
    remove: s3.DeleteBucketEncryptionCommand,
    member: 'ServerSideEncryptionConfiguration',
    actions: { get: 's3:GetEncryptionConfiguration', put: 's3:PutEncryptionConfiguration' },
    answer: 'document',
    missing: USUAL_ENCRYPTION,
    check: checkEncryption,
  },
  {
    name: 'intelligent-tiering',
    put: s3.PutBucketIntelligentTieringConfigurationCommand,
    get: s3.GetBucketIntelligentTieringConfigurationCommand,
    remove: s3.DeleteBucketIntelligentTieringConfigurationCommand,
    list: s3.ListBucketIntelligentTieringConfigurationsCommand,
    member: 'IntelligentTieringConfiguration',
    actions: { get: 's3:GetIntelligentTieringConfiguration', put: 's3:PutIntelligentTieringConfiguration' },
    answer: 'document',
    missing: NO_CONFIGURATION,
    check: checkSameId,
  },
  {
    name: 'inventory',
    put: s3.PutBucketInventoryConfigurationCommand,
    get: s3.GetBucketInventoryConfigurationCommand,
    remove: s3.DeleteBucketInventoryConfigurationCommand,
    list: s3.ListBucketInventoryConfigurationsCommand,
    member: 'InventoryConfiguration',
    actions: { get: 's3:GetInventoryConfiguration', put: 's3:PutInventoryConfiguration' },
    answer: 'document',
    missing: NO_CONFIGURATION,
    check: checkInventory,
    keys: ({ OptionalFields }) => ({
      's3:InventoryAccessibleOptionalFields': OptionalFields as readonly string[] | undefined,
    }),
  },
  {
    name: 'lifecycle',
    put: s3.PutBucketLifecycleConfigurationCommand,
    get: s3.GetBucketLifecycleConfigurationCommand,
    remove: s3.DeleteBucketLifecycleCommand,
    member: 'LifecycleConfiguration',
    actions: { get: 's3:GetLifecycleConfiguration', put: 's3:PutLifecycleConfiguration' },
    answer: 'members',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
    beside: { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' },
    check: checkLifecycle,
    completed: withRuleIds,
  },
  {
    name: 'logging',
    put: s3.PutBucketLoggingCommand,
    get: s3.GetBucketLoggingCommand,
    member: 'BucketLoggingStatus',
    actions: { get: 's3:GetBucketLogging', put: 's3:PutBucketLogging' },
    answer: 'members',
    missing: {},
    check: checkLogging,
  },
  {
    name: 'metrics',
    put: s3.PutBucketMetricsConfigurationCommand,
    get: s3.GetBucketMetricsConfigurationCommand,
    remove: s3.DeleteBucketMetricsConfigurationCommand,
    list: s3.ListBucketMetricsConfigurationsCommand,
    member: 'MetricsConfiguration',
    actions: { get: 's3:GetMetricsConfiguration', put: 's3:PutMetricsConfiguration' },
    answer: 'document',
    missing: NO_CONFIGURATION,
    check: checkSameId,
  },
  {
    name: 'notification',
    put: s3.PutBucketNotificationConfigurationCommand,
    get: s3.GetBucketNotificationConfigurationCommand,
    member: 'NotificationConfiguration',
    actions: { get: 's3:GetBucketNotification', put: 's3:PutBucketNotification' },
    answer: 'members',
    missing: {},
    check: checkNotification,
    completed: withNotificationIds,
  },
  {
    name: 'replication',
    put: s3.PutBucketReplicationCommand,
    get: s3.GetBucketReplicationCommand,
    remove: s3.DeleteBucketReplicationCommand,
    member: 'ReplicationConfiguration',
    actions: { get: 's3:GetReplicationConfiguration', put: 's3:PutReplicationConfiguration' },
    answer: 'document',
    missing: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
    check: checkReplication,
    completed: withRuleIds,
    more: ({ Role }) => passRole(Role),
  },
  {
    name: 'request-payment',
    put: s3.PutBucketRequestPaymentCommand,
    get: s3.GetBucketRequestPaymentCommand,
    member: 'RequestPaymentConfiguration',
    actions: { get: 's3:GetBucketRequestPayment', put: 's3:PutBucketRequestPayment' },
    answer: 'members',
    missing: { Payer: 'BucketOwner' },
    check: ({ Payer }) => {
      if (Payer === 'Requester')
        throw new AwsError(
          'NotImplemented',
          '`Requester` pays is not emulated by iam-rehearsal: who may send a request would depend on it; pass `BucketOwner`',
        );
      oneOf(Payer, 'BucketOwner');
    },
  },
  {
    name: 'website',
    put: s3.PutBucketWebsiteCommand,
    get: s3.GetBucketWebsiteCommand,
    remove: s3.DeleteBucketWebsiteCommand,
    member: 'WebsiteConfiguration',
    actions: { get: 's3:GetBucketWebsite', put: 's3:PutBucketWebsite', remove: 's3:DeleteBucketWebsite' },
    answer: 'members',
    missing: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
    check: checkWebsite,
  },
];

/** S3 takes the role over: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html */
function passRole(role: unknown): readonly Need[] {
  const [, account] = /^arn:[\w-]+:iam::(\d{12}):role\/.+$/.exec(String(role)) ?? [];
  if (account === undefined) return [];
  const keys = { 'iam:PassedToService': 's3.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: String(role), resourceAccount: account, keys }];
}

function oneOf(value: unknown, ...values: readonly string[]): void {
  if (typeof value !== 'string' || !values.includes(value)) throw malformedXml();
}
