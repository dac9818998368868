import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, createS3Calls, NOW_IN_SECONDS, OTHER_ACCOUNT, refusal } from './s3-calls.fixture.js';

const Bucket = 'rehearsal';

test('a bucket made in us-east-1 is there, is located, and goes', async () => {
  const s3 = createS3Calls();
  const made = await s3.run(CreateBucketCommand, { Bucket });
  expect(made).toEqual({ Location: '/rehearsal', BucketArn: 'arn:aws:s3:::rehearsal' });
  expect(await s3.run(HeadBucketCommand, { Bucket })).toEqual({
    BucketArn: 'arn:aws:s3:::rehearsal',
    BucketRegion: 'us-east-1',
    AccessPointAlias: false,
  });
  expect(await s3.run(GetBucketLocationCommand, { Bucket })).toEqual({ LocationConstraint: undefined });
  await s3.run(DeleteBucketCommand, { Bucket });
  expect(await refusal(() => s3.run(HeadBucketCommand, { Bucket }))).toEqual({
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    BucketName: Bucket,
  });
});

test('a bucket with objects is not deleted', async () => {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await s3.run(PutObjectCommand, { Bucket, Key: 'k' });
  expect(await refusal(() => s3.run(DeleteBucketCommand, { Bucket }))).toEqual({
    code: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
    BucketName: Bucket,
  });
});

