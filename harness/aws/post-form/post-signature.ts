import type { Credential } from '../application.js';
import { checkToken, signatureDoesNotMatch, unknownKey } from '../credential-complaints.js';
import { AwsError } from '../errors.js';
import { signVersion2 } from '../sigv2/verify-version-2.js';
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

/** As errors name them; the names of fields have no case. */
const OF_VERSION_4 = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature'] as const;
const OF_VERSION_2 = ['AWSAccessKeyId', 'Signature'] as const;

/**
 * Who signed the policy of a form; a form that has nothing of a signature is an unsigned request. What is signed is the policy alone.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html
 */
export function verifyPost<Caller>(
  fields: ReadonlyMap<string, string>,
  { credential: find, now, keys }: PostVerification<Caller>,
): Verified<Caller> {
  const payload = { kind: 'unsigned' } as const;
  const has = (name: string) => fields.has(name.toLowerCase());
  const isVersion2 = OF_VERSION_2.some(has);
  if (!isVersion2 && !OF_VERSION_4.some(has)) return { kind: 'anonymous', payload };
  const policy = fields.get('policy');
  if (policy === undefined) throw missingField('policy');
  const missing = (isVersion2 ? OF_VERSION_2 : OF_VERSION_4).find((name) => !has(name));
  if (missing !== undefined) throw missingField(missing);
  const scope = isVersion2 ? undefined : checkedScope(fields);
  const accessKeyId = scope?.accessKeyId ?? fields.get('awsaccesskeyid') ?? '';
  const credential = find(accessKeyId);
  if (credential === undefined) throw unknownKey(accessKeyId);
  checkToken(credential, fields.get('x-amz-security-token'));
  const { secretAccessKey } = credential;
  const signature = fields.get(scope ? 'x-amz-signature' : 'signature') ?? '';
  const expected = scope ? keys.get(secretAccessKey, scope).hex(policy) : signVersion2(secretAccessKey, policy);
  if (!sameSecret(expected, signature)) throw signatureDoesNotMatch(accessKeyId, policy, signature);
  const { at } = basicTime(fields.get('x-amz-date') ?? '');
  const facts = {
    accessKeyId,
    authType: 'POST',
    signatureVersion: scope ? 'AWS4-HMAC-SHA256' : 'AWS',
    age: at === undefined ? undefined : Math.max(0, now - at + (credential.aheadSince?.(at) ?? 0)),
  } as const;
  return { kind: 'signed', credential, signature: facts, region: scope?.region ?? 'us-east-1', payload };
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

/** The words are S3's own, two blanks included. */
export function missingField(name: string): AwsError {
  const words = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`;
  return invalidField(name, words, '');
}

function invalidField(name: string, words: string, value: string): AwsError {
  return new AwsError('InvalidArgument', words, { ArgumentName: name, ArgumentValue: value });
}
