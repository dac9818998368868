import { createHmac } from 'node:crypto';
import type { Credential, SignatureFacts } from '../application.js';
import { checkToken, signatureDoesNotMatch, unknownKey } from '../credential-complaints.js';
import { AwsError } from '../errors.js';
import { splitTarget } from '../s3-address.js';
import type { SignedRequest } from '../sigv4/attempt.js';
import { payloadRule } from '../sigv4/payload-rule.js';
import { queryParameters, queryValue } from '../sigv4/query-parameters.js';
import { noDate, timeTooSkewed } from '../sigv4/s3-header-complaints.js';
import { sameSecret } from '../sigv4/signature.js';
import { dateHeaderTime, isoStamp, type SigningTime } from '../sigv4/signing-time.js';
import type { Verified } from '../sigv4/verify.js';
import { stringToSign } from './string-to-sign.js';

/** A signature of version 2 as it claims to be. */
interface Claim {
  readonly accessKeyId: string;
  readonly signature: string;
  /** Of a presigned URL: seconds since the epoch, as sent. */
  readonly expires: string | undefined;
  readonly sessionToken: string | undefined;
  /** Milliseconds since the request was signed; a presigned URL does not tell. */
  readonly age: number | undefined;
}

interface Judging<Caller> {
  credential(accessKeyId: string): Credential<Caller> | undefined;
  readonly now: number;
}

const IN_QUERY = /[?&](?:AWSAccessKeyId|Signature)=/;
const VERSION_4_IN_QUERY = /[?&]X-Amz-(?:Algorithm|Credential|Signature|SignedHeaders|Expires)=/;

/** Whether a request is signed with version 2, as boto3 presigns URLs unless it is told otherwise. */
export function isSignedWithVersion2({ target, headers }: SignedRequest): boolean {
  const authorization = headers.first('authorization');
  if (authorization) return authorization.startsWith('AWS ');
  return IN_QUERY.test(target) && !VERSION_4_IN_QUERY.test(target);
}

/**
 * Who signed a request with version 2, or S3's error about it. The documentation says that buckets made after 24 June 2020 do not take it;
 * what was recorded in 2026 of new buckets says that they do.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
export function verifyVersion2<Caller>(
  request: SignedRequest,
  { credential: find, now }: Judging<Caller>,
): Verified<Caller> {
  const claim = request.headers.first('authorization') ? claimOfHeader(request, now) : claimOfQuery(request, now);
  const credential = find(claim.accessKeyId);
  if (credential === undefined) throw unknownKey(claim.accessKeyId);
  checkToken(credential, claim.sessionToken);
  const text = stringToSign(request, claim.expires);
  if (!sameSecret(signVersion2(credential.secretAccessKey, text), claim.signature))
    throw signatureDoesNotMatch(claim.accessKeyId, text, claim.signature);
  const signature: SignatureFacts = {
    accessKeyId: claim.accessKeyId,
    authType: claim.expires === undefined ? 'REST-HEADER' : 'REST-QUERY-STRING',
    signatureVersion: 'AWS',
    age: claim.age,
  };
  const payload = payloadRule(request.headers.first('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD', undefined);
  return { kind: 'signed', credential, signature, region: 'us-east-1', payload };
}

/** Base64 of the HMAC-SHA1, of a request as of the policy of a form. */
export function signVersion2(secretAccessKey: string, text: string): string {
  return createHmac('sha1', secretAccessKey).update(text).digest('base64');
}

function claimOfHeader({ headers }: SignedRequest, now: number): Claim {
  const sent = headers.first('authorization') ?? '';
  const [, accessKeyId, signature] = /^AWS ([^:\s]+):(\S+)$/.exec(sent) ?? [];
  if (accessKeyId === undefined || signature === undefined)
    throw new AwsError('InvalidArgument', 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature', {
      ArgumentName: 'Authorization',
      ArgumentValue: sent,
    });
  const time = headerTime(headers.first('x-amz-date') ?? headers.first('date') ?? '');
  const complaint = noDate({ time }) ?? timeTooSkewed({ time, now });
  if (complaint !== undefined) throw complaint;
  const sessionToken = headers.first('x-amz-security-token');
  return { accessKeyId, signature, expires: undefined, sessionToken, age: Math.max(0, now - (time.at ?? now)) };
}

/** Version 2 takes any date of mails: `Tue, 27 Mar 2007 19:36:42 +0000`. */
function headerTime(sent: string): SigningTime {
  const time = dateHeaderTime(sent);
  if (time.at !== undefined || !/^[A-Za-z]{3}, \d/.test(sent)) return time;
  const at = Date.parse(sent);
  return { ...time, at: Number.isNaN(at) ? undefined : at };
}

function claimOfQuery({ target, headers }: SignedRequest, now: number): Claim {
  const parameters = queryParameters(splitTarget(target).query);
  const [signature, expires, accessKeyId] = ['Signature', 'Expires', 'AWSAccessKeyId'].map((name) =>
    queryValue(parameters, name),
  );
  if (!signature || !expires || !accessKeyId)
    throw refused('Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters');
  if (!/^\d{1,13}$/.test(expires)) throw refused(`Invalid date (should be seconds since epoch): ${expires}`);
  const end = Number(expires) * 1000;
  if (end <= now) throw refused('Request has expired', { Expires: isoStamp(end), ServerTime: isoStamp(now) });
  const sessionToken = queryValue(parameters, 'x-amz-security-token') ?? headers.first('x-amz-security-token');
  return { accessKeyId, signature, expires, sessionToken, age: undefined };
}

function refused(message: string, extras: Readonly<Record<string, string>> = {}): AwsError {
  return new AwsError('AccessDenied', message, extras);
}
