import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { configurations } from './configurations.js';
import { Bucket, createS3Calls, get, Key, refusal, withObject } from './s3-calls.fixture.js';

const ROLE = 'arn:aws:iam::111122223333:role/replicate';
const Id = 'weekly';

/** A document of each kind. */
const DOCUMENTS: Readonly<Record<string, object>> = {
  abac: { Status: 'Enabled' },
  accelerate: { Status: 'Enabled' },
  analytics: { Id, StorageClassAnalysis: {} },
  cors: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
  'intelligent-tiering': { Id, Status: 'Enabled', Tierings: [] },
  inventory: {
    Id,
    IsEnabled: true,
    OptionalFields: ['Size'],
    Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' } },
  },
  lifecycle: { Rules: [{ ID: 'daily', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }] },
  logging: { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'logs/' } },
  metrics: { Id },
  notification: { EventBridgeConfiguration: {} },
  replication: {
    Role: ROLE,
    Rules: [{ ID: 'all', Status: 'Enabled', Destination: { Bucket: `arn:aws:s3:::${Bucket}` } }],
  },
  'request-payment': { Payer: 'BucketOwner' },
  website: { IndexDocument: { Suffix: 'index.html' } },
};

const withVersions = async () => {
  const calls = createS3Calls();
  await calls.run(s3.CreateBucketCommand, { Bucket });
  await calls.run(s3.PutBucketVersioningCommand, { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  return calls;
};

describe.each(configurations.map((row) => [row.name, row] as const))('%s', (name, row) => {
  const document = DOCUMENTS[name] ?? {};
  const input = { Bucket, Id };

  test('is stored and given back', async () => {
    const calls = await withVersions();
    await calls.run(row.put, { ...input, [row.member]: document });
    const expected = row.answer === 'document' ? { [row.member]: document } : { ...document, ...row.beside };
    expect(await calls.run(row.get, input)).toEqual(expected);
    if (!row.remove) return;
    await calls.run(row.remove, input);
    expect(calls.accounts.buckets.named(Bucket)?.configurations.size).toBe(0);
  });

  test('is answered also where there is none', async () => {
    const calls = await withVersions();
    const { missing } = row;
    if (Array.isArray(missing)) {
      const [code, message] = missing;
      const extras = row.list ? {} : { BucketName: Bucket };
      expect(await refusal(() => calls.run(row.get, input))).toEqual({ code, message, ...extras });
    } else {
      expect(await calls.run(row.get, input)).toEqual(row.answer === 'document' ? { [row.member]: missing } : missing);
    }
  });
});

test('the actions are those of the reference, not the names of the operations', async () => {
  const calls = await withVersions();
  const actions = [
    calls.needs(s3.PutBucketLifecycleConfigurationCommand, { Bucket }),
    calls.needs(s3.DeleteBucketLifecycleCommand, { Bucket }),
    calls.needs(s3.GetBucketEncryptionCommand, { Bucket }),
    calls.needs(s3.DeleteBucketWebsiteCommand, { Bucket }),
    calls.needs(s3.ListBucketInventoryConfigurationsCommand, { Bucket }),
  ];
  expect(actions.flat().map(({ action }) => action)).toEqual([
    's3:PutLifecycleConfiguration',
    's3:PutLifecycleConfiguration',
    's3:GetEncryptionConfiguration',
    's3:DeleteBucketWebsite',
    's3:GetInventoryConfiguration',
  ]);
});

test('to give S3 a role takes the permission to pass it', async () => {
  const calls = await withVersions();
  const ReplicationConfiguration = { Role: ROLE, Rules: [] };
  expect(calls.needs(s3.PutBucketReplicationCommand, { Bucket, ReplicationConfiguration })[1]).toMatchObject({
    action: 'iam:PassRole',
    resource: ROLE,
    resourceAccount: '111122223333',
    keys: { 'iam:PassedToService': 's3.amazonaws.com' },
  });
});

test('documents with an id are listed page by page, and one that is not there cannot be deleted', async () => {
  const calls = await withVersions();
  for (let i = 0; i < 101; i++)
    await calls.run(s3.PutBucketMetricsConfigurationCommand, {
      Bucket,
      Id: `m${i}`,
      MetricsConfiguration: { Id: `m${i}` },
    });
  const first = await calls.run(s3.ListBucketMetricsConfigurationsCommand, { Bucket });
  expect([first.MetricsConfigurationList?.length, first.IsTruncated]).toEqual([100, true]);
  const ContinuationToken = first.NextContinuationToken;
  const rest = await calls.run(s3.ListBucketMetricsConfigurationsCommand, { Bucket, ContinuationToken });
  expect(rest.MetricsConfigurationList).toEqual([{ Id: 'm99' }]);
  const remove = () => calls.run(s3.DeleteBucketMetricsConfigurationCommand, { Bucket, Id: 'gone' });
  expect(await refusal(remove)).toMatchObject({ code: 'NoSuchConfiguration' });
});

test.each([
  [s3.PutBucketCorsCommand, { CORSConfiguration: { CORSRules: [] } }, 'MalformedXML'],
  [s3.PutBucketLifecycleConfigurationCommand, {}, 'MalformedXML'],
  [s3.PutBucketWebsiteCommand, { WebsiteConfiguration: {} }, 'InvalidArgument'],
  [s3.PutBucketAccelerateConfigurationCommand, { AccelerateConfiguration: { Status: 'On' } }, 'MalformedXML'],
  [s3.PutBucketRequestPaymentCommand, { RequestPaymentConfiguration: { Payer: 'Requester' } }, 'NotImplemented'],
  [s3.PutBucketReplicationCommand, { ReplicationConfiguration: { Role: ROLE, Rules: [] } }, 'InvalidRequest'],
] as const)('%o refuses %j', async (command, input, code) => {
  const calls = await withObject();
  expect(await refusal(() => calls.run(command as never, { Bucket, ...input } as never))).toMatchObject({ code });
});

test('the tags of a bucket count in policies once that is switched on', async () => {
  const calls = await withObject();
  const TagSet = [{ Key: 'team', Value: 'blue' }];
  await calls.run(s3.PutBucketTaggingCommand, { Bucket, Tagging: { TagSet } });
  expect(calls.needs(s3.GetObjectCommand, { Bucket, Key })[0]?.resourceTags).toBeUndefined();
  await calls.run(s3.PutBucketAbacCommand, { Bucket, AbacStatus: { Status: 'Enabled' } });
  expect(calls.needs(s3.GetObjectCommand, { Bucket, Key })[0]).toMatchObject({
    resourceTags: TagSet,
    keys: { 's3:BucketTag/team': 'blue' },
  });
  expect((await get(calls)).Body).toBe('0123456789');
});