describe('location constraints', () => {
  const create = (region: string, LocationConstraint: string | undefined) => {
    const s3 = createS3Calls().with({ region });
    const configuration = LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } };
    return s3.run(CreateBucketCommand, { Bucket, ...configuration } as never).then(async ({ Location }) => {
      const { BucketRegion } = await s3.run(HeadBucketCommand, { Bucket });
      const { LocationConstraint: located } = await s3.run(GetBucketLocationCommand, { Bucket });
      return { Location, BucketRegion, located };
    });
  };
  const elsewhere = 'http://rehearsal.s3.amazonaws.com/';

  test.each([
    ['us-east-1', undefined, { Location: '/rehearsal', BucketRegion: 'us-east-1', located: undefined }],
    ['us-east-1', 'us-west-2', { Location: elsewhere, BucketRegion: 'us-west-2', located: 'us-west-2' }],
    ['eu-central-1', 'eu-central-1', { Location: elsewhere, BucketRegion: 'eu-central-1', located: 'eu-central-1' }],
    ['eu-west-1', 'EU', { Location: elsewhere, BucketRegion: 'eu-west-1', located: 'EU' }],
  ])('at the endpoint of %s, %s makes a bucket there', async (region, constraint, expected) => {
    expect(await create(region, constraint)).toEqual(expected);
  });

  test.each([
    ['us-east-1', 'us-east-1'],
    ['us-east-1', 'moon-1'],
    ['us-east-1', 'aws-global'],
  ])('at the endpoint of %s, %s is not valid', async (region, constraint) => {
    expect(await refusal(() => create(region, constraint))).toEqual({
      code: 'InvalidLocationConstraint',
      message: 'The specified location-constraint is not valid',
      LocationConstraint: constraint,
    });
  });

  test.each([
    ['us-east-2', undefined, 'unspecified'],
    ['us-east-2', 'us-west-1', 'us-west-1'],
    ['us-east-2', 'EU', 'EU'],
    ['eu-west-1', 'bar', 'bar'],
  ])('at the endpoint of %s, %s is incompatible', async (region, constraint, named) => {
    expect(await refusal(() => create(region, constraint))).toEqual({
      code: 'IllegalLocationConstraintException',
      message: `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    });
  });
});

describe('a name that is taken', () => {
  const OWNED = {
    code: 'BucketAlreadyOwnedByYou',
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
    BucketName: Bucket,
  };
  const tagged = { Tags: [{ Key: 'team', Value: 'blue' }] };

  test('by another account is not available', async () => {
    const s3 = createS3Calls();
    await s3.run(CreateBucketCommand, { Bucket });
    expect(await refusal(() => s3.with({ account: OTHER_ACCOUNT }).run(CreateBucketCommand, { Bucket }))).toEqual({
      code: 'BucketAlreadyExists',
      message:
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      BucketName: Bucket,
    });
  });

  test('in us-east-1 by oneself changes nothing, unless tags are given', async () => {
    const s3 = createS3Calls();
    await s3.run(CreateBucketCommand, { Bucket });
    await s3.run(PutObjectCommand, { Bucket, Key: 'k' });
    expect(await s3.run(CreateBucketCommand, { Bucket })).toMatchObject({ Location: '/rehearsal' });
    expect((await refusal(() => s3.run(DeleteBucketCommand, { Bucket })))?.code).toBe('BucketNotEmpty');
    const again = { Bucket, CreateBucketConfiguration: tagged };
    expect(await refusal(() => s3.run(CreateBucketCommand, again))).toEqual(OWNED);
  });

  test('elsewhere by oneself is an error', async () => {
    const s3 = createS3Calls();
    const there = { Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-1' as const } };
    await s3.run(CreateBucketCommand, there);
    expect(await refusal(() => s3.run(CreateBucketCommand, there))).toEqual(OWNED);
    expect(await refusal(() => s3.run(CreateBucketCommand, { Bucket }))).toEqual(OWNED);
  });
});

describe('names', () => {
  const create = (name: string, BucketNamespace?: 'account-regional' | 'global', region = 'us-east-1') =>
    refusal(() =>
      createS3Calls()
        .with({ region })
        .run(CreateBucketCommand, { Bucket: name, ...(BucketNamespace && { BucketNamespace }) }),
    );

  test.each(['abc', '0.9', 'my.example.s3.bucket', 'a'.repeat(63), '1-2'])('%s is taken', async (name) => {
    expect(await create(name)).toBeUndefined();
  });

  test.each([
    'ab',
    'a'.repeat(64),
    'Abc',
    'a_c',
    '-ab',
    'ab-',
    '.ab',
    'a..b',
    '192.168.5.4',
    'xn--abc',
    'sthree-abc',
    'amzn-s3-demo-bucket',
    'abc-s3alias',
    'abc--ol-s3',
    'abc.mrap',
    'abc--x-s3',
    'abc--table-s3',
    'abc-an',
  ])('%s is not valid', async (name) => {
    expect(await create(name)).toEqual({
      code: 'InvalidBucketName',
      message: 'The specified bucket is not valid.',
      BucketName: name,
    });
  });

  test('a name in the account regional namespace takes its header, its account and its region', async () => {
    const name = `logs-${ACCOUNT}-us-east-1-an`;
    expect(await create(name, 'account-regional')).toBeUndefined();
    expect((await create(name))?.code).toBe('MissingNamespaceHeader');
    expect((await create(name, 'global'))?.code).toBe('MissingNamespaceHeader');
    expect(await create(`logs-${OTHER_ACCOUNT}-us-east-1-an`, 'account-regional')).toMatchObject({
      code: 'InvalidBucketNamespace',
      message: expect.stringContaining(`requested AWS Account ID '${OTHER_ACCOUNT}'`),
    });
    expect((await create(`logs-${ACCOUNT}-us-west-2-an`, 'account-regional'))?.code).toBe('InvalidBucketNamespace');
    expect((await create('logs', 'account-regional'))?.code).toBe('InvalidBucketNamespace');
  });
});

test('tags of a new bucket are checked', async () => {
  const create = (Tags: readonly { Key: string; Value: string }[]) =>
    refusal(() => createS3Calls().run(CreateBucketCommand, { Bucket, CreateBucketConfiguration: { Tags: [...Tags] } }));
  expect(await create([{ Key: 'a', Value: '' }])).toBeUndefined();
  expect(await create([{ Key: 'aws:a', Value: '1' }])).toMatchObject({
    code: 'InvalidTag',
    message: expect.stringMatching(/^User-defined tag keys can't start with "aws:"/),
  });
  expect(await create([{ Key: 'a,b', Value: '1' }])).toMatchObject({ TagKey: 'a,b' });
  expect(await create([{ Key: 'a', Value: '1,2' }])).toMatchObject({ TagKey: 'a', TagValue: '1,2' });
});

test('a public ACL and a directory bucket are refused, not left out', async () => {
  const create = (input: object) => refusal(() => createS3Calls().run(CreateBucketCommand, { Bucket, ...input }));
  expect(await create({ ACL: 'private' })).toBeUndefined();
  expect((await create({ ACL: 'public-read' }))?.code).toBe('InvalidBucketAclWithObjectOwnership');
  expect(await create({ ACL: 'public-read', ObjectOwnership: 'ObjectWriter' })).toMatchObject({
    code: 'InvalidBucketAclWithBlockPublicAccessError',
  });
  expect(await create({ ObjectOwnership: 'Mine' })).toMatchObject({
    code: 'InvalidArgument',
    message: 'Invalid x-amz-object-ownership header: Mine',
  });
  const directory = { CreateBucketConfiguration: { Location: { Type: 'AvailabilityZone', Name: 'use1-az4' } } };
  expect((await create(directory))?.code).toBe('NotImplemented');
});

describe('the list of buckets', () => {
  const listed = async () => {
    const s3 = createS3Calls();
    const west = { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' as const } };
    for (const name of ['beta', 'alpha', 'alps']) await s3.run(CreateBucketCommand, { Bucket: name });
    await s3.run(CreateBucketCommand, { Bucket: 'west', ...west });
    await s3.with({ account: OTHER_ACCOUNT }).run(CreateBucketCommand, { Bucket: 'theirs' });
    return s3;
  };
  const names = (answer: { Buckets?: { Name?: string | undefined }[] | undefined }) =>
    answer.Buckets?.map(({ Name }) => Name);

  test('has the own buckets by name, and an owner', async () => {
    const s3 = await listed();
    const all = await s3.run(ListBucketsCommand, {});
    expect(names(all)).toEqual(['alpha', 'alps', 'beta', 'west']);
    expect(all.Owner).toEqual({ ID: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(all.Buckets?.[0]).toEqual({
      Name: 'alpha',
      CreationDate: NOW_IN_SECONDS,
      BucketArn: 'arn:aws:s3:::alpha',
    });
    const theirs = await s3.with({ account: OTHER_ACCOUNT }).run(ListBucketsCommand, {});
    expect(names(theirs)).toEqual(['theirs']);
    expect(theirs.Owner).not.toEqual(all.Owner);
  });

  test('comes in pages, by prefix and by region', async () => {
    const s3 = await listed();
    const first = await s3.run(ListBucketsCommand, { MaxBuckets: 3, ContinuationToken: '' });
    expect(names(first)).toEqual(['alpha', 'alps', 'beta']);
    expect(first.Buckets?.[0]?.BucketRegion).toBe('us-east-1');
    const rest = await s3.run(ListBucketsCommand, { MaxBuckets: 3, ContinuationToken: first.ContinuationToken });
    expect(names(rest)).toEqual(['west']);
    expect(rest.ContinuationToken).toBeUndefined();
    expect(await s3.run(ListBucketsCommand, { Prefix: 'al' })).toMatchObject({ Prefix: 'al' });
    expect(names(await s3.run(ListBucketsCommand, { Prefix: 'al' }))).toEqual(['alpha', 'alps']);
    expect(names(await s3.run(ListBucketsCommand, { BucketRegion: 'us-west-2' }))).toEqual(['west']);
  });

  test('refuses a page size, a region and a token that are none', async () => {
    const s3 = await listed();
    for (const MaxBuckets of [0, 10_001])
      expect((await refusal(() => s3.run(ListBucketsCommand, { MaxBuckets })))?.code).toBe('InvalidArgument');
    expect(await refusal(() => s3.run(ListBucketsCommand, { BucketRegion: 'eu-east-1' }))).toEqual({
      code: 'InvalidArgument',
      message: 'Argument value eu-east-1 is not a valid AWS Region',
      ArgumentName: 'bucket-region',
    });
    expect((await refusal(() => s3.run(ListBucketsCommand, { ContinuationToken: 'alpha' })))?.message).toBe(
      'The continuation token provided is incorrect',
    );
  });
});

test('an expected owner who is not the owner is refused', async () => {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  const head = (ExpectedBucketOwner: string) =>
    refusal(() => s3.run(HeadBucketCommand, { Bucket, ExpectedBucketOwner }));
  expect(await head(ACCOUNT)).toBeUndefined();
  expect(await head(OTHER_ACCOUNT)).toEqual({ code: 'AccessDenied', message: 'Access Denied' });
  expect(await head('invalid')).toEqual({
    code: 'InvalidBucketOwnerAWSAccountID',
    message: 'The value of the expected bucket owner parameter must be an AWS Account ID... [invalid]',
  });
});
