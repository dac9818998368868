import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { headerMap } from './header-map.js';
import { parseQuery } from './query-form.js';
import { s3Address, splitTarget } from './s3-address.js';
import { routeS3Operation } from './s3-routes.js';
import { readService } from './schema.js';

const service = readService(s3, 's3');

/** `METHOD target [header ...]`, at a path-style endpoint. */
function route(line: string): string {
  const [method = '', target = '', ...headers] = line.split(' ');
  const { path, query } = splitTarget(target);
  const request = { method, ...s3Address('127.0.0.1:4566', path), query: parseQuery(query) };
  return routeS3Operation(service, { ...request, headers: headerMap(headers.flatMap((name) => [name, 'x'])) }).name;
}

const refused = (line: string): unknown => {
  try {
    return route(line);
  } catch (error) {
    return error instanceof AwsError ? [error.code, error.extras] : error;
  }
};

describe('an S3 operation is found by what the request shows', () => {
  test.each([
    ['GET /', 'ListBuckets'],
    ['GET /?x-id=ListBuckets', 'ListBuckets'],
    ['PUT /bucket', 'CreateBucket'],
    ['PUT /bucket/', 'CreateBucket'],
    ['HEAD /bucket', 'HeadBucket'],
    ['GET /bucket', 'ListObjects'],
    ['GET /bucket?list-type=2', 'ListObjectsV2'],
    ['GET /bucket?list-type=1', 'ListObjects'],
    ['GET /bucket?location', 'GetBucketLocation'],
    ['GET /bucket?acl=', 'GetBucketAcl'],
    ['POST /bucket?delete', 'DeleteObjects'],
    ['GET /bucket/key?versionId=1', 'GetObject'],
    ['GET /bucket/key?acl&versionId=1', 'GetObjectAcl'],
    ['POST /bucket/key?uploads', 'CreateMultipartUpload'],
    ['POST /bucket/key?select&select-type=2', 'SelectObjectContent'],
    ['DELETE /bucket/key?uploadId=1', 'AbortMultipartUpload'],
  ])('%s is %s', (line, name) => expect(route(line)).toBe(name));
});

describe('P12: what is required breaks ties, and x-id is only a hint', () => {
  test.each([
    ['PUT /bucket/key', 'PutObject'],
    ['PUT /bucket/key x-amz-copy-source', 'CopyObject'],
    ['PUT /bucket/key?uploadId=1&partNumber=1', 'UploadPart'],
    ['PUT /bucket/key?uploadId=1&partNumber=1 x-amz-copy-source', 'UploadPartCopy'],
    ['GET /bucket?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET /bucket?analytics&id=1', 'GetBucketAnalyticsConfiguration'],
    ['GET /bucket?analytics&id=1&x-id=ListBucketAnalyticsConfigurations', 'GetBucketAnalyticsConfiguration'],
    ['PUT /bucket?analytics', 'PutBucketAnalyticsConfiguration'],
    ['GET /bucket/key?x-id=GetObjectAcl', 'GetObject'],
  ])('%s is %s', (line, name) => expect(route(line)).toBe(name));
});

describe('P11: a subresource without an operation for the method is refused, never taken for the plain operation', () => {
  test.each([
    ['DELETE /bucket?acl', 'BUCKET'],
    ['PUT /bucket?versions', 'BUCKET'],
    ['PUT /bucket?policyStatus', 'BUCKET'],
    ['GET /bucket?delete', 'BUCKET'],
    ['PUT /bucket/key?policy', 'OBJECT'],
    ['DELETE /bucket/key?acl', 'OBJECT'],
    ['GET /bucket/key?uploads', 'OBJECT'],
    ['HEAD /bucket/key?torrent', 'OBJECT'],
    ['GET /?policy', 'SERVICE'],
    ['GET /bucket?acl&policy', 'BUCKET'],
    ['POST /bucket?acl', 'BUCKET'],
    ['POST /bucket/key', 'OBJECT'],
    ['PATCH /bucket/key', 'OBJECT'],
    ['PUT /', 'SERVICE'],
  ])('%s', (line, ResourceType) => {
    expect(refused(line)).toEqual(['MethodNotAllowed', { Method: line.split(' ')[0], ResourceType }]);
  });

  test('an unknown query key is no subresource', () => expect(route('GET /bucket/key?colour=red')).toBe('GetObject'));

  test('no query member is taken for a subresource', () => {
    const literals = new Set<string>();
    const members = new Set<string>();
    for (const { http, input } of service.operations.values()) {
      for (const [key, value] of http?.literals ?? []) if (value === undefined) literals.add(key);
      for (const { binding } of input?.members ?? []) if (binding?.in === 'query') members.add(binding.name);
    }
    expect([...literals].filter((key) => members.has(key))).toEqual([]);
  });
});

