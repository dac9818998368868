import * as s3 from '@aws-sdk/client-s3';

// biome-ignore lint/suspicious/noExplicitAny: the commands of the table differ in input and output
export type AnyCommand = new (input: any) => any;
/** A call with the permissions that it takes, in the order in which they are asked for, and the calls that prepare it. */
export type Row = readonly [
  command: AnyCommand,
  input: object,
  actions: readonly string[],
  ...before: readonly object[],
];

const OTHER = { Key: 'new' };
const Id = 'weekly';
/** A policy that the bucket may have. */
export const PolicyOfBucket = (Bucket: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '111122223333' },
        Action: 's3:GetBucketLocation',
        Resource: `arn:aws:s3:::${Bucket}`,
      },
    ],
  });
const until = new Date(Date.now() + 24 * 60 * 60 * 1000);
const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: until };
const TagSet = [{ Key: 'a', Value: '1' }];
const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] };
const Inventory = {
  Id,
  IsEnabled: true,
  IncludedObjectVersions: 'All',
  Schedule: { Frequency: 'Weekly' },
  Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::logs', Format: 'CSV' } },
};
const Analytics = { Id, StorageClassAnalysis: {} };
const Tiering = { Id, Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] };
const CORSConfiguration = { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] };
const LifecycleConfiguration = { Rules: [{ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }] };
const Encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };
const Website = { IndexDocument: { Suffix: 'index.html' } };

