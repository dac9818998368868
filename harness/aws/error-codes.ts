import { AwsError } from './errors.js';
import type { ErrorModel, ServiceModel } from './service-model.js';

type Protocol = ServiceModel['protocol'];

/**
 * Status of the codes that no SDK schema models. What is neither modelled nor here is 400, as most are.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const STATUS: Readonly<Record<Protocol, ReadonlyMap<string, number>>> = {
  awsQuery: new Map([
    ['AccessDenied', 403],
    ['ExpiredToken', 403],
    ['InvalidClientTokenId', 403],
    ['MissingAuthenticationToken', 403],
    ['OptInRequired', 403],
    ['RequestExpired', 400],
    ['SignatureDoesNotMatch', 403],
    ['RequestEntityTooLarge', 413],
    ['InternalFailure', 500],
    ['NotImplemented', 501],
    ['ServiceUnavailable', 503],
  ]),
  restXml: new Map([
    ['NotModified', 304],
    ['PermanentRedirect', 301],
    ['TemporaryRedirect', 307],
    ['AccessDenied', 403],
    ['AccountProblem', 403],
    ['AllAccessDisabled', 403],
    ['CrossLocationLoggingProhibitted', 403],
    ['Forbidden', 403],
    ['InvalidAccessKeyId', 403],
    ['InvalidObjectState', 403],
    ['InvalidPayer', 403],
    ['InvalidSecurity', 403],
    ['NotSignedUp', 403],
    ['RequestTimeTooSkewed', 403],
    ['SignatureDoesNotMatch', 403],
    ['NoSuchAccessPoint', 404],
    ['NoSuchBucket', 404],
    ['NoSuchBucketPolicy', 404],
    ['NoSuchConfiguration', 404],
    ['NoSuchCORSConfiguration', 404],
    ['NoSuchKey', 404],
    ['NoSuchLifecycleConfiguration', 404],
    ['NoSuchObjectLockConfiguration', 404],
    ['NoSuchPublicAccessBlockConfiguration', 404],
    ['NoSuchTagSet', 404],
    ['NoSuchUpload', 404],
    ['NoSuchVersion', 404],
    ['NoSuchWebsiteConfiguration', 404],
    ['NotFound', 404],
    ['ObjectLockConfigurationNotFoundError', 404],
    ['OwnershipControlsNotFoundError', 404],
    ['ReplicationConfigurationNotFoundError', 404],
    ['ServerSideEncryptionConfigurationNotFoundError', 404],
    ['MethodNotAllowed', 405],
    ['BucketAlreadyExists', 409],
    ['BucketAlreadyOwnedByYou', 409],
    ['BucketNotEmpty', 409],
    ['ConditionalRequestConflict', 409],
    ['InvalidBucketState', 409],
    ['ObjectAlreadyInActiveTierError', 403],
    ['OperationAborted', 409],
    ['RestoreAlreadyInProgress', 409],
    ['MissingContentLength', 411],
    ['PreconditionFailed', 412],
    ['InvalidPartNumber', 416],
    ['InvalidRange', 416],
    ['InternalError', 500],
    ['NotImplemented', 501],
    ['ServiceUnavailable', 503],
    ['SlowDown', 503],
  ]),
};

/** Status and fault of an error: from the service's model, else from the table of what no model knows. */
export function describeError(service: ServiceModel | undefined, { code }: AwsError): ErrorModel {
  const status = STATUS[service?.protocol ?? 'awsQuery'].get(code) ?? 400;
  return service?.errors.get(code) ?? { code, status, fault: status >= 500 ? 'Receiver' : 'Sender' };
}

/**
 * What a client hears of an error that is not AWS's, in the words of the service: nothing of it. The original is its `cause`,
 * for the emulator's own log.
 */
export function unexpectedError(service: ServiceModel | undefined, cause: unknown): AwsError {
  const error =
    service?.protocol === 'restXml'
      ? new AwsError('InternalError', 'We encountered an internal error. Please try again.')
      : new AwsError(
          'InternalFailure',
          'The request processing has failed because of an unknown error, exception or failure.',
        );
  return Object.assign(error, { cause });
}
