import { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import { allowedSkew, isSigV4, type KnownAttempt } from './complaints.js';
import { looksLikeRegion } from './credential-scope.js';
import { sigV2Refused } from './iam-and-sts-complaints.js';
import { isoStamp } from './signing-time.js';

const aWeek = 604_800;

export function missingAlgorithm({ algorithm }: Attempt) {
  return algorithm === '' ? requiredParameters() : undefined;
}

export function unsupportedAlgorithm({ algorithm }: Attempt) {
  if (isSigV4(algorithm)) return undefined;
  if (/^AWS4-ECDSA-P256-SHA256$/i.test(algorithm)) return sigV2Refused();
  return refused('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
}

export function missingParameters({ missingParameters: missing }: Attempt) {
  return missing.length === 0 ? undefined : requiredParameters();
}

export function malformedCredential({ scope }: Attempt) {
  if (scope.wellFormed) return undefined;
  return badCredential('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
}

export function wrongService({ scope }: Attempt) {
  if (scope.service === 's3') return undefined;
  return badCredential(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
}

export function wrongTerminator({ scope }: Attempt) {
  if (scope.terminator === 'aws4_request') return undefined;
  return badCredential(`incorrect terminal "${scope.terminator}". This endpoint uses "aws4_request".`);
}

export function dateThatIsNoDate({ scope }: Attempt) {
  if (/^\d{8}$/.test(scope.date)) return undefined;
  return badCredential(
    `incorrect date format "${scope.date}". This date in the credential must be in the format "yyyyMMdd".`,
  );
}

export function wrongRegion({ scope }: Attempt) {
  if (looksLikeRegion(scope.region)) return undefined;
  return badCredential(`the region '${scope.region}' is wrong; expecting 'us-east-1'`);
}

export function timeThatIsNoTime({ time }: Attempt) {
  if (time.at !== undefined) return undefined;
  return refused("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
}

export function dateOfAnotherDay({ scope, time }: Attempt) {
  const day = time.stamp.slice(0, 8);
  if (scope.date === day) return undefined;
  return refused(`Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".`);
}

export function expiresThatIsNoNumber({ expires = '' }: Attempt) {
  return /^[+-]?\d+$/.test(expires) ? undefined : refused('X-Amz-Expires should be a number');
}

export function expiresNegative({ expires }: Attempt) {
  return Number(expires) < 0 ? refused('X-Amz-Expires must be non-negative') : undefined;
}

export function expiresAfterAWeek({ expires }: Attempt) {
  if (Number(expires) <= aWeek) return undefined;
  return refused(
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ' +
      `${aWeek} seconds`,
  );
}

export function notYetValid({ time, now }: Attempt) {
  if (time.at === undefined || time.at - now <= allowedSkew) return undefined;
  return new AwsError('AccessDenied', 'Request is not yet valid');
}

export function expired({ time, expires = '', now }: Attempt) {
  return expiredAt(now, time.at ?? 0, expires);
}

/** The clock of an account may run ahead of the wall clock, which its clients sign by. */
export function expiredOnTheClockOfTheAccount({ attempt, credential }: KnownAttempt) {
  const { time, expires = '', now } = attempt;
  const at = time.at ?? 0;
  return expiredAt(now + (credential.aheadSince?.(at) ?? 0), at, expires);
}

function expiredAt(now: number, at: number, expires: string): AwsError | undefined {
  const end = at + Number(expires) * 1000;
  if (now <= end) return undefined;
  return new AwsError('AccessDenied', 'Request has expired', {
    'X-Amz-Expires': expires,
    Expires: isoStamp(end),
    ServerTime: isoStamp(now),
  });
}

function requiredParameters(): AwsError {
  return refused(
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, ' +
      'X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  );
}

function badCredential(text: string): AwsError {
  return refused('Error parsing the X-Amz-Credential parameter; ' + text);
}

function refused(text: string): AwsError {
  return new AwsError('AuthorizationQueryParametersError', text);
}
