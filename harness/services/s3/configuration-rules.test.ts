import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, createS3Calls, refusal, withObject } from './s3-calls.fixture.js';

const OTHER = 'another-bucket';

/** What S3 says to a document, or undefined if it stores it. */
async function stored(command: unknown, input: object) {
  const calls = await withObject();
  await calls.run(s3.CreateBucketCommand, { Bucket: OTHER });
  return refusal(() => calls.run(command as never, { Bucket, ...input } as never));
}

describe('lifecycle rules', () => {
  const rule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'x' }, Expiration: { Days: 60 } } as const;
  const put = (...Rules: object[]) =>
    stored(s3.PutBucketLifecycleConfigurationCommand, { LifecycleConfiguration: { Rules } });
  const Tags = [{ Key: 'k', Value: '1' }];

  test.each([
    [{ ...rule }, undefined],
    [{ ...rule, Filter: {} }, undefined],
    [{ ...rule, Filter: undefined }, 'MalformedXML'],
    [{ ...rule, Filter: { Prefix: 'x', ObjectSizeLessThan: 1 } }, 'MalformedXML'],
    [{ ...rule, Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, 'MalformedXML'],
    [{ ...rule, ID: 'i'.repeat(256) }, 'ID length should not exceed allowed limit of 255'],
    [{ ...rule, Expiration: undefined }, 'At least one action needs to be specified in a rule'],
    [{ ...rule, Expiration: { Days: 0 } }, "'Days' for Expiration action must be a positive integer"],
    [{ ...rule, Expiration: { Date: new Date('2030-01-01T01:00:00Z') } }, "'Date' must be at midnight GMT"],
    [{ ...rule, Filter: { And: { Tags: [...Tags, ...Tags] } } }, 'Duplicate Tag Keys are not allowed.'],
    [
      { ...rule, Filter: { And: { Tags } }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      'AbortIncompleteMultipartUpload cannot be specified with Tags.',
    ],
    [
      { ...rule, Transitions: [{ Days: 7, StorageClass: 'STANDARD_IA' }] },
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
    ],
    [
      { ...rule, Transitions: [{ Days: 60, StorageClass: 'GLACIER' }] },
      "'Days' in the Expiration action for filter '(prefix=x)' must be greater than 'Days' in the Transition action",
    ],
    [
      { ...rule, Transitions: [{ Date: new Date('2030-01-01'), StorageClass: 'GLACIER' }] },
      "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '(prefix=x)'",
    ],
    [{ ...rule, NoncurrentVersionExpiration: { NewerNoncurrentVersions: 5 } }, 'MalformedXML'],
  ])('%#: %j', async (given, expected) => {
    const answer = await put(given);
    expect(answer?.code === 'MalformedXML' ? answer.code : answer?.message).toBe(expected);
  });

  test('have different ids', async () => {
    expect((await put(rule, rule))?.message).toBe('Rule ID must be unique. Found same ID for more than one rule');
  });

  test('get an id from S3 where they have none', async () => {
    const calls = await withObject();
    const Rules = [{ ...rule, ID: undefined }];
    await calls.run(s3.PutBucketLifecycleConfigurationCommand, { Bucket, LifecycleConfiguration: { Rules } } as never);
    const { Rules: [first] = [] } = await calls.run(s3.GetBucketLifecycleConfigurationCommand, { Bucket });
    expect(first?.ID).toMatch(/^[\w.]{48}$/);
  });
});

test.each([
  [{ IndexDocument: { Suffix: 'a/b' } }, 'The IndexDocument Suffix is not well formed'],
  [
    { RedirectAllRequestsTo: { HostName: 'h' }, IndexDocument: { Suffix: 'i' } },
    'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
  ],
  [
    {
      IndexDocument: { Suffix: 'i' },
      RoutingRules: [{ Redirect: { ReplaceKeyWith: 'a', ReplaceKeyPrefixWith: 'b' } }],
    },
    'You can only define ReplaceKeyPrefix or ReplaceKey but not both.',
  ],
  [
    { IndexDocument: { Suffix: 'i' }, RoutingRules: Array(51).fill({ Redirect: {} }) },
    '51 routing rules provided, the number of routing rules in a website configuration is limited to 50.',
  ],
])('a website is no %j', async (WebsiteConfiguration, message) => {
  expect((await stored(s3.PutBucketWebsiteCommand, { WebsiteConfiguration }))?.message).toBe(message);
});

