import { AwsError } from '../errors.js';
import { type Attempt, firstHeader } from './attempt.js';
import { allowedSkew, isSigV4, type KnownAttempt } from './complaints.js';
import { looksLikeRegion } from './credential-scope.js';
import { sigV2Refused } from './iam-and-sts-complaints.js';
import { isPayloadHash } from './payload-rule.js';
import { isoStamp } from './signing-time.js';

export function signedTwice({ twice, authorization }: Attempt) {
  if (!twice) return undefined;
  const text =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the ' +
    'Authorization header should be specified';
  return invalidAuthorization(text, authorization?.sent);
}

export function noDate({ time }: Pick<Attempt, 'time'>) {
  if (time.at !== undefined) return undefined;
  return new AwsError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
}

export function timeTooSkewed({ time, now }: Pick<Attempt, 'time' | 'now'>) {
  if (time.at === undefined || Math.abs(now - time.at) <= allowedSkew) return undefined;
  const text = 'The difference between the request time and the current time is too large.';
  return new AwsError('RequestTimeTooSkewed', text, {
    RequestTime: time.sent,
    ServerTime: isoStamp(now),
    MaxAllowedSkewMilliseconds: String(allowedSkew),
  });
}

export function schemeWithoutComponents({ authorization }: Attempt) {
  if (authorization?.hasComponents !== false) return undefined;
  return invalidAuthorization(
    "Authorization header is invalid -- one and only one ' ' (space) required.",
    authorization.sent,
  );
}

/** SigV4A is a scheme that S3 knows and the emulator does not: refused in the words for a mechanism that is switched off. */
export function unsupportedScheme({ algorithm }: Attempt) {
  if (isSigV4(algorithm)) return undefined;
  if (/^AWS4-ECDSA-P256-SHA256$/i.test(algorithm)) return sigV2Refused();
  return invalidAuthorization('Unsupported Authorization Type', algorithm);
}

export function missingComponents({ authorization }: Attempt) {
  if (authorization === undefined || authorization.componentCount === 3) return undefined;
  return malformed('the authorization header requires three components: Credential, SignedHeaders, and Signature.');
}

export function malformedComponent({ authorization }: Attempt) {
  if (authorization?.malformed === undefined) return undefined;
  return malformed(`the authorization component "${authorization.malformed}" is malformed.`);
}

export function missingComponent({ authorization }: Attempt) {
  if (authorization === undefined) return undefined;
  const { credential, signedHeaders, signature } = authorization;
  if (credential === undefined) return malformed('missing Credential.');
  if (signedHeaders === undefined) return malformed('missing SignedHeaders.');
  return signature === undefined ? malformed('missing Signature.') : undefined;
}

export function malformedCredential({ scope }: Attempt) {
  if (scope.wellFormed) return undefined;
  return malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
}

export function wrongService({ scope }: Attempt) {
  if (scope.service === 's3') return undefined;
  return malformed(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
}

export function wrongTerminator({ scope }: Attempt) {
  if (scope.terminator === 'aws4_request') return undefined;
  return malformed(`incorrect terminal "${scope.terminator}". This endpoint uses "aws4_request".`);
}

export function dateThatIsNoDate({ scope }: Attempt) {
  if (/^\d{8}$/.test(scope.date)) return undefined;
  const text = `incorrect date format "${scope.date}". This date in the credential must be in the format "yyyyMMdd".`;
  return malformed(text);
}

/** Which region a bucket lies in is not for the signature to know; a name such as `aws-global` is no region at all. */
export function wrongRegion({ scope }: Attempt) {
  if (looksLikeRegion(scope.region)) return undefined;
  return malformed(`the region '${scope.region}' is wrong; expecting 'us-east-1'`, { Region: 'us-east-1' });
}

export function dateOfAnotherDay({ attempt: { scope, time } }: KnownAttempt) {
  if (scope.date === time.stamp.slice(0, 8)) return undefined;
  return malformed('Invalid credential date. Date is not the same as X-Amz-Date.');
}

export function noContentSha256({ attempt: { request } }: KnownAttempt) {
  if (contentSha256(request) !== '') return undefined;
  return new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
}

export function invalidContentSha256({ attempt: { request } }: KnownAttempt) {
  const sent = contentSha256(request);
  return isPayloadHash(sent) ? undefined : invalidPayloadHash(sent);
}

export function invalidPayloadHash(sent: string): AwsError {
  const text =
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, ' +
    'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.';
  return new AwsError('InvalidArgument', text, { ArgumentName: 'x-amz-content-sha256', ArgumentValue: sent });
}

function contentSha256({ headers }: Attempt['request']): string {
  return firstHeader(headers, 'x-amz-content-sha256')?.trim() ?? '';
}

function malformed(text: string, extras: Readonly<Record<string, string>> = {}): AwsError {
  return new AwsError('AuthorizationHeaderMalformed', 'The authorization header is malformed; ' + text, extras);
}

function invalidAuthorization(text: string, value = ''): AwsError {
  return new AwsError('InvalidArgument', text, { ArgumentName: 'Authorization', ArgumentValue: value });
}
