import { describe, expect, test } from 'vitest';
import { authorization, junk, type Refusal, refusal, type Sent, scope, stamp } from './refusals.fixture.js';

describe('S3 refuses a header, in this order,', () => {
  const key = `AKIAUSER/${scope('s3')}`;
  const all = 'host;x-amz-content-sha256;x-amz-date';
  const signed = (value: string, more: Sent['headers'] = {}): Sent => ({
    service: 's3',
    method: 'GET',
    target: '/bucket/key',
    headers: { 'X-Amz-Date': stamp, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', Authorization: value, ...more },
  });
  const malformed = 'The authorization header is malformed; ';
  const table: readonly Refusal[] = [
    [
      'two signatures',
      { ...signed(authorization(key)), target: '/bucket/key?Signature=abc' },
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: authorization(key) },
    ],
    [
      'a request without a date',
      signed(authorization(key), { 'X-Amz-Date': undefined }),
      'AccessDenied',
      'AWS authentication requires a valid Date or x-amz-date header',
      {},
    ],
    [
      'a date that is no date, even beside a good Date header',
      signed(authorization(key), { 'X-Amz-Date': 'today', Date: 'Wed, 04 Mar 2026 05:06:07 GMT' }),
      'AccessDenied',
      'AWS authentication requires a valid Date or x-amz-date header',
      {},
    ],
    [
      'a clock that is more than 15 minutes off',
      signed(authorization(key), { 'X-Amz-Date': '20260304T052108Z' }),
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      { RequestTime: '20260304T052108Z', ServerTime: '2026-03-04T05:06:07Z', MaxAllowedSkewMilliseconds: '900000' },
    ],
    [
      'a scheme with nothing behind it',
      signed('nothing'),
      'InvalidArgument',
      "Authorization header is invalid -- one and only one ' ' (space) required.",
      { ArgumentName: 'Authorization', ArgumentValue: 'nothing' },
    ],
    [
      'Signature Version 4A',
      signed(authorization(key).replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      {},
    ],
    [
      'an unknown scheme',
      signed('Bearer abc'),
      'InvalidArgument',
      'Unsupported Authorization Type',
      { ArgumentName: 'Authorization', ArgumentValue: 'Bearer' },
    ],
    [
      'two components',
      signed(`AWS4-HMAC-SHA256 Credential=${key}, Signature=${junk}`),
      'AuthorizationHeaderMalformed',
      malformed + 'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
      {},
    ],
    [
      'a component without an equal sign',
      signed(`AWS4-HMAC-SHA256 Credential=${key}, SignedHeaders-host, Signature=${junk}`),
      'AuthorizationHeaderMalformed',
      malformed + 'the authorization component "SignedHeaders-host" is malformed.',
      {},
    ],
    [
      'a header without a signature',
      signed(`AWS4-HMAC-SHA256 Credential=${key}, SignedHeaders=host, Sign=${junk}`),
      'AuthorizationHeaderMalformed',
      malformed + 'missing Signature.',
      {},
    ],
    [
      'a credential of six parts',
      signed(authorization('AKIAUSER/32234/us-east-1/s3/extra/things')),
      'AuthorizationHeaderMalformed',
      malformed + 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      {},
    ],
    [
      'another service',
      signed(authorization(`AKIAUSER/${scope('ec2')}`)),
      'AuthorizationHeaderMalformed',
      malformed + 'incorrect service "ec2". This endpoint belongs to "s3".',
      {},
    ],
    [
      'another terminator',
      signed(authorization('AKIAUSER/20260304/us-east-1/s3/aws_request')),
      'AuthorizationHeaderMalformed',
      malformed + 'incorrect terminal "aws_request". This endpoint uses "aws4_request".',
      {},
    ],
    [
      'a scope without a date',
      signed(authorization('AKIAUSER/3223423234/us-east-1/s3/aws4_request')),
      'AuthorizationHeaderMalformed',
      malformed + 'incorrect date format "3223423234". This date in the credential must be in the format "yyyyMMdd".',
      {},
    ],
    [
      'a region that is none',
      signed(authorization(`AKIAUSER/${scope('s3', 'aws-global')}`)),
      'AuthorizationHeaderMalformed',
      malformed + "the region 'aws-global' is wrong; expecting 'us-east-1'",
      { Region: 'us-east-1' },
    ],
    [
      'an unknown key',
      signed(authorization(`AKIANOBODY/${scope('s3')}`)),
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: 'AKIANOBODY' },
    ],
    [
      'the date of another day',
      signed(authorization('AKIAUSER/20260303/us-east-1/s3/aws4_request')),
      'AuthorizationHeaderMalformed',
      malformed + 'Invalid credential date. Date is not the same as X-Amz-Date.',
      {},
    ],
    [
      'a request without x-amz-content-sha256',
      signed(authorization(key), { 'X-Amz-Content-Sha256': undefined }),
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
      {},
    ],
    [
      'an x-amz-content-sha256 that is no hash',
      signed(authorization(key), { 'X-Amz-Content-Sha256': 'abc' }),
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      { ArgumentName: 'x-amz-content-sha256', ArgumentValue: 'abc' },
    ],
    [
      'headers that should have been signed',
      signed(authorization(key, 'x-amz-date'), { 'X-Amz-Tagging': 'a=b', 'X-Amz-Copy-Source': 'a/b', 'X-Free': 'yes' }),
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: 'host, x-amz-copy-source, x-amz-tagging' },
    ],
    [
      'a session without its token',
      signed(authorization(`ASIASESSION/${scope('s3')}`, all)),
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: 'ASIASESSION' },
    ],
    [
      'a wrong token',
      signed(authorization(`ASIASESSION/${scope('s3')}`, all + ';x-amz-security-token'), {
        'X-Amz-Security-Token': 'other',
      }),
      'InvalidToken',
      'The provided token is malformed or otherwise invalid.',
      { 'Token-0': 'other' },
    ],
    [
      'an expired session',
      signed(authorization(`ASIAGONE/${scope('s3')}`, all + ';x-amz-security-token'), {
        'X-Amz-Security-Token': 'token',
      }),
      'ExpiredToken',
      'The provided token has expired.',
      { 'Token-0': 'token' },
    ],
  ];

  test.each(table)('%s', (_, sent, code, message, extras) => {
    expect(refusal(sent)).toEqual({ code, message, extras });
  });

  test('the earlier complaint first, where there are several', () => {
    const old = { 'X-Amz-Date': '20260304T045106Z', 'X-Amz-Content-Sha256': undefined, 'X-Amz-Tagging': 'a=b' };
    const faulty = authorization(`AKIANOBODY/${scope('ec2')}`);
    expect(refusal(signed(faulty, old)).code).toBe('RequestTimeTooSkewed');
    expect(refusal(signed(faulty)).message).toMatch(/incorrect service/);
    expect(refusal(signed(faulty.replace('ec2', 's3'))).code).toBe('InvalidAccessKeyId');
    expect(refusal(signed(authorization(key), { ...old, 'X-Amz-Date': stamp })).message).toMatch(
      /x-amz-content-sha256$/,
    );
  });

  test('a wrong signature, saying what was hashed', () => {
    const canonicalRequest = [
      'GET',
      '/bucket/key',
      '',
      'host:example.com',
      'x-amz-content-sha256:UNSIGNED-PAYLOAD',
      'x-amz-date:20260304T050607Z',
      '',
      all,
      'UNSIGNED-PAYLOAD',
    ].join('\n');
    const refused = refusal(signed(authorization(key, all)));
    expect(refused).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message:
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    });
    expect(Object.keys(refused.extras)).toEqual([
      'AWSAccessKeyId',
      'StringToSign',
      'SignatureProvided',
      'StringToSignBytes',
      'CanonicalRequest',
      'CanonicalRequestBytes',
    ]);
    expect(refused.extras).toMatchObject({ CanonicalRequest: canonicalRequest, SignatureProvided: junk });
    expect(refused.extras).toMatchObject({
      StringToSignBytes: expect.stringMatching(/^41 57 53 34 2d 48 .* [0-9a-f]{2}$/),
    });
  });
});
