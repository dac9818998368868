import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { headerMap } from './header-map.js';
import type { WireBody } from './http.js';
import { parseQuery } from './query-form.js';
import { parseRestXmlInput, takesStream, writeRestXmlAnswer } from './rest-xml-codec.js';
import { readService } from './schema.js';
import { SchemaError } from './schema-error.js';
import type { OperationModel } from './service-model.js';

const service = readService(s3, 's3');
const operation = (name: string) => service.operations.get(name) as OperationModel;
const write = (name: string, output: object) => writeRestXmlAnswer(service, operation(name), output, 'ID');
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

function read(
  name: string,
  given: { query?: string; headers?: Record<string, string | readonly string[]>; body?: WireBody },
): unknown {
  const raw = Object.entries(given.headers ?? {}).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
  const headers = headerMap(raw);
  const { Bucket, Key, ...input } = parseRestXmlInput(operation(name), {
    bucket: 'b',
    key: 'k',
    query: parseQuery(given.query ?? ''),
    headers,
    body: given.body,
  });
  expect(Bucket).toBe('b');
  return input;
}

function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof AwsError ? [error.code, error.message, error.extras] : error;
  }
}

describe('a request of S3', () => {
  test('is bound from query, headers, prefixed headers and payload', () => {
    const body = new Uint8Array([1, 2]);
    const headers = {
      'content-type': 'text/plain',
      'x-amz-meta-one': '1',
      'x-amz-meta-two': ['a', 'b'],
      'x-amz-acl': ' private ',
    };
    expect(read('PutObject', { headers, body })).toEqual({
      ACL: 'private',
      Body: body,
      ContentType: 'text/plain',
      Metadata: { one: '1', two: 'a,b' },
    });
    expect(
      read('GetObjectAttributes', { query: 'versionId=1', headers: { 'x-amz-object-attributes': 'ETag, ObjectSize' } }),
    ).toEqual({
      VersionId: '1',
      ObjectAttributes: ['ETag', 'ObjectSize'],
    });
  });

  test('hands a streamed object on as it arrives', () => {
    const body = (async function* () {
      yield new Uint8Array([1]);
    })();
    expect(read('PutObject', { body })).toEqual({ Body: body });
    expect(takesStream(operation('PutObject'))).toBe(true);
    expect(takesStream(operation('PutBucketPolicy'))).toBe(false);
    expect(() => read('PutBucketPolicy', { body })).toThrow(SchemaError);
  });

  test('may have the payload of a policy, byte for byte', () => {
    expect(read('PutBucketPolicy', { body: Buffer.from('{ "é": 1 }') })).toEqual({ Policy: '{ "é": 1 }' });
  });

  test('may have its body in any prefix, and elements that S3 does not know', () => {
    const body =
      '<x:Tagging xmlns:x="urn:x"><x:TagSet><x:Tag><x:Key>k</x:Key><x:Value/><Mood/></x:Tag></x:TagSet></x:Tagging>';
    expect(read('PutBucketTagging', { body })).toEqual({ Tagging: { TagSet: [{ Key: 'k', Value: '' }] } });
  });

  test.each([
    ['a wrong root', '<Tags><TagSet/></Tags>'],
    ['an open end', '<Tagging>'],
    ['an element twice', '<Tagging><TagSet/><TagSet/></Tagging>'],
    ['an element in a text', '<Tagging><TagSet><Tag><Key><b/></Key></Tag></TagSet></Tagging>'],
    ['bytes that are not UTF-8', new Uint8Array([0x3c, 0xff])],
  ])('with %s is MalformedXML', (_, body) => {
    expect(refusal(() => read('PutBucketTagging', { body }))).toEqual(['MalformedXML', expect.any(String), {}]);
  });

  test('is too big when its XML is longer than any that S3 needs', () => {
    expect(refusal(() => read('PutBucketTagging', { body: ' '.repeat(9 * 1024 * 1024) }))).toEqual([
      'MaxMessageLengthExceeded',
      expect.any(String),
      {},
    ]);
  });

  test('P4: is an InvalidArgument where a parameter is no number', () => {
    const extras = { ArgumentName: 'max-keys', ArgumentValue: 'abc' };
    const message = 'Provided max-keys not an integer or within integer range';
    expect(refusal(() => read('ListObjectsV2', { query: 'max-keys=abc' }))).toEqual([
      'InvalidArgument',
      message,
      extras,
    ]);
    expect(read('ListObjectsV2', { query: 'max-keys=&prefix=' })).toEqual({ Prefix: '' });
  });

  test('P19: does not take aws-chunked for an encoding of the object', () => {
    expect(read('PutObject', { headers: { 'content-encoding': 'aws-chunked' } })).toEqual({});
    expect(read('PutObject', { headers: { 'content-encoding': 'deflate, gzip' } })).toEqual({
      ContentEncoding: 'deflate, gzip',
    });
    expect(read('PutObject', { headers: { 'content-encoding': 'aws-chunked,gzip' } })).toEqual({
      ContentEncoding: 'gzip',
    });
  });

  test('has its dates read, or ignored where HTTP lets them be', () => {
    expect(read('GetObject', { headers: { 'if-modified-since': 'Tue, 24 Nov 2026 01:02:03 GMT' } })).toEqual({
      IfModifiedSince: new Date('2026-11-24T01:02:03Z'),
    });
    expect(read('GetObject', { headers: { 'if-modified-since': 'yesterday' } })).toEqual({});
    const [code] = refusal(() =>
      read('PutObject', { headers: { 'x-amz-object-lock-retain-until-date': 'soon' } }),
    ) as string[];
    expect(code).toBe('InvalidArgument');
  });
});

