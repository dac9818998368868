import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalUserId } from '../account/canonical-user.js';
import { startEmulator } from './index.js';

const Bucket = 'acls';
const Key = 'key';
const OWNER = '111122223333';
const OTHER = '444455556666';
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';

async function stage(ObjectOwnership: s3.ObjectOwnership = 'ObjectWriter') {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const clientOf = (account: string) => new s3.S3Client(emulator.clientConfig(emulator.account(account).root));
  const owner = clientOf(OWNER);
  const other = clientOf(OTHER);
  await other.send(new s3.ListBucketsCommand({})); // an account is known once someone called with it
  await owner.send(new s3.CreateBucketCommand({ Bucket, ObjectOwnership }));
  await owner.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  const anonymous = async (method: string, target: string, ...more: readonly string[]) => {
    const rawHeaders = ['host', 's3.amazonaws.com', ...more];
    const origin = { sourceIp: '203.0.113.7', secureTransport: true };
    return (await emulator.handle({ method, target, rawHeaders, body: undefined, origin })).status;
  };
  return { owner, other, anonymous };
}

const outcome = (answer: Promise<unknown>) =>
  answer.then(
    () => 'allowed',
    (error: Error) => error.name,
  );

const put = (client: s3.S3Client, input: Partial<s3.PutObjectCommandInput> = {}) =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x', ...input }));
const get = (client: s3.S3Client, input: Partial<s3.GetObjectCommandInput> = {}) =>
  outcome(client.send(new s3.GetObjectCommand({ Bucket, Key, ...input })));

test('a public object is read by everyone, until Block Public Access ignores its ACL', async () => {
  const { owner, other, anonymous } = await stage();
  await put(owner);
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['AccessDenied', 403]);
  await owner.send(new s3.PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' }));
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['allowed', 200]);
  expect(await outcome(put(other))).toBe('AccessDenied');
  const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
  await owner.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['AccessDenied', 403]);
});

test('an ACL gives other accounts nothing where a public policy is restricted', async () => {
  const { owner, other, anonymous } = await stage();
  await put(owner, { ACL: 'public-read' });
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await owner.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
  await owner.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect([await get(owner), await get(other)]).toEqual(['allowed', 'AccessDenied']);
  expect(await anonymous('GET', `/${Bucket}/${Key}`)).toBe(403);
});

test('whoever writes into a public bucket without a signature sets the ACL of what they write, unless a policy forbids it', async () => {
  const { owner, anonymous } = await stage();
  const write = () => anonymous('PUT', `/${Bucket}/${Key}`, 'x-amz-acl', 'public-read');
  expect(await write()).toBe(403);
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  expect([await write(), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual([200, 200]);
  expect(await anonymous('DELETE', `/${Bucket}/${Key}`)).toBe(204);
  await put(owner, { ACL: 'public-read-write' });
  expect(await anonymous('DELETE', `/${Bucket}/${Key}`)).toBe(403);
  const Resource = `arn:aws:s3:::${Bucket}/*`;
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:PutObjectAcl', Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await owner.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  expect(await write()).toBe(403);
});

/** Words: https://stackoverflow.com/questions/33600192 */
test('nobody begins an upload in parts without a signature', async () => {
  const { owner, anonymous } = await stage();
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  expect(await anonymous('PUT', `/${Bucket}/${Key}`)).toBe(200);
  expect(await anonymous('POST', `/${Bucket}/${Key}?uploads`)).toBe(403);
});

test('that an object is not there is learned by whom the ACL of the bucket lets list it', async () => {
  const { owner, other, anonymous } = await stage();
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['AccessDenied', 403]);
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['NoSuchKey', 404]);
});

test('an upload in parts belongs to who will own its object', async () => {
  const { owner, other } = await stage();
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  await other.send(new s3.CreateMultipartUploadCommand({ Bucket, Key }));
  const { Uploads: [upload] = [] } = await owner.send(new s3.ListMultipartUploadsCommand({ Bucket }));
  expect(upload?.Owner?.ID).toBe(canonicalUserId(OTHER));
});

test('`authenticated-read` is for those who sign', async () => {
  const { owner, other, anonymous } = await stage();
  await put(owner, { ACL: 'authenticated-read' });
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['allowed', 403]);
});

