import { hash } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import { allowedSkew, type Complaints, isSigV4, type KnownAttempt } from './complaints.js';
import { looksLikeRegion } from './credential-scope.js';
import { sameSecret } from './signature.js';
import { basicStamp, wholeSecond } from './signing-time.js';

/**
 * The order in which AWS's query services complain about a signature. They share one front; its order was recorded for another
 * service behind it (mhart/dynalite, `index.js`), the words for IAM and STS themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export const iamAndStsComplaints: Complaints = {
  form: (attempt) =>
    signedTwice(attempt) ??
    signatureVersion2(attempt) ??
    schemeThatIsNoSignature(attempt) ??
    componentWithoutEqualSign(attempt) ??
    missingComponents(attempt) ??
    missingParameters(attempt) ??
    dateThatIsNoDate(attempt) ??
    signatureExpired(attempt) ??
    signatureNotYetCurrent(attempt) ??
    hostNotSigned(attempt) ??
    unsupportedAlgorithm(attempt) ??
    malformedCredential(attempt) ??
    wrongScope(attempt),
  unknownKey: invalidToken,
  proof: (known) =>
    sessionWithoutItsToken(known) ??
    sessionExpired(known) ??
    signatureThatDoesNotMatch(known) ??
    tokenWithoutSession(known),
};

function signedTwice({ twice }: Attempt) {
  if (!twice) return undefined;
  const text = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
  return new AwsError('SignatureDoesNotMatch', text);
}

function signatureVersion2({ place }: Attempt) {
  return place === 'sigv2-query' ? sigV2Refused() : undefined;
}

/** AWS still takes Signature Version 2 here and there; the emulator takes none, in the words of S3's newer regions. */
export function sigV2Refused(): AwsError {
  const text = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
  return new AwsError('InvalidRequest', text);
}

function schemeThatIsNoSignature({ authorization }: Attempt) {
  if (authorization === undefined || authorization.scheme.toUpperCase().startsWith('AWS4-')) return undefined;
  return missingAuthenticationToken();
}

/** The answer to an unsigned request for an operation that must be signed. */
export function missingAuthenticationToken(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
}

function componentWithoutEqualSign({ authorization }: Attempt) {
  const malformed = authorization?.malformed;
  if (malformed === undefined || malformed.includes('=')) return undefined;
  const text =
    'Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): ';
  return incomplete(text + "'" + base64Sha256(malformed) + "'.");
}

function missingComponents({ authorization, request }: Attempt) {
  if (authorization === undefined) return undefined;
  const { credential, signature, signedHeaders } = authorization;
  const dated = request.headers.has('x-amz-date') || request.headers.has('date');
  if (credential && signature && signedHeaders && dated) return undefined;
  const sentences = [
    credential ? '' : "Authorization header requires 'Credential' parameter.",
    signature ? '' : "Authorization header requires 'Signature' parameter.",
    signedHeaders ? '' : "Authorization header requires 'SignedHeaders' parameter.",
    dated ? '' : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  ].filter((sentence) => sentence !== '');
  const which = ' (Hashed with SHA-256 and encoded with Base64) Authorization=' + base64Sha256(authorization.sent);
  return incomplete(sentences.join(' ') + which);
}

function missingParameters({ place, missingParameters: missing }: Attempt) {
  // STS keeps to the 15 minutes whatever `X-Amz-Expires` says, and does not ask for it.
  const needed = place === 'query' ? missing.filter((name) => name !== 'X-Amz-Expires') : [];
  if (needed.length === 0) return undefined;
  const sentences = needed.map((name) => `AWS query-string parameters must include '${name}'. `);
  return incomplete(sentences.join('') + 'Re-examine the query-string parameters.');
}

function dateThatIsNoDate({ time }: Attempt) {
  if (time.at !== undefined) return undefined;
  const text = `Date must be in ISO-8601 'basic format'. Got '${time.sent}'. See http://en.wikipedia.org/wiki/ISO_8601`;
  return incomplete(text);
}

function signatureExpired({ time, now }: Attempt) {
  if (time.at === undefined || time.at >= wholeSecond(now - allowedSkew)) return undefined;
  const earliest = basicStamp(now - allowedSkew);
  return mismatch(`Signature expired: ${time.stamp} is now earlier than ${earliest} (${basicStamp(now)} - 15 min.)`);
}

function signatureNotYetCurrent({ time, now }: Attempt) {
  if (time.at === undefined || time.at <= now + allowedSkew) return undefined;
  const latest = basicStamp(now + allowedSkew);
  const text = `Signature not yet current: ${time.stamp} is still later than ${latest} (${basicStamp(now)} + 15 min.)`;
  return mismatch(text);
}

function hostNotSigned({ signedHeaders }: Attempt) {
  if (signedHeaders.includes('host') || signedHeaders.some((name) => name.toLowerCase() === 'host')) return undefined;
  return mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

function unsupportedAlgorithm({ algorithm }: Attempt) {
  if (isSigV4(algorithm)) return undefined;
  return incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `);
}

function malformedCredential({ scope }: Attempt) {
  if (scope.wellFormed) return undefined;
  const text =
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got ' +
    `'${scope.sent}'`;
  return incomplete(text);
}

/**
 * STS has an endpoint in every region. IAM is one service for the whole partition: AWS takes us-east-1 only, which its clients know of its
 * own endpoint. Of any other endpoint boto3 and the AWS CLI sign for the region that they are configured with, so that any is taken here.
 */
function wrongScope({ service, scope, time }: Attempt) {
  const regionOk = looksLikeRegion(scope.region);
  const terminatorOk = scope.terminator === 'aws4_request';
  const dateOk = scope.date.length === 8 && time.stamp.startsWith(scope.date);
  if (regionOk && scope.service === service && terminatorOk && dateOk) return undefined;
  const sentences = [
    regionOk ? '' : 'Credential should be scoped to a valid region. ',
    scope.service === service ? '' : `Credential should be scoped to correct service: '${service}'. `,
    terminatorOk ? '' : "Credential should be scoped with a valid terminator: 'aws4_request'. ",
    dateOk ? '' : 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
  ].join('');
  // The blank after the terminator's sentence was recorded only where another sentence follows.
  return mismatch(sentences.endsWith("'aws4_request'. ") ? sentences.trimEnd() : sentences);
}

function sessionWithoutItsToken({ credential, attempt: { sessionToken } }: KnownAttempt) {
  if (credential.sessionToken === undefined) return undefined;
  return sameSecret(credential.sessionToken, sessionToken ?? '') ? undefined : invalidToken();
}

function sessionExpired({ credential }: KnownAttempt) {
  if (!credential.expired) return undefined;
  return new AwsError('ExpiredToken', 'The security token included in the request is expired');
}

function signatureThatDoesNotMatch({ proof }: KnownAttempt) {
  if (proof.matches) return undefined;
  return mismatch(
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

function tokenWithoutSession({ credential, attempt: { sessionToken } }: KnownAttempt) {
  return credential.sessionToken === undefined && sessionToken !== undefined ? invalidToken() : undefined;
}

function invalidToken(): AwsError {
  return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.');
}

function incomplete(text: string): AwsError {
  return new AwsError('IncompleteSignature', text);
}

function mismatch(text: string): AwsError {
  return new AwsError('SignatureDoesNotMatch', text);
}

function base64Sha256(text: string): string {
  return hash('sha256', text, 'base64');
}
