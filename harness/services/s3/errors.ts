import { AwsError } from '../../aws/errors.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; the words are those of recorded answers. */
export function noSuchBucket(name: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
}

/** A delete marker in place of the object shows itself in headers: https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html */
export function noSuchKey(key: string, headers: AwsError['headers'] = {}): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', { Key: key }, headers);
}

export function noSuchVersion(key: string, versionId: string): AwsError {
  return new AwsError('NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId });
}

/** Some of S3's InvalidArgument errors quote the value and some do not. */
export function invalidArgument(argument: string, message: string, value?: string): AwsError {
  const quoted = value === undefined ? {} : { ArgumentValue: value };
  return new AwsError('InvalidArgument', message, { ArgumentName: argument, ...quoted });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', message);
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}

/** What S3 itself answers to headers that it does not take for this operation or with this value. */
export function headerNotImplemented(header: string, additionalMessage?: string): AwsError {
  return new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
    Header: header,
    ...(additionalMessage === undefined ? {} : { additionalMessage }),
  });
}

/** The request is understood, and refused for what it is about: `BUCKET`, `DELETEMARKER`, ... */
export function methodNotAllowed(method: string, resourceType: string, headers: AwsError['headers'] = {}): AwsError {
  const message = 'The specified method is not allowed against this resource.';
  return new AwsError('MethodNotAllowed', message, { Method: method, ResourceType: resourceType }, headers);
}

export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
