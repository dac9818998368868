import { describe, expect, test } from 'vitest';
import type { Credential } from '../application.js';
import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import { signVersion2, verifyVersion2 } from './verify-version-2.js';

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const KEY: Credential<string> = { accessKeyId, secretAccessKey, sessionToken: undefined, expired: false, caller: 'me' };
const SESSION: Credential<string> = { ...KEY, accessKeyId: 'ASIASESSION', sessionToken: 'token' };
const DATE = 'Tue, 27 Mar 2007 19:36:42 +0000';
const NOW = Date.parse(DATE);

interface Sent {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function verified({ method = 'GET', target, headers = {} }: Sent, now = NOW) {
  const request = { method, target, headers: headerMap(Object.entries(headers).flat()) };
  const credential = (id: string) => [KEY, SESSION].find((each) => each.accessKeyId === id);
  try {
    return verifyVersion2(request, { credential, now });
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message, ...error.extras };
    throw error;
  }
}

const Host = 'awsexamplebucket1.s3.amazonaws.com';
const authorization = (text: string, id = accessKeyId) => `AWS ${id}:${signVersion2(secretAccessKey, text)}`;

describe('a signature of version 2 in the header', () => {
  test('is that of the example in the documentation', () => {
    const Authorization = `AWS ${accessKeyId}:qgk2+6Sv9/oM7G3qLEjTH1a1l1g=`;
    expect(verified({ target: '/photos/puppy.jpg', headers: { Host, Date: DATE, Authorization } })).toMatchObject({
      kind: 'signed',
      credential: KEY,
      signature: { authType: 'REST-HEADER', signatureVersion: 'AWS', age: 0 },
    });
  });

  test('covers the headers of Amazon in order, the type, and what names a part of the resource', () => {
    const text = `PUT\n\ntext/plain\n\nx-amz-acl:private\nx-amz-date:${DATE}\n/bucket/a%20key?acl&versionId=a b`;
    const headers = { 'x-amz-date': DATE, 'X-Amz-Acl': ' private ', 'Content-Type': 'text/plain' };
    const target = '/bucket/a%20key?versionId=a%20b&acl&x-id=PutObjectAcl';
    const sent = {
      method: 'PUT',
      target,
      headers: { ...headers, Host: '127.0.0.1', Authorization: authorization(text) },
    };
    expect(verified(sent)).toMatchObject({ kind: 'signed' });
    expect(verified({ ...sent, target: '/bucket/a%20key?versionId=b&acl' })).toMatchObject({
      code: 'SignatureDoesNotMatch',
      AWSAccessKeyId: accessKeyId,
      StringToSign: text.replace('a b', 'b'),
    });
  });

  test.each([
    ['without its parts', { Authorization: 'AWS x', Date: DATE }, 'InvalidArgument'],
    ['without a date', { Authorization: authorization('') }, 'AccessDenied'],
    [
      'of another time',
      { Authorization: authorization(''), Date: 'Tue, 27 Mar 2007 20:36:42 GMT' },
      'RequestTimeTooSkewed',
    ],
    ['with a key of nobody', { Authorization: authorization('', 'AKIANOBODY'), Date: DATE }, 'InvalidAccessKeyId'],
    [
      'of a session without its token',
      { Authorization: authorization('', 'ASIASESSION'), Date: DATE },
      'InvalidAccessKeyId',
    ],
  ])('%s is refused', (_, headers, code) => {
    expect(verified({ target: '/bucket/key', headers })).toMatchObject({ code });
  });
});

describe('a URL that is presigned with version 2', () => {
  const Expires = String(NOW / 1000 + 60);
  const url = (signature: string, more = '', id = accessKeyId) =>
    `/bucket/key?AWSAccessKeyId=${id}&Signature=${encodeURIComponent(signature)}&Expires=${Expires}${more}`;
  const signature = (text: string) => signVersion2(secretAccessKey, text);

  test('is good until it expires', () => {
    const target = url(signature(`GET\n\n\n${Expires}\n/bucket/key`));
    expect(verified({ target })).toMatchObject({
      kind: 'signed',
      signature: { authType: 'REST-QUERY-STRING', signatureVersion: 'AWS', age: undefined },
    });
    expect(verified({ target }, NOW + 60_000)).toEqual({
      code: 'AccessDenied',
      message: 'Request has expired',
      Expires: '2007-03-27T19:37:42Z',
      ServerTime: '2007-03-27T19:37:42Z',
    });
  });

  test('may have headers in its query, which others that are sent do not replace', () => {
    const text = `PUT\n\ntext/plain\n${Expires}\nx-amz-meta-a:b\n/bucket/key`;
    const target = url(signature(text), '&content-type=text%2Fplain&x-amz-meta-a=b');
    expect(verified({ method: 'PUT', target })).toMatchObject({ kind: 'signed' });
    const wrong = { code: 'SignatureDoesNotMatch' };
    expect(verified({ method: 'PUT', target, headers: { 'Content-Type': 'text/xml' } })).toMatchObject(wrong);
    expect(verified({ method: 'PUT', target, headers: { 'x-amz-meta-more': 'c' } })).toMatchObject(wrong);
  });

  test('brings the token of a session', () => {
    const text = `GET\n\n\n${Expires}\nx-amz-security-token:token\n/bucket/key`;
    const target = url(signature(text), '&x-amz-security-token=token', 'ASIASESSION');
    expect(verified({ target })).toMatchObject({ kind: 'signed', credential: SESSION });
  });

  test.each([
    [
      `/b/k?Signature=x&Expires=${Expires}`,
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    ],
    ['/b/k?AWSAccessKeyId=x&Signature=x&Expires=soon', 'Invalid date (should be seconds since epoch): soon'],
  ])('%s is refused', (target, message) => {
    expect(verified({ target })).toEqual({ code: 'AccessDenied', message });
  });
});
