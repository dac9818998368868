import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { describeError, unexpectedError } from './error-codes.js';
import { AwsError } from './errors.js';
import { writeQueryError } from './query-answer.js';
import { writeRestXmlError } from './rest-xml-answer.js';
import { readService } from './schema.js';

const services = { iam: readService(iam, 'iam'), sts: readService(sts, 'sts'), s3: readService(s3, 's3') };
const describeCode = (service: keyof typeof services, code: string) =>
  describeError(services[service], new AwsError(code, ''));

test.each([
  ['iam', 'NoSuchEntity', 404],
  ['iam', 'EntityAlreadyExists', 409],
  ['iam', 'ReportNotPresent', 410],
  ['iam', 'AccessDenied', 403],
  ['iam', 'ValidationError', 400],
  ['iam', 'ExpiredToken', 403],
  ['iam', 'InvalidClientTokenId', 403],
  ['sts', 'MalformedPolicyDocument', 400],
  ['sts', 'ExpiredTokenException', 400],
  ['s3', 'ExpiredToken', 400],
  ['s3', 'NoSuchKey', 404],
  ['s3', 'NotFound', 404],
  ['s3', 'BucketAlreadyOwnedByYou', 409],
  ['s3', 'PreconditionFailed', 412],
  ['s3', 'InvalidObjectState', 403],
  ['s3', 'SomethingNew', 400],
] as const)('%s answers %s with %d', (service, code, status) => {
  expect(describeCode(service, code)).toEqual({ code, status, fault: 'Sender' });
});

test('a fault of ours is the receiver’s', () => {
  expect(describeCode('iam', 'ServiceFailure')).toEqual({ code: 'ServiceFailure', status: 500, fault: 'Receiver' });
  expect(describeCode('sts', 'NotImplemented')).toEqual({ code: 'NotImplemented', status: 501, fault: 'Receiver' });
});

test('an unexpected error leaks nothing of itself', () => {
  const cause = new TypeError('secret of the machine');
  for (const [service, code] of [
    [services.iam, 'InternalFailure'],
    [services.s3, 'InternalError'],
    [undefined, 'InternalFailure'],
  ] as const) {
    const error = unexpectedError(service, cause);
    expect({ ...describeError(service, error), cause: error.cause }).toEqual({
      code,
      status: 500,
      fault: 'Receiver',
      cause,
    });
    expect(error.message).not.toContain('secret');
  }
});

test('an error of IAM is an ErrorResponse in its namespace', () => {
  const error = new AwsError('NoSuchEntity', 'The user with name <a&b> cannot be found.');
  const { status, headers, body } = writeQueryError(
    services.iam,
    { ...describeError(services.iam, error), message: error.message },
    'id-1',
  );
  expect({ status, headers }).toEqual({
    status: 404,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'id-1' },
  });
  expect(body).toBe(
    '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>' +
      '<Message>The user with name &lt;a&amp;b&gt; cannot be found.</Message></Error><RequestId>id-1</RequestId></ErrorResponse>',
  );
});

test('an unknown action is answered in the namespace of AWS’s faults', () => {
  const { body } = writeQueryError(
    services.iam,
    { code: 'InvalidAction', message: 'm', status: 400, fault: 'Sender' },
    'id',
  );
  expect(body).toContain('xmlns="http://webservices.amazon.com/AWSFault/2005-15-09"');
});

test('an error of S3 prints its extra elements between message and request id', () => {
  const error = {
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    extras: { Key: 'a<b' },
    status: 404,
    fault: 'Sender',
  } as const;
  const { status, headers, body } = writeRestXmlError(error, 'ABCDEF0123456789', false);
  expect(status).toBe(404);
  expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-amz-request-id': 'ABCDEF0123456789' });
  expect(body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>a&lt;b<\/Key><RequestId>ABCDEF0123456789<\/RequestId><HostId>[A-Za-z0-9+/]{76}<\/HostId><\/Error>$/,
  );
});

test('P14: the error of a HEAD request has no body', () => {
  const error = { code: 'NotFound', message: '', extras: {}, status: 404, fault: 'Sender' } as const;
  expect(writeRestXmlError(error, 'ID', true)).toMatchObject({ status: 404, body: undefined });
});