test('a grant to an account is for this account, and shown in the ACL', async () => {
  const { owner, other, anonymous } = await stage();
  await put(owner, { GrantRead: `id="${canonicalUserId(OTHER)}"`, GrantReadACP: `id=${canonicalUserId(OTHER)}` });
  expect([await get(other), await anonymous('GET', `/${Bucket}/${Key}`)]).toEqual(['allowed', 403]);
  const { Owner, Grants } = await other.send(new s3.GetObjectAclCommand({ Bucket, Key }));
  const Grantee = { Type: 'CanonicalUser', ID: canonicalUserId(OTHER) };
  expect(Owner).toEqual({ ID: canonicalUserId(OWNER) });
  expect(Grants).toEqual([
    { Grantee, Permission: 'READ' },
    { Grantee, Permission: 'READ_ACP' },
  ]);
});

test('who may write to a bucket owns what they write, unless its owner is preferred', async () => {
  const { owner, other } = await stage();
  expect(await outcome(put(other))).toBe('AccessDenied');
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  await put(other);
  expect([await get(other), await get(owner)]).toEqual(['allowed', 'AccessDenied']);
  expect(await outcome(owner.send(new s3.DeleteObjectCommand({ Bucket, Key })))).toBe('allowed');
  const Rules = [{ ObjectOwnership: 'BucketOwnerPreferred' }] as const;
  await owner.send(new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [...Rules] } }));
  await put(other, { ACL: 'bucket-owner-full-control' });
  expect([await get(other), await get(owner)]).toEqual(['AccessDenied', 'allowed']);
});

test('a bucket policy gives nothing of the objects of others, but denies them', async () => {
  const { owner, other } = await stage();
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  await put(other, { ACL: 'public-read' });
  const policy = (Effect: string) => {
    const Statement = { Effect, Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
    return new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  };
  expect(await get(owner)).toBe('allowed');
  await owner.send(policy('Deny'));
  expect(await get(other)).toBe('AccessDenied');
  await owner.send(policy('Allow'));
  await other.send(new s3.PutObjectAclCommand({ Bucket, Key, ACL: 'private' }));
  expect(await get(owner)).toBe('AccessDenied');
});

test('the ACL of a bucket gives its listing and what is in it to others', async () => {
  const { owner, other, anonymous } = await stage();
  const ID = canonicalUserId(OWNER);
  const Grants = [
    { Grantee: { Type: 'Group', URI: ALL_USERS }, Permission: 'READ' },
    { Grantee: { Type: 'CanonicalUser', ID: canonicalUserId(OTHER) }, Permission: 'WRITE_ACP' },
  ] satisfies s3.Grant[];
  await owner.send(new s3.PutBucketAclCommand({ Bucket, AccessControlPolicy: { Owner: { ID }, Grants } }));
  expect([await anonymous('GET', `/${Bucket}`), await anonymous('GET', `/${Bucket}?acl`)]).toEqual([200, 403]);
  expect(await outcome(other.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'private' })))).toBe('allowed');
  expect(await anonymous('GET', `/${Bucket}`)).toBe(403);
});

test('an ACL that gives to others keeps the ownership of all objects from its owner', async () => {
  const { owner } = await stage();
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'authenticated-read' }));
  const Rules = [{ ObjectOwnership: 'BucketOwnerEnforced' }] satisfies s3.OwnershipControlsRule[];
  const enforce = () => owner.send(new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  expect(await outcome(enforce())).toBe('InvalidBucketAclWithObjectOwnership');
  await owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'private' }));
  await enforce();
  expect(await outcome(owner.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'private' })))).toBe(
    'AccessControlListNotSupported',
  );
});

test.each<[string, Partial<s3.PutBucketAclCommandInput>]>([
  ['InvalidArgument', { GrantRead: 'id=1' }],
  ['InvalidArgument', { GrantRead: 'somebody' }],
  ['InvalidArgument', { GrantRead: 'uri="http://acs.amazonaws.com/groups/global/Nobody"' }],
  ['InvalidArgument', { ACL: 'secret' as 'private' }],
  ['MethodNotAllowed', { GrantRead: 'emailAddress="a@example.com"' }],
  ['MalformedACLError', { AccessControlPolicy: { Grants: [] } }],
  ['AccessDenied', { AccessControlPolicy: { Owner: { ID: canonicalUserId(OTHER) }, Grants: [] } }],
])('%s answers an ACL of %j', async (code, input) => {
  const { owner } = await stage();
  expect(await outcome(owner.send(new s3.PutBucketAclCommand({ Bucket, ...input })))).toBe(code);
});
