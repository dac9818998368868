import { createHmac } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

const Bucket = 'forms';
const ACCOUNT = '111122223333';
const DATE = '20261124T100000Z';
const NOW = Date.UTC(2026, 10, 24, 10, 0, 30);

async function stage() {
  const emulator = await startEmulator({ wallClock: () => NOW });
  onTestFinished(() => emulator.close());
  const client = new s3.S3Client(emulator.clientConfig(emulator.account(ACCOUNT).root));
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  const post = async (fields: Fields, content?: string | null, pieceSize = 7) => {
    const body = Buffer.from(formOf(fields, content === undefined ? 'content' : content));
    async function* pieces() {
      for (let at = 0; at < body.length; at += pieceSize) yield body.subarray(at, at + pieceSize);
    }
    const rawHeaders = ['host', 's3.amazonaws.com', 'content-type', 'multipart/form-data; boundary=xyz'];
    const origin = { sourceIp: '203.0.113.7', secureTransport: true };
    const answer = await emulator.handle({ method: 'POST', target: `/${Bucket}`, rawHeaders, body: pieces(), origin });
    const text = String(answer.body ?? '');
    const [, code] = /<Code>(.*?)<\/Code>/.exec(text) ?? [];
    const [, words] = /<Message>(.*?)<\/Message>/.exec(text) ?? [];
    const message = words?.replaceAll('&quot;', '"');
    return { status: answer.status, headers: answer.headers, text, code, message };
  };
  return { client, post, emulator };
}

type Fields = Readonly<Record<string, string>>;

function formOf(fields: Fields, content: string | null): string {
  const parts = Object.entries(fields).map(([name, value]) => `; name="${name}"\r\n\r\n${value}`);
  const file =
    content === null ? [] : [`; name="file"; filename="C:\\a\\cat.txt"\r\nContent-Type: text/x\r\n\r\n${content}`];
  const all = [...parts, ...file].map((part) => `--xyz\r\nContent-Disposition: form-data${part}\r\n`);
  return `${all.join('')}--xyz--\r\n`;
}

const CREDENTIAL = `${ACCOUNT}/20261124/us-east-1/s3/aws4_request`;

function signed(fields: Fields, conditions: readonly unknown[], expiration = '2026-11-24T11:00:00Z'): Fields {
  const own = { 'x-amz-algorithm': 'AWS4-HMAC-SHA256', 'x-amz-credential': CREDENTIAL, 'x-amz-date': DATE };
  const policy = {
    expiration,
    conditions: [...conditions, ...Object.entries(own).map(([name, value]) => ({ [name]: value }))],
  };
  return signedText({ ...fields, ...own }, JSON.stringify(policy));
}

function signedText(fields: Fields, document: string): Fields {
  const policy = Buffer.from(document).toString('base64');
  const key = ['20261124', 'us-east-1', 's3', 'aws4_request'].reduce(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    Buffer.from('AWS4test'),
  );
  return { ...fields, policy, 'x-amz-signature': createHmac('sha256', key).update(policy).digest('hex') };
}

const CONDITIONS = [{ bucket: Bucket }, ['starts-with', '$key', 'user/']];

test('a form uploads its file, under the name that the browser gives it', async () => {
  const { client, post } = await stage();
  const fields = {
    key: 'user/${filename}',
    'Content-Type': 'text/plain',
    'x-amz-meta-mood': 'good',
    'x-ignore-me': '',
  };
  const conditions = [...CONDITIONS, ['eq', '$Content-Type', 'text/plain'], ['starts-with', '$x-amz-meta-mood', '']];
  const answer = await post(signed(fields, conditions), 'a\r\n--xy\r\nb');
  expect(answer).toMatchObject({ status: 204, headers: { etag: expect.stringMatching(/^"\w{32}"$/) } });
  const object = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'user/cat.txt' }));
  expect(object).toMatchObject({ ContentType: 'text/plain', Metadata: { mood: 'good' } });
  expect(await object.Body?.transformToString()).toBe('a\r\n--xy\r\nb');
});

test('it answers as the form asks', async () => {
  const { post } = await stage();
  const asked = (fields: Fields) =>
    post(
      signed({ key: 'user/a', ...fields }, [
        ...CONDITIONS,
        ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      ]),
    );
  const redirect = await asked({ success_action_redirect: 'https://example.com/done?a=1' });
  expect(redirect.status).toBe(303);
  expect(redirect.headers.location).toMatch(
    /^https:\/\/example\.com\/done\?a=1&bucket=forms&key=user%2Fa&etag=%22\w+%22$/,
  );
  const created = await asked({ success_action_status: '201' });
  expect(created.status).toBe(201);
  expect(created.text).toContain(`<Location>https://s3.amazonaws.com/${Bucket}/user%2Fa</Location>`);
  expect((await asked({ success_action_status: '404' })).status).toBe(204);
});

test('tags and an ACL of a form count as those of a PutObject', async () => {
  const { client, post } = await stage();
  const tagging = '<Tagging><TagSet><Tag><Key>team</Key><Value>a b</Value></Tag></TagSet></Tagging>';
  const fields = { key: 'user/a', tagging, acl: 'public-read' };
  const conditions = [...CONDITIONS, { tagging }, { acl: 'public-read' }];
  expect(await post(signed(fields, conditions))).toMatchObject({ status: 400, code: 'AccessControlListNotSupported' });
  expect((await post(signed({ key: 'user/a', tagging }, [...CONDITIONS, { tagging }]))).status).toBe(204);
  const { TagSet } = await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: 'user/a' }));
  expect(TagSet).toEqual([{ Key: 'team', Value: 'a b' }]);
});

