import { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import type { KnownAttempt } from './complaints.js';
import { sameSecret } from './signature.js';

export function unknownKey({ scope }: Attempt): AwsError {
  return new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
    AWSAccessKeyId: scope.accessKeyId,
  });
}

/** `x-amz-content-sha256` is left out: its value stands in the canonical request anyway (and S3 does not name it). */
export function headersNotSigned({ attempt: { request, signedHeaders } }: KnownAttempt) {
  const isUnsigned = (name: string) =>
    mustBeSigned(name) && !signedHeaders.includes(name) && !isListed(name, signedHeaders);
  if (!request.headers.hasName(isUnsigned)) return undefined;
  return new AwsError('AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: [...request.headers.keys()].filter(isUnsigned).sort().join(', '),
  });
}

/** Names have no case, though nearly every client lists them in small letters. */
function isListed(name: string, signedHeaders: readonly string[]): boolean {
  return signedHeaders.some((signed) => signed.toLowerCase() === name);
}

function mustBeSigned(name: string): boolean {
  return name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256');
}

/** A session's key is nothing without its token: S3 does not even know it. */
export function sessionWithoutToken({ credential, attempt }: KnownAttempt) {
  return credential.sessionToken !== undefined && !attempt.sessionToken ? unknownKey(attempt) : undefined;
}

export function wrongToken({ credential, attempt: { sessionToken = '' } }: KnownAttempt) {
  if (sameSecret(credential.sessionToken ?? '', sessionToken)) return undefined;
  const text = 'The provided token is malformed or otherwise invalid.';
  return new AwsError('InvalidToken', text, { 'Token-0': sessionToken });
}

export function sessionExpired({ credential, attempt: { sessionToken = '' } }: KnownAttempt) {
  if (!credential.expired) return undefined;
  return new AwsError('ExpiredToken', 'The provided token has expired.', { 'Token-0': sessionToken });
}

export function signatureThatDoesNotMatch({ proof, attempt: { scope, signature } }: KnownAttempt) {
  return proof.matches ? undefined : signatureDoesNotMatch(scope.accessKeyId, signature, proof);
}

/** Also for the signature of a chunk. The texts say what S3 hashed, so that a client can be compared with it line by line. */
export function signatureDoesNotMatch(
  accessKeyId: string,
  provided: string,
  { stringToSign, canonicalRequest }: { readonly stringToSign: string; readonly canonicalRequest: string },
): AwsError {
  const text =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  return new AwsError('SignatureDoesNotMatch', text, {
    AWSAccessKeyId: accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: provided,
    StringToSignBytes: hexBytes(stringToSign),
    CanonicalRequest: canonicalRequest,
    CanonicalRequestBytes: hexBytes(canonicalRequest),
  });
}

function hexBytes(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '$& ').trimEnd();
}
