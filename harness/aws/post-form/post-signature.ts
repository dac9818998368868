import type { Credential } from '../application.js';
import { AwsError } from '../errors.js';
import { type CredentialScope, credentialScope, scopeText } from '../sigv4/credential-scope.js';
import { sigV2Refused } from '../sigv4/iam-and-sts-complaints.js';
import { sameSecret } from '../sigv4/signature.js';
import type { SigningKeys } from '../sigv4/signing-keys.js';
import { basicTime } from '../sigv4/signing-time.js';
import type { Verified } from '../sigv4/verify.js';

/** What a signature is judged with. */
export interface PostVerification<Caller> {
  credential(accessKeyId: string): Credential<Caller> | undefined;
  readonly now: number;
  readonly keys: SigningKeys;
}

const SIGNED = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'] as const;

/**
 * Who signed the policy of a form; a form without a policy is an unsigned request. What is signed is the policy alone.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html
 */
export function verifyPost<Caller>(
  fields: ReadonlyMap<string, string>,
  { credential: find, now, keys }: PostVerification<Caller>,
): Verified<Caller> {
  const payload = { kind: 'unsigned' } as const;
  if (fields.has('awsaccesskeyid') || fields.has('signature')) throw sigV2Refused();
  const policy = fields.get('policy');
  if (policy === undefined) {
    if (SIGNED.some((name) => fields.has(name))) throw missingField('policy');
    return { kind: 'anonymous', payload };
  }
  for (const name of SIGNED) if (!fields.has(name)) throw missingField(name);
  const scope = checkedScope(fields);
  const credential = find(scope.accessKeyId);
  if (credential === undefined) throw unknownKey(scope);
  checkToken(credential, fields.get('x-amz-security-token'), scope);
  const signature = fields.get('x-amz-signature') ?? '';
  if (!sameSecret(keys.get(credential.secretAccessKey, scope).hex(policy), signature))
    throw signatureDoesNotMatch(scope, policy, signature);
  const at = basicTime(fields.get('x-amz-date') ?? '').at ?? now;
  const age = Math.max(0, now - at + (credential.aheadSince?.(at) ?? 0));
  const facts = {
    accessKeyId: scope.accessKeyId,
    authType: 'POST',
    signatureVersion: 'AWS4-HMAC-SHA256',
    age,
  } as const;
  return { kind: 'signed', credential, signature: facts, region: scope.region, payload };
}

function checkedScope(fields: ReadonlyMap<string, string>): CredentialScope {
  if (fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') throw sigV2Refused();
  const sent = fields.get('x-amz-credential') ?? '';
  const scope = credentialScope(sent);
  const { at, stamp } = basicTime(fields.get('x-amz-date') ?? '');
  const isWhole = scope.wellFormed && scopeText(scope) === sent.slice(scope.accessKeyId.length + 1);
  if (!isWhole || scope.service !== 's3')
    throw invalidField(
      'x-amz-credential',
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      sent,
    );
  if (at === undefined || stamp.slice(0, 8) !== scope.date)
    throw invalidField('x-amz-date', 'Invalid credential date. Date is not the same as X-Amz-Date.', stamp);
  return scope;
}

/** As for any other signature with the key of a session. */
function checkToken(credential: Credential<unknown>, given: string | undefined, scope: CredentialScope): void {
  if (credential.sessionToken !== undefined && given === undefined) throw unknownKey(scope);
  const token = given ?? '';
  if (!sameSecret(credential.sessionToken ?? '', token))
    throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', { 'Token-0': token });
  if (credential.expired) throw new AwsError('ExpiredToken', 'The provided token has expired.', { 'Token-0': token });
}

function unknownKey({ accessKeyId }: CredentialScope): AwsError {
  return new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
    AWSAccessKeyId: accessKeyId,
  });
}

function signatureDoesNotMatch({ accessKeyId }: CredentialScope, stringToSign: string, provided: string): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: provided,
      StringToSignBytes: Buffer.from(stringToSign).toString('hex').replace(/../g, '$& ').trimEnd(),
    },
  );
}

/** The words are S3's own, two blanks included. */
export function missingField(name: string): AwsError {
  const words = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`;
  return invalidField(name, words, '');
}

function invalidField(name: string, words: string, value: string): AwsError {
  return new AwsError('InvalidArgument', words, { ArgumentName: name, ArgumentValue: value });
}
