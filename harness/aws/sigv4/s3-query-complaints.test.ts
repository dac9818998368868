import { describe, expect, test } from 'vitest';
import { junk, type Refusal, refusal, type Sent, scope, stamp } from './refusals.fixture.js';

describe('S3 refuses a presigned URL, in this order,', () => {
  const good = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `AKIAUSER/${scope('s3')}`,
    'X-Amz-Date': stamp,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': junk,
  };
  const url = (change: Record<string, string | undefined>, headers: Sent['headers'] = {}): Sent => {
    const parameters = Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined);
    const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
    return { service: 's3', method: 'GET', target: '/bucket/key?' + query, headers };
  };
  const required =
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
  const query = 'AuthorizationQueryParametersError';
  const credential = 'Error parsing the X-Amz-Credential parameter; ';
  const table: readonly Refusal[] = [
    ['no algorithm', url({ 'X-Amz-Algorithm': undefined }), query, required, {}],
    [
      'another algorithm',
      url({ 'X-Amz-Algorithm': 'MD5' }),
      query,
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
      {},
    ],
    ['no signature', url({ 'X-Amz-Signature': undefined }), query, required, {}],
    ['no end', url({ 'X-Amz-Expires': undefined }), query, required, {}],
    [
      'a malformed credential',
      url({ 'X-Amz-Credential': 'a/b' }),
      query,
      credential + 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      {},
    ],
    [
      'another service',
      url({ 'X-Amz-Credential': `AKIAUSER/${scope('sns')}` }),
      query,
      credential + 'incorrect service "sns". This endpoint belongs to "s3".',
      {},
    ],
    [
      'another terminator',
      url({ 'X-Amz-Credential': 'AKIAUSER/20260304/us-east-1/s3/aws5_request' }),
      query,
      credential + 'incorrect terminal "aws5_request". This endpoint uses "aws4_request".',
      {},
    ],
    [
      'a date that is no date',
      url({ 'X-Amz-Credential': 'AKIAUSER/32234Z34/us-east-1/s3/aws4_request' }),
      query,
      credential + 'incorrect date format "32234Z34". This date in the credential must be in the format "yyyyMMdd".',
      {},
    ],
    [
      'a time that is no time',
      url({ 'X-Amz-Date': '2026-03-04' }),
      query,
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
      {},
    ],
    [
      'the date of another day',
      url({ 'X-Amz-Credential': 'AKIAUSER/20260303/us-east-1/s3/aws4_request' }),
      query,
      'Invalid credential date "20260303". This date is not the same as X-Amz-Date: "20260304".',
      {},
    ],
    ['an end that is no number', url({ 'X-Amz-Expires': 'soon' }), query, 'X-Amz-Expires should be a number', {}],
    ['a negative end', url({ 'X-Amz-Expires': '-1' }), query, 'X-Amz-Expires must be non-negative', {}],
    [
      'an end after more than a week',
      url({ 'X-Amz-Expires': '604801' }),
      query,
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
      {},
    ],
    [
      'a URL of more than 15 minutes ahead',
      url({ 'X-Amz-Date': '20260304T052108Z' }),
      'AccessDenied',
      'Request is not yet valid',
      {},
    ],
    [
      'a URL whose time is over',
      url({ 'X-Amz-Date': '20260304T050505Z' }),
      'AccessDenied',
      'Request has expired',
      { 'X-Amz-Expires': '60', Expires: '2026-03-04T05:06:05Z', ServerTime: '2026-03-04T05:06:07Z' },
    ],
    [
      'an unknown key',
      url({ 'X-Amz-Credential': `AKIANOBODY/${scope('s3')}` }),
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: 'AKIANOBODY' },
    ],
    [
      'headers that were added later',
      url(
        {},
        {
          'X-Amz-Content-Sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
          'X-Amz-Date': '20211122T191045Z',
          'X-Amz-Decoded-Content-Length': 'test',
        },
      ),
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: 'x-amz-date, x-amz-decoded-content-length' },
    ],
    [
      'a session without its token',
      url({ 'X-Amz-Credential': `ASIASESSION/${scope('s3')}` }),
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: 'ASIASESSION' },
    ],
    [
      'a wrong token',
      url({ 'X-Amz-Credential': `ASIASESSION/${scope('s3')}`, 'X-Amz-Security-Token': 'other' }),
      'InvalidToken',
      'The provided token is malformed or otherwise invalid.',
      { 'Token-0': 'other' },
    ],
  ];

  test.each(table)('%s', (_, sent, code, message, extras) => {
    expect(refusal(sent)).toEqual({ code, message, extras });
  });

  test('a wrong signature', () => {
    expect(refusal(url({})).code).toBe('SignatureDoesNotMatch');
  });
});