const replicate = {
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/replicate',
    Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
  },
};
const ownedByWriters = [
  s3.PutBucketOwnershipControlsCommand,
  { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
] as const;

/** It answers 200 and an error for each object: `services/s3/delete-objects.test.ts`. */
export const WITHOUT_ROW = ['DeleteObjects'];

/**
 * `Bucket`, `Key` and `CopySource` are added; where they are `''`, another bucket, the `VersionId`, the `UploadId` of an upload with
 * one part, that part, and a `Policy`.
 */
export const ROWS: readonly Row[] = [
  [s3.ListBucketsCommand, {}, ['s3:ListAllMyBuckets']],
  [s3.CreateBucketCommand, { Bucket: '' }, ['s3:CreateBucket']],
  [s3.DeleteBucketCommand, { Bucket: '' }, ['s3:DeleteBucket'], [s3.CreateBucketCommand, { Bucket: '' }]],
  [s3.UploadPartCommand, { UploadId: '', PartNumber: 1, Body: 'x' }, ['s3:PutObject']],
  [s3.UploadPartCopyCommand, { UploadId: '', PartNumber: 1 }, ['s3:GetObject', 's3:PutObject']],
  [s3.ListPartsCommand, { UploadId: '' }, ['s3:ListMultipartUploadParts']],
  [s3.AbortMultipartUploadCommand, { UploadId: '' }, ['s3:AbortMultipartUpload']],
  [s3.CompleteMultipartUploadCommand, { UploadId: '', MultipartUpload: '' }, ['s3:PutObject']],
  [s3.PutBucketAclCommand, { ACL: 'private' }, ['s3:PutBucketAcl'], ownedByWriters],
  [s3.PutObjectAclCommand, { ACL: 'private' }, ['s3:PutObjectAcl'], ownedByWriters],
  [s3.GetBucketReplicationCommand, {}, ['s3:GetReplicationConfiguration'], [s3.PutBucketReplicationCommand, replicate]],
  [s3.HeadBucketCommand, {}, ['s3:ListBucket']],
  [s3.GetBucketLocationCommand, {}, ['s3:GetBucketLocation']],
  [s3.ListObjectsCommand, {}, ['s3:ListBucket']],
  [s3.ListObjectsV2Command, {}, ['s3:ListBucket']],
  [s3.ListObjectVersionsCommand, {}, ['s3:ListBucketVersions']],
  [s3.ListMultipartUploadsCommand, {}, ['s3:ListBucketMultipartUploads']],
  [s3.PutObjectCommand, { ...OTHER, Body: 'x' }, ['s3:PutObject']],
  [s3.PutObjectCommand, { ...OTHER, Body: 'x', Tagging: 'a=1' }, ['s3:PutObject', 's3:PutObjectTagging']],
  [
    s3.PutObjectCommand,
    {
      ...OTHER,
      Body: 'x',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
      ObjectLockLegalHoldStatus: 'ON',
    },
    ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'],
  ],
  [s3.GetObjectCommand, {}, ['s3:GetObject']],
  [s3.GetObjectCommand, { VersionId: '' }, ['s3:GetObjectVersion']],
  [s3.HeadObjectCommand, {}, ['s3:GetObject']],
  [s3.GetObjectAttributesCommand, { ObjectAttributes: ['ETag'] }, ['s3:GetObject', 's3:GetObjectAttributes']],
  [
    s3.GetObjectAttributesCommand,
    { ObjectAttributes: ['ETag'], VersionId: '' },
    ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
  ],
  [s3.CopyObjectCommand, OTHER, ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging']],
  [s3.DeleteObjectCommand, {}, ['s3:DeleteObject']],
  [s3.DeleteObjectCommand, { VersionId: '' }, ['s3:DeleteObjectVersion']],
  [
    s3.DeleteObjectCommand,
    { VersionId: '', BypassGovernanceRetention: true },
    ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'],
  ],
  [s3.GetObjectAclCommand, {}, ['s3:GetObjectAcl']],
  [s3.GetObjectTaggingCommand, {}, ['s3:GetObjectTagging']],
  [s3.GetObjectTaggingCommand, { VersionId: '' }, ['s3:GetObjectVersionTagging']],
  [s3.PutObjectTaggingCommand, { Tagging: { TagSet } }, ['s3:PutObjectTagging']],
  [s3.DeleteObjectTaggingCommand, { VersionId: '' }, ['s3:DeleteObjectVersionTagging']],
  [s3.PutObjectRetentionCommand, { Retention }, ['s3:PutObjectRetention']],
  [s3.GetObjectRetentionCommand, {}, ['s3:GetObjectRetention'], [s3.PutObjectRetentionCommand, { Retention }]],
  [s3.PutObjectLegalHoldCommand, { LegalHold: { Status: 'ON' } }, ['s3:PutObjectLegalHold']],
  [
    s3.GetObjectLegalHoldCommand,
    {},
    ['s3:GetObjectLegalHold'],
    [s3.PutObjectLegalHoldCommand, { LegalHold: { Status: 'ON' } }],
  ],
  [s3.CreateMultipartUploadCommand, OTHER, ['s3:PutObject']],
  [s3.PutBucketPolicyCommand, { Policy: '' }, ['s3:PutBucketPolicy']],
  [s3.GetBucketPolicyCommand, {}, ['s3:GetBucketPolicy'], [s3.PutBucketPolicyCommand, { Policy: '' }]],
  [s3.GetBucketPolicyStatusCommand, {}, ['s3:GetBucketPolicyStatus'], [s3.PutBucketPolicyCommand, { Policy: '' }]],
  [s3.DeleteBucketPolicyCommand, {}, ['s3:DeleteBucketPolicy']],
  [s3.PutPublicAccessBlockCommand, { PublicAccessBlockConfiguration: {} }, ['s3:PutBucketPublicAccessBlock']],
  [s3.GetPublicAccessBlockCommand, {}, ['s3:GetBucketPublicAccessBlock']],
  [s3.DeletePublicAccessBlockCommand, {}, ['s3:PutBucketPublicAccessBlock']],
  [s3.PutBucketOwnershipControlsCommand, { OwnershipControls }, ['s3:PutBucketOwnershipControls']],
  [s3.GetBucketOwnershipControlsCommand, {}, ['s3:GetBucketOwnershipControls']],
  [s3.DeleteBucketOwnershipControlsCommand, {}, ['s3:PutBucketOwnershipControls']],
  [s3.GetBucketAclCommand, {}, ['s3:GetBucketAcl']],
  [s3.PutBucketVersioningCommand, { VersioningConfiguration: { Status: 'Enabled' } }, ['s3:PutBucketVersioning']],
  [s3.GetBucketVersioningCommand, {}, ['s3:GetBucketVersioning']],
  [
    s3.PutObjectLockConfigurationCommand,
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
    ['s3:PutBucketObjectLockConfiguration'],
  ],
  [s3.GetObjectLockConfigurationCommand, {}, ['s3:GetBucketObjectLockConfiguration']],
  [s3.PutBucketTaggingCommand, { Tagging: { TagSet } }, ['s3:PutBucketTagging']],
  [s3.GetBucketTaggingCommand, {}, ['s3:GetBucketTagging'], [s3.PutBucketTaggingCommand, { Tagging: { TagSet } }]],
  [s3.DeleteBucketTaggingCommand, {}, ['s3:PutBucketTagging']],
  [s3.PutBucketAbacCommand, { AbacStatus: { Status: 'Enabled' } }, ['s3:PutBucketAbac']],
  [s3.GetBucketAbacCommand, {}, ['s3:GetBucketAbac']],
  [
    s3.PutBucketAccelerateConfigurationCommand,
    { AccelerateConfiguration: { Status: 'Enabled' } },
    ['s3:PutAccelerateConfiguration'],
  ],
  [s3.GetBucketAccelerateConfigurationCommand, {}, ['s3:GetAccelerateConfiguration']],
  [s3.PutBucketCorsCommand, { CORSConfiguration }, ['s3:PutBucketCORS']],
  [s3.GetBucketCorsCommand, {}, ['s3:GetBucketCORS'], [s3.PutBucketCorsCommand, { CORSConfiguration }]],
  [s3.DeleteBucketCorsCommand, {}, ['s3:PutBucketCORS']],
  [s3.PutBucketEncryptionCommand, { ServerSideEncryptionConfiguration: Encryption }, ['s3:PutEncryptionConfiguration']],
  [s3.GetBucketEncryptionCommand, {}, ['s3:GetEncryptionConfiguration']],
  [s3.DeleteBucketEncryptionCommand, {}, ['s3:PutEncryptionConfiguration']],
  [s3.PutBucketLifecycleConfigurationCommand, { LifecycleConfiguration }, ['s3:PutLifecycleConfiguration']],
  [
    s3.GetBucketLifecycleConfigurationCommand,
    {},
    ['s3:GetLifecycleConfiguration'],
    [s3.PutBucketLifecycleConfigurationCommand, { LifecycleConfiguration }],
  ],
  [s3.DeleteBucketLifecycleCommand, {}, ['s3:PutLifecycleConfiguration']],
  [s3.PutBucketLoggingCommand, { BucketLoggingStatus: {} }, ['s3:PutBucketLogging']],
  [s3.GetBucketLoggingCommand, {}, ['s3:GetBucketLogging']],
  [
    s3.PutBucketNotificationConfigurationCommand,
    { NotificationConfiguration: { EventBridgeConfiguration: {} } },
    ['s3:PutBucketNotification'],
  ],
  [s3.GetBucketNotificationConfigurationCommand, {}, ['s3:GetBucketNotification']],
  [s3.PutBucketReplicationCommand, replicate, ['s3:PutReplicationConfiguration', 'iam:PassRole']],
  [s3.DeleteBucketReplicationCommand, {}, ['s3:PutReplicationConfiguration']],
  [
    s3.PutBucketRequestPaymentCommand,
    { RequestPaymentConfiguration: { Payer: 'BucketOwner' } },
    ['s3:PutBucketRequestPayment'],
  ],
  [s3.GetBucketRequestPaymentCommand, {}, ['s3:GetBucketRequestPayment']],
  [s3.PutBucketWebsiteCommand, { WebsiteConfiguration: Website }, ['s3:PutBucketWebsite']],
  [
    s3.GetBucketWebsiteCommand,
    {},
    ['s3:GetBucketWebsite'],
    [s3.PutBucketWebsiteCommand, { WebsiteConfiguration: Website }],
  ],
  [s3.DeleteBucketWebsiteCommand, {}, ['s3:DeleteBucketWebsite']],
  ...withId('Metrics', { Id }),
  ...withId('Analytics', Analytics),
  ...withId('Inventory', Inventory),
  ...withId('IntelligentTiering', Tiering),
];

/** The four operations on documents that have an id. */
function withId(kind: 'Metrics' | 'Analytics' | 'Inventory' | 'IntelligentTiering', document: object): readonly Row[] {
  const commands = s3 as unknown as Readonly<Record<string, AnyCommand>>;
  const command = (verb: string, plural = '') =>
    commands[`${verb}Bucket${kind}Configuration${plural}Command`] as AnyCommand;
  const put = [command('Put'), { Id, [`${kind}Configuration`]: document }] as const;
  const [read, write] = [`s3:Get${kind}Configuration`, `s3:Put${kind}Configuration`];
  return [
    [...put, [write]],
    [command('Get'), { Id }, [read], put],
    [command('List', 's'), {}, [read], put],
    [command('Delete'), { Id }, [write], put],
  ];
}