test('a policy decides about it by `s3:authType` and `s3:signatureAge`', async () => {
  const { client, post, emulator } = await stage();
  const StringEquals = { 's3:authType': 'POST' };
  const Resource = `arn:aws:s3:::${Bucket}/*`;
  const Statement = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource, Condition: { StringEquals } };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  expect(await post(signed({ key: 'user/a' }, CONDITIONS))).toMatchObject({ status: 403, code: 'AccessDenied' });
  const decision = emulator.decisions.list().at(-1);
  expect(decision?.decision.request.context.get('s3:signatureage')).toBe('30000');
  expect((await client.send(new s3.PutObjectCommand({ Bucket, Key: 'user/a' }))).$metadata.httpStatusCode).toBe(200);
});

test('a form may be signed with version 2', async () => {
  const { post } = await stage();
  const document = JSON.stringify({ expiration: '2026-11-24T11:00:00Z', conditions: CONDITIONS });
  const policy = Buffer.from(document).toString('base64');
  const signature = createHmac('sha1', 'test').update(policy).digest('base64');
  expect(await post({ key: 'user/a', AWSAccessKeyId: ACCOUNT, policy, signature })).toMatchObject({ status: 204 });
});

test('an unsigned form is for those whom a policy lets', async () => {
  const { post } = await stage();
  expect(await post({ key: 'user/a' })).toMatchObject({ status: 403, code: 'AccessDenied', message: 'Access Denied' });
});

const according = (problem: string) => ({
  status: 403,
  code: 'AccessDenied',
  message: `Invalid according to Policy: ${problem}`,
});
const order = (field: string) => ({
  code: 'InvalidArgument',
  message: `Bucket POST must contain a field named '${field}'.  If it is specified, please check the order of the fields.`,
});
const range = (min: number, max: number) =>
  signed({ key: 'user/a' }, [...CONDITIONS, ['content-length-range', min, max]]);

test.each<[string, Fields, object]>([
  ['expired', signed({ key: 'user/a' }, CONDITIONS, '2026-11-24T09:00:00Z'), according('Policy expired.')],
  [
    'with another key',
    signed({ key: 'b' }, CONDITIONS),
    according('Policy Condition failed: ["starts-with", "$key", "user/"]'),
  ],
  [
    'with a field more',
    signed({ key: 'user/a', 'x-amz-acl': 'private' }, CONDITIONS),
    according('Extra input fields: x-amz-acl'),
  ],
  [
    'whose condition names no field',
    signed({ key: 'user/a' }, [...CONDITIONS, ['eq', 'key', 'user/a']]),
    according('Policy Condition failed: ["eq", "key", "user/a"]'),
  ],
  ['without anything of a signature', { key: 'a', policy: 'x' }, { status: 403, message: 'Access Denied' }],
  ['too long', range(0, 3), { status: 400, code: 'EntityTooLarge' }],
  ['too short', range(30, 40), { status: 400, code: 'EntityTooSmall' }],
  [
    'with another signature',
    { ...signed({ key: 'user/a' }, CONDITIONS), 'x-amz-signature': 'a' },
    { status: 403, code: 'SignatureDoesNotMatch' },
  ],
  [
    'with another signature of version 2',
    { key: 'a', AWSAccessKeyId: ACCOUNT, policy: 'x', signature: 'y' },
    { status: 403, code: 'SignatureDoesNotMatch' },
  ],
  ['without the signature of version 2', { key: 'a', AWSAccessKeyId: ACCOUNT, policy: 'x' }, order('Signature')],
  ['without a key', {}, order('key')],
  ['without the algorithm', { key: 'a', policy: '', 'x-amz-signature': 'x' }, order('X-Amz-Algorithm')],
  [
    'whose policy is no JSON',
    signedText(signed({ key: 'a' }, []), '{'),
    { code: 'InvalidPolicyDocument', message: 'Invalid Policy: Invalid JSON.' },
  ],
  [
    'whose policy never expires',
    signedText(signed({ key: 'a' }, []), '{"conditions":[]}'),
    { code: 'InvalidPolicyDocument', message: 'Invalid Policy: Policy missing expiration.' },
  ],
  ['with too many fields', { key: 'a', 'x-ignore-it': 'x'.repeat(30_000) }, { code: 'MaxPostPreDataLengthExceeded' }],
])('a form %s is refused, and nothing is stored', async (_, fields, expected) => {
  const { client, post } = await stage();
  expect(await post(fields)).toMatchObject(expected);
  expect((await client.send(new s3.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
});

test('a form without a file is refused', async () => {
  const { post } = await stage();
  const message = 'POST requires exactly one file upload per request.';
  expect(await post({ key: 'a' }, null)).toMatchObject({ status: 400, code: 'InvalidArgument' });
  expect((await post(signed({ key: 'user/a' }, CONDITIONS), null)).message).toBe(message);
});