test('P21: GET / is ListBuckets, and an operation with a host of its own is not routed', () => {
  expect(route('GET /?x-id=ListDirectoryBuckets')).toBe('ListBuckets');
  expect(refused('POST /WriteGetObjectResponse')).toEqual([
    'PreconditionFailed',
    { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
  ]);
});

describe('P10: the path is read raw', () => {
  const key = (path: string) => s3Address('127.0.0.1', path).key;

  test('a key keeps dots, doubled slashes, blanks and percent signs', () => {
    expect(key('/bucket/a/b%20c%2B%C3%A9%252F//../x')).toBe('a/b c+é%2F//../x');
    expect(key('/bucket//a//b')).toBe('/a//b');
  });

  test('a plus in a path is a plus', () => expect(key('/bucket/a+b')).toBe('a+b'));

  test('only the first question mark ends the path', () => {
    expect(splitTarget('/b/k?a=1?2')).toEqual({ path: '/b/k', query: 'a=1?2' });
    expect(splitTarget('http://127.0.0.1:4566/b/k?acl')).toEqual({ path: '/b/k', query: 'acl' });
  });

  test('P4: a broken percent escape is refused', () => {
    expect(refused('GET /bucket/%zz')).toEqual(['InvalidURI', {}]);
    expect(refused('GET /%')).toEqual(['InvalidURI', {}]);
  });

  test('an empty bucket name is refused', () =>
    expect(refused('GET //key')).toEqual(['InvalidBucketName', { BucketName: '' }]));
});

describe('P9: a virtual host names the bucket, every other host leaves it to the path', () => {
  test.each([
    ['bucket.s3.amazonaws.com', 'bucket'],
    ['my.dotted.bucket.s3.amazonaws.com', 'my.dotted.bucket'],
    ['bucket.s3.eu-west-1.amazonaws.com', 'bucket'],
    ['bucket.s3.dualstack.eu-west-1.amazonaws.com', 'bucket'],
    ['bucket.s3-eu-west-1.amazonaws.com', 'bucket'],
    ['bucket.localhost:4566', 'bucket'],
    ['bucket.s3.localhost:4566', 'bucket'],
    ['bucket.s3.us-east-1.localhost:4566', 'bucket'],
    ['bucket.s3.localhost.localstack.cloud:4566', 'bucket'],
    ['s3.amazonaws.com', undefined],
    ['s3.eu-west-1.amazonaws.com', undefined],
    ['s3.localhost:4566', undefined],
    ['localhost:4566', undefined],
    ['localhost.localstack.cloud:4566', undefined],
    ['127.0.0.1:4566', undefined],
    ['[::1]:4566', undefined],
    ['emulator:4566', undefined],
    ['host.docker.internal:4566', undefined],
  ])('%s', (host, bucket) => {
    expect(s3Address(host, '/first/second')).toEqual(
      bucket === undefined ? { bucket: 'first', key: 'second' } : { bucket, key: 'first/second' },
    );
  });

  test('the root of a virtual host is the bucket itself', () => {
    expect(s3Address('bucket.s3.amazonaws.com', '/')).toEqual({ bucket: 'bucket', key: undefined });
  });
});