describe('notifications', () => {
  const QueueArn = 'arn:aws:sqs:us-east-1:111122223333:queue';
  const put = (...QueueConfigurations: object[]) =>
    stored(s3.PutBucketNotificationConfigurationCommand, { NotificationConfiguration: { QueueConfigurations } });
  const rules = (...FilterRules: object[]) => ({ Filter: { Key: { FilterRules } } });
  const created = { QueueArn, Events: ['s3:ObjectCreated:*'] };

  test('go each to one place', async () => {
    const overlapping = 'Configurations overlap. Configurations on the same bucket cannot share a common event type.';
    const copied = { QueueArn, Events: ['s3:ObjectCreated:Copy'] };
    expect((await put(created, copied))?.message).toBe(overlapping);
    const [images, logs] = ['images/', 'logs/'].map((Value) => rules({ Name: 'prefix', Value }));
    expect(await put({ ...created, ...images }, { ...copied, ...logs })).toBeUndefined();
  });

  test('have one prefix, and the ARN of a queue', async () => {
    const twice = rules({ Name: 'prefix', Value: 'a' }, { Name: 'Prefix', Value: 'b' });
    expect((await put({ ...created, ...twice }))?.message).toBe(
      'Cannot specify more than one prefix rule in a filter.',
    );
    expect((await put({ ...created, QueueArn: 'queue' }))?.message).toBe('The ARN is not well formed');
  });
});

test('logs go to a bucket that is there, of the same account', async () => {
  const put = (TargetBucket: string) =>
    stored(s3.PutBucketLoggingCommand, { BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: '' } } });
  expect(await put(OTHER)).toBeUndefined();
  expect(await put('nowhere')).toMatchObject({ code: 'InvalidTargetBucketForLogging', TargetBucket: 'nowhere' });
});

test('what is replicated goes to a bucket with versions', async () => {
  const calls = createS3Calls();
  for (const each of [Bucket, OTHER]) await calls.run(s3.CreateBucketCommand, { Bucket: each });
  const Destination = { Bucket: `arn:aws:s3:::${OTHER}` };
  const ReplicationConfiguration = {
    Role: 'arn:aws:iam::111122223333:role/r',
    Rules: [{ Status: 'Enabled', Destination }],
  };
  const put = () => calls.run(s3.PutBucketReplicationCommand, { Bucket, ReplicationConfiguration } as never);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await calls.run(s3.PutBucketVersioningCommand, { Bucket, VersioningConfiguration });
  expect((await refusal(put))?.message).toBe('Destination bucket must have versioning enabled.');
  await calls.run(s3.PutBucketVersioningCommand, { Bucket: OTHER, VersioningConfiguration });
  expect(await refusal(put)).toBeUndefined();
});

test('a key of KMS goes with encryption by KMS', async () => {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'key' };
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
  expect((await stored(s3.PutBucketEncryptionCommand, { ServerSideEncryptionConfiguration }))?.code).toBe(
    'InvalidArgument',
  );
});

test('the id of the request is that of the document', async () => {
  const analytics = { Id: 'a', AnalyticsConfiguration: { Id: 'b', StorageClassAnalysis: {} } };
  expect((await stored(s3.PutBucketAnalyticsConfigurationCommand, analytics))?.code).toBe('MalformedXML');
  const inventory = { Id: 'a', InventoryConfiguration: { Id: 'b' } };
  expect((await stored(s3.PutBucketInventoryConfigurationCommand, inventory))?.code).toBe('IdMismatch');
});
