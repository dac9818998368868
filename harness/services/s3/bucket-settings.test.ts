import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { canonicalUserId } from '../../account/canonical-user.js';
import { ACCOUNT, Bucket, createS3Calls, Key, refusal, withObject } from './s3-calls.fixture.js';

async function withBucket() {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  return s3;
}

test('a new bucket blocks all public access, until that is changed', async () => {
  const s3 = await withBucket();
  const settings = async () => (await s3.run(GetPublicAccessBlockCommand, { Bucket })).PublicAccessBlockConfiguration;
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  const none = {
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  };
  expect(await settings()).toEqual(all);
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
  await s3.run(PutPublicAccessBlockCommand, { Bucket, PublicAccessBlockConfiguration });
  expect(await settings()).toEqual({ ...none, BlockPublicAcls: true });
  await s3.run(DeletePublicAccessBlockCommand, { Bucket });
  expect(await refusal(settings)).toEqual({
    code: 'NoSuchPublicAccessBlockConfiguration',
    message: 'The public access block configuration was not found',
    BucketName: Bucket,
  });
});

test('objects belong to the owner of the bucket, until the controls say otherwise', async () => {
  const s3 = await withBucket();
  const rules = async () => (await s3.run(GetBucketOwnershipControlsCommand, { Bucket })).OwnershipControls?.Rules;
  const put = (...Rules: { ObjectOwnership: 'ObjectWriter' | 'BucketOwnerEnforced' }[]) =>
    s3.run(PutBucketOwnershipControlsCommand, { Bucket, OwnershipControls: { Rules } });
  expect(await rules()).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  await put({ ObjectOwnership: 'ObjectWriter' });
  expect(await rules()).toEqual([{ ObjectOwnership: 'ObjectWriter' }]);
  expect(await refusal(() => put())).toMatchObject({ code: 'MalformedXML' });
  await s3.run(DeleteBucketOwnershipControlsCommand, { Bucket });
  expect(await refusal(rules)).toMatchObject({ code: 'OwnershipControlsNotFoundError', BucketName: Bucket });
});

test('ACLs are read, and only the owner is in them', async () => {
  const s3 = await withObject();
  const ID = canonicalUserId(ACCOUNT);
  const own = { Owner: { ID }, Grants: [{ Grantee: { Type: 'CanonicalUser', ID }, Permission: 'FULL_CONTROL' }] };
  expect(await s3.run(GetBucketAclCommand, { Bucket })).toEqual(own);
  expect(await s3.run(GetObjectAclCommand, { Bucket, Key })).toEqual(own);
  expect(await refusal(() => s3.run(GetObjectAclCommand, { Bucket, Key: 'gone' }))).toMatchObject({
    code: 'NoSuchKey',
  });
});

test('ACLs are changed only where they are on', async () => {
  const s3 = await withObject();
  const off = { code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs' };
  expect(await refusal(() => s3.run(PutBucketAclCommand, { Bucket, ACL: 'private' }))).toEqual(off);
  expect(await refusal(() => s3.run(PutObjectAclCommand, { Bucket, Key, ACL: 'public-read' }))).toEqual(off);
  const wrong = (input: object) => refusal(() => s3.run(PutBucketAclCommand, { Bucket, ...input }));
  expect(await wrong({})).toMatchObject({ code: 'MissingSecurityHeader', MissingHeaderName: 'x-amz-acl' });
  expect(await wrong({ GrantWrite: 'id="x"' })).toMatchObject({ code: 'InvalidArgument', ArgumentName: 'id' });
  const owner = { AccessControlPolicy: { Owner: { ID: 'x' } } };
  expect(await wrong(owner)).toMatchObject({ code: 'InvalidArgument', ArgumentName: 'CanonicalUser/ID' });
  await s3.run(DeleteBucketOwnershipControlsCommand, { Bucket });
  await s3.run(PutBucketAclCommand, { Bucket, ACL: 'private' });
  await s3.run(PutObjectAclCommand, { Bucket, Key, ACL: 'bucket-owner-read' });
});

test('a public ACL is prevented by Block Public Access', async () => {
  const s3 = await withObject();
  await s3.run(DeleteBucketOwnershipControlsCommand, { Bucket });
  const uri = 'http://acs.amazonaws.com/groups/global/AllUsers';
  const Owner = { ID: canonicalUserId(ACCOUNT) };
  const grants = [
    { ACL: 'public-read' },
    { GrantRead: `uri="${uri}"` },
    { AccessControlPolicy: { Owner, Grants: [{ Grantee: { Type: 'Group', URI: uri }, Permission: 'READ' }] } },
  ] satisfies readonly Partial<PutObjectAclCommandInput>[];
  for (const grant of grants)
    expect(await refusal(() => s3.run(PutObjectAclCommand, { Bucket, Key, ...grant }))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: s3:PutObjectAcl on resource: "arn:aws:s3:::${Bucket}/${Key}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
    });
});
