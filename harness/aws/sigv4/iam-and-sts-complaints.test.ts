import { describe, expect, test } from 'vitest';
import {
  authorization,
  junk,
  type Refusal,
  refusal,
  type Sent,
  scope,
  signedByHand,
  stamp,
} from './refusals.fixture.js';

describe('IAM and STS refuse, in this order,', () => {
  const key = `AKIAUSER/${scope('iam')}`;
  const signed = (value: string, more: Sent['headers'] = {}): Sent => ({
    headers: { 'X-Amz-Date': stamp, Authorization: value, ...more },
  });
  const table: readonly Refusal[] = [
    [
      'two signatures',
      { ...signed(authorization(key)), target: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256' },
      'SignatureDoesNotMatch',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      {},
    ],
    [
      'Signature Version 2 in the query',
      { target: '/?Action=ListUsers&AWSAccessKeyId=AKIAUSER&SignatureVersion=2&Signature=x' },
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      {},
    ],
    [
      'Signature Version 2 in a form',
      { body: 'Action=ListUsers&AWSAccessKeyId=AKIAUSER&SignatureVersion=2&Signature=x' },
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      {},
    ],
    [
      'an unknown scheme',
      signed('Bearer abc'),
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      {},
    ],
    [
      'a component without an equal sign',
      signed('AWS4-HMAC-SHA256 Credential'),
      'IncompleteSignature',
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'scQrPOEYCTvGVr8W57h+BpQDoYJG0uo208ZnhQy1vaE='.",
      {},
    ],
    [
      'missing components, all at once',
      { headers: { Authorization: 'AWS4-HMAC-SHA256 SignedHeaders=host' } },
      'IncompleteSignature',
      /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=[A-Za-z0-9+/]{43}=$/,
      {},
    ],
    [
      'a signature without signed headers',
      signed(`AWS4-HMAC-SHA256 Credential=${key}, Signature=${junk}`),
      'IncompleteSignature',
      /^Authorization header requires 'SignedHeaders' parameter\. \(Hashed/,
      {},
    ],
    [
      'missing query parameters, all at once',
      { target: `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${stamp}&X-Amz-SignedHeaders=host` },
      'IncompleteSignature',
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. Re-examine the query-string parameters.",
      {},
    ],
    [
      'a date that is no date',
      signed(authorization(key), { 'X-Amz-Date': '20261304T050607Z' }),
      'IncompleteSignature',
      "Date must be in ISO-8601 'basic format'. Got '20261304T050607Z'. See http://en.wikipedia.org/wiki/ISO_8601",
      {},
    ],
    [
      'a signature of more than 15 minutes ago',
      signed(authorization(key), { 'X-Amz-Date': '20260304T045106Z' }),
      'SignatureDoesNotMatch',
      'Signature expired: 20260304T045106Z is now earlier than 20260304T045107Z (20260304T050607Z - 15 min.)',
      {},
    ],
    [
      'a signature of more than 15 minutes ahead',
      signed(authorization(key), { 'X-Amz-Date': '20260304T052108Z' }),
      'SignatureDoesNotMatch',
      'Signature not yet current: 20260304T052108Z is still later than 20260304T052107Z (20260304T050607Z + 15 min.)',
      {},
    ],
    [
      'a host that is not signed',
      signed(authorization(key, 'x-amz-date')),
      'SignatureDoesNotMatch',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
      {},
    ],
    [
      'another algorithm',
      signed(authorization(key).replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
      'IncompleteSignature',
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ",
      {},
    ],
    [
      'a credential of four parts',
      signed(authorization('AKIAUSER/20260304/us-east-1/iam')),
      'IncompleteSignature',
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAUSER/20260304/us-east-1/iam'",
      {},
    ],
    [
      'a region that is none',
      signed(authorization(`AKIAUSER/${scope('iam', 'mars')}`)),
      'SignatureDoesNotMatch',
      'Credential should be scoped to a valid region. ',
      {},
    ],
    [
      'a region that is none, for STS',
      { ...signed(authorization(`AKIAUSER/${scope('sts', 'aws-global')}`)), service: 'sts' },
      'SignatureDoesNotMatch',
      'Credential should be scoped to a valid region. ',
      {},
    ],
    [
      'another service',
      signed(authorization(`AKIAUSER/${scope('sts')}`)),
      'SignatureDoesNotMatch',
      "Credential should be scoped to correct service: 'iam'. ",
      {},
    ],
    [
      'another terminator',
      signed(authorization('AKIAUSER/20260304/us-east-1/iam/aws5_request')),
      'SignatureDoesNotMatch',
      "Credential should be scoped with a valid terminator: 'aws4_request'.",
      {},
    ],
    [
      'the date of another day, after all other faults of the scope',
      signed(authorization('AKIAUSER/20260303/mars/sts/term')),
      'SignatureDoesNotMatch',
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'iam'. Credential should be scoped with a valid terminator: 'aws4_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
      {},
    ],
    [
      'an unknown key',
      signed(authorization(`AKIANOBODY/${scope('iam')}`)),
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      {},
    ],
    [
      'a session without its token',
      signed(authorization(`ASIASESSION/${scope('iam')}`)),
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      {},
    ],
    [
      'an expired session',
      signed(authorization(`ASIAGONE/${scope('iam')}`), { 'X-Amz-Security-Token': 'token' }),
      'ExpiredToken',
      'The security token included in the request is expired',
      {},
    ],
    [
      'a wrong signature',
      signed(authorization(key)),
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      {},
    ],
  ];

  test.each(table)('%s', (_, sent, code, message, extras) => {
    expect(refusal(sent)).toEqual({
      code,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
      extras,
    });
  });

  test('the earlier complaint first, where there are several', () => {
    const old = { 'X-Amz-Date': '20260304T045106Z' };
    const wrongScope = authorization(`AKIANOBODY/${scope('sts')}`, 'x-amz-date');
    expect(refusal(signed(wrongScope, old)).message).toMatch(/^Signature expired/);
    expect(refusal(signed(wrongScope)).message).toMatch(/^'Host'/);
    expect(refusal(signed(wrongScope.replace('=x-amz-date', '=host'))).message).toMatch(/correct service/);
    expect(refusal(signed(authorization(`AKIANOBODY/${scope('iam')}`))).code).toBe('InvalidClientTokenId');
  });

  test('a session token beside a long-term key, once the signature is right', () => {
    const sent = signedByHand('iam', 'AKIAUSER', { 'X-Amz-Security-Token': 'token' });
    expect(refusal(sent)).toMatchObject({ code: 'InvalidClientTokenId' });
    expect(refusal(signedByHand('iam', 'AKIAUSER', {}))).toMatchObject({ code: 'signed' });
  });
});
