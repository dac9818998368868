import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'rehearsal';
const ARN = `arn:aws:s3:::${Bucket}`;

/** A bucket of the account, and a user in it with these permissions. */
async function stage(...Statement: readonly object[]) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { root } = emulator.account('111122223333');
  const users = new iam.IAMClient(emulator.clientConfig(root));
  await users.send(new iam.CreateUserCommand({ UserName: 'u' }));
  const { AccessKey } = await users.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await users.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const owner = new s3.S3Client(emulator.clientConfig(root));
  await owner.send(new s3.CreateBucketCommand({ Bucket }));
  return { emulator, owner, user: new s3.S3Client(emulator.clientConfig({ accessKeyId, secretAccessKey })) };
}

const allow = (Action: string | readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });

test('of many keys those are deleted for which there is permission, and every decision is recorded', async () => {
  const { emulator, user } = await stage(allow(['s3:PutObject', 's3:DeleteObject'], `${ARN}/own/*`));
  await user.send(new s3.PutObjectCommand({ Bucket, Key: 'own/1', Body: 'x' }));
  const Delete = { Objects: [{ Key: 'own/1' }, { Key: 'other' }] };
  const { Deleted, Errors } = await user.send(new s3.DeleteObjectsCommand({ Bucket, Delete }));
  expect(Deleted).toEqual([{ Key: 'own/1' }]);
  expect(Errors).toEqual([
    {
      Key: 'other',
      Code: 'AccessDenied',
      Message: `User: arn:aws:iam::111122223333:user/u is not authorized to perform: s3:DeleteObject on resource: "${ARN}/other" because no identity-based policy allows the s3:DeleteObject action`,
    },
  ]);
  const decisions = emulator.decisions.list().filter(({ operation }) => operation.endsWith('DeleteObjects'));
  expect(decisions).toHaveLength(2);
});

test('an upload in parts goes through the SDK, with its checksums', async () => {
  const { owner } = await stage(allow('s3:*', '*'));
  const Key = 'parts/ü +.bin';
  for (const algorithm of [undefined, 'CRC32', 'SHA256', 'CRC64NVME'] as const) {
    const chosen = algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm };
    const { UploadId } = await owner.send(new s3.CreateMultipartUploadCommand({ Bucket, Key, ...chosen }));
    const Parts: s3.CompletedPart[] = [];
    for (const [PartNumber, Body] of [
      [1, Buffer.alloc(5 * 1024 ** 2, 'a')],
      [2, Buffer.from('end')],
    ] as const) {
      const { $metadata, ServerSideEncryption, ...part } = await owner.send(
        new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...chosen }),
      );
      Parts.push({ PartNumber, ...part });
    }
    await owner.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    const { Body, ETag } = await owner.send(new s3.GetObjectCommand({ Bucket, Key, Range: 'bytes=-4' }));
    expect([await Body?.transformToString(), ETag]).toEqual(['aend', expect.stringMatching(/-2"$/)]);
  }
});

test('a copy needs the source, in words that name it', async () => {
  const { owner, user } = await stage(allow('s3:PutObject', `${ARN}/copy`));
  await owner.send(new s3.PutObjectCommand({ Bucket, Key: 'source', Body: 'text' }));
  const copy = new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` });
  await expect(user.send(copy)).rejects.toThrow(`s3:GetObject on resource: "${ARN}/source" because no identity-based`);
  const { CopyObjectResult } = await owner.send(copy);
  expect(CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
});

test('versions, locks and attributes go through the SDK', async () => {
  const { owner } = await stage(allow('s3:*', '*'));
  await owner.send(new s3.CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const until = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until } as const;
  const { VersionId } = await owner.send(new s3.PutObjectCommand({ Bucket: 'locked', Key: 'k', Body: 'x', ...lock }));
  const version = { Bucket: 'locked', Key: 'k', VersionId };
  await expect(owner.send(new s3.DeleteObjectCommand(version))).rejects.toThrow('protected by object lock');
  await owner.send(new s3.DeleteObjectCommand({ Bucket: 'locked', Key: 'k' }));
  const listed = await owner.send(new s3.ListObjectVersionsCommand({ Bucket: 'locked' }));
  expect([listed.Versions?.length, listed.DeleteMarkers?.length]).toEqual([1, 1]);
  const ObjectAttributes: s3.ObjectAttributes[] = ['ETag', 'ObjectSize'];
  expect(await owner.send(new s3.GetObjectAttributesCommand({ ...version, ObjectAttributes }))).toMatchObject({
    ObjectSize: 1,
    VersionId,
  });
  await owner.send(new s3.DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }));
});
