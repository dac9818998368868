import type { Credential } from './application.js';
import { AwsError } from './errors.js';
import { sameSecret } from './sigv4/signature.js';

/** What S3 says of the key of a signature, whatever was signed with it. */
export function unknownKey(accessKeyId: string): AwsError {
  return new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
    AWSAccessKeyId: accessKeyId,
  });
}

/** Throws unless the token of the session came with its key: without it S3 does not even know the key. */
export function checkToken(credential: Credential<unknown>, given: string | undefined): void {
  if (credential.sessionToken !== undefined && given === undefined) throw unknownKey(credential.accessKeyId);
  const token = given ?? '';
  if (!sameSecret(credential.sessionToken ?? '', token))
    throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', { 'Token-0': token });
  if (credential.expired) throw new AwsError('ExpiredToken', 'The provided token has expired.', { 'Token-0': token });
}

/** A signature that covers one text. Its bytes are printed so that a client can be compared with them. */
export function signatureDoesNotMatch(accessKeyId: string, stringToSign: string, provided: string): AwsError {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  return new AwsError('SignatureDoesNotMatch', message, {
    AWSAccessKeyId: accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: provided,
    StringToSignBytes: Buffer.from(stringToSign).toString('hex').replace(/../g, '$& ').trimEnd(),
  });
}