describe('an answer of S3', () => {
  test('is a root in its namespace, with times in milliseconds', () => {
    const Buckets = [{ Name: 'b', CreationDate: new Date('2026-11-24T01:02:03Z') }];
    expect(write('ListBuckets', { Buckets })).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/xml',
        'x-amz-request-id': 'ID',
        'x-amz-id-2': expect.stringMatching(/^.{76}$/),
      },
      body: `${PROLOG}<ListAllMyBucketsResult ${XMLNS}><Buckets><Bucket><Name>b</Name><CreationDate>2026-11-24T01:02:03.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>`,
    });
  });

  test('P13: always has the element of its result', () => {
    expect(write('CopyObject', {}).body).toBe(`${PROLOG}<CopyObjectResult ${XMLNS}></CopyObjectResult>`);
    expect(write('UploadPartCopy', {}).body).toBe(`${PROLOG}<CopyPartResult ${XMLNS}></CopyPartResult>`);
    expect(write('CompleteMultipartUpload', {}).body).toBe(
      `${PROLOG}<CompleteMultipartUploadResult ${XMLNS}></CompleteMultipartUploadResult>`,
    );
  });

  test('P15: tells a location barely, and a grantee’s type in an attribute', () => {
    expect(write('GetBucketLocation', { LocationConstraint: 'eu-west-1' }).body).toBe(
      `${PROLOG}<LocationConstraint ${XMLNS}>eu-west-1</LocationConstraint>`,
    );
    expect(write('GetBucketLocation', {}).body).toBe(`${PROLOG}<LocationConstraint ${XMLNS}></LocationConstraint>`);
    expect(write('GetBucketAcl', { Grants: [{ Grantee: { Type: 'Canonical\nUser', ID: 'i' } }] }).body).toContain(
      '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Canonical&#xA;User"><ID>i</ID></Grantee>',
    );
  });

  test('P17: has its length once, in the headers, and no body to HEAD', () => {
    const { headers, body } = write('HeadObject', {
      ContentLength: 5,
      ContentType: 'text/plain',
      LastModified: new Date('2026-11-24T01:02:03Z'),
    });
    expect(headers).toMatchObject({
      'content-length': '5',
      'content-type': 'text/plain',
      'last-modified': 'Tue, 24 Nov 2026 01:02:03 GMT',
    });
    expect(body).toBeUndefined();
  });

  test('has no content where S3 sends none', () => {
    expect(write('DeleteObject', {})).toMatchObject({ status: 204, body: undefined });
    expect(write('PutBucketPolicy', {})).toMatchObject({ status: 204, body: undefined });
    expect(write('PutObject', { ETag: '"x"' })).toMatchObject({
      status: 200,
      headers: { etag: '"x"' },
      body: undefined,
    });
  });

  test('is partial when it has a range', () => {
    const body = new Uint8Array([1]);
    expect(write('GetObject', { Body: body, ContentRange: 'bytes 0-0/9' })).toMatchObject({ status: 206, body });
  });

  test('cannot be split by what a header is given', () => {
    const { headers } = write('GetObject', {
      ContentDisposition: 'a\r\nset-cookie: b',
      Metadata: { two: 'é\r\nx: y', one: 'plain' },
    });
    expect(headers).toMatchObject({
      'content-disposition': 'a  set-cookie: b',
      'x-amz-meta-one': 'plain',
      'x-amz-meta-two': `=?UTF-8?B?${Buffer.from('é\r\nx: y').toString('base64')}?=`,
    });
  });
});
