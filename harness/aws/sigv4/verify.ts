import type { Credential, ServiceId, SignatureFacts } from '../application.js';
import type { AwsError } from '../errors.js';
import { isSignedWithVersion2, verifyVersion2 } from '../sigv2/verify-version-2.js';
import { type Attempt, firstHeader, readAttempt, type SignedRequest } from './attempt.js';
import type { Complaints } from './complaints.js';
import { scopeText } from './credential-scope.js';
import type { HmacKey } from './hmac-key.js';
import { iamAndStsComplaints, sigV2Refused } from './iam-and-sts-complaints.js';
import { isPayloadHash, type PayloadRule, payloadRule } from './payload-rule.js';
import { type Proof, prove } from './proof.js';
import { queryValue } from './query-parameters.js';
import { s3Complaints } from './s3-complaints.js';
import { invalidPayloadHash } from './s3-header-complaints.js';
import { sha256 } from './signature.js';
import type { SigningKeys } from './signing-keys.js';

export type { SignedRequest } from './attempt.js';

export interface Verification<Caller> {
  readonly service: ServiceId;
  /** Undefined for a key that is unknown, deleted or inactive. */
  credential(accessKeyId: string): Credential<Caller> | undefined;
  /** The wall clock, milliseconds since the epoch. */
  readonly now: number;
  readonly keys: SigningKeys;
  /** The whole body of an IAM or STS request; undefined for S3, whose body is checked while it streams. */
  readonly body: Uint8Array | string | undefined;
}

export type Verified<Caller> =
  /** Not signed at all. Whether that is enough is for the operation to say. */
  | { readonly kind: 'anonymous'; readonly payload: PayloadRule }
  | {
      readonly kind: 'signed';
      readonly credential: Credential<Caller>;
      readonly signature: SignatureFacts;
      readonly region: string;
      readonly payload: PayloadRule;
    };

/**
 * Who signed this request, or AWS's error about its signature. A request is either proven or refused: what cannot be read is
 * never taken for unsigned.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function verify<Caller>(request: SignedRequest, verification: Verification<Caller>): Verified<Caller> {
  const { service, now, keys, body } = verification;
  if (service === 's3' && isSignedWithVersion2(request)) return verifyVersion2(request, verification);
  const attempt = readAttempt(request, service, now, keys);
  if (attempt === undefined) return unsigned(request, service, body);

  const complaints = complaintsOf(attempt);
  refuse(complaints.form(attempt));
  const credential = verification.credential(attempt.scope.accessKeyId);
  if (credential === undefined) throw complaints.unknownKey(attempt);
  const key = keys.get(credential.secretAccessKey, attempt.scope);
  const proof = prove(attempt, key, signedPayloadHash(attempt, body));
  refuse(complaints.proof({ attempt, credential, proof }));

  const payload = service === 's3' ? streamedPayload(attempt, key, proof) : ({ kind: 'unsigned' } as const);
  return {
    kind: 'signed',
    credential,
    signature: signatureFacts(attempt, credential),
    region: attempt.scope.region,
    payload,
  };
}

function refuse(complaint: AwsError | undefined): void {
  if (complaint !== undefined) throw complaint;
}

function complaintsOf(attempt: Attempt): Complaints {
  return attempt.service === 's3' ? s3Complaints(attempt) : iamAndStsComplaints;
}

function unsigned(
  request: SignedRequest,
  service: ServiceId,
  body: Uint8Array | string | undefined,
): { readonly kind: 'anonymous'; readonly payload: PayloadRule } {
  if (service !== 's3') {
    const form = body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.length) : body;
    if (form?.includes('SignatureVersion=')) throw sigV2Refused();
    return { kind: 'anonymous', payload: { kind: 'unsigned' } };
  }
  const declared = firstHeader(request.headers, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  if (!isPayloadHash(declared)) throw invalidPayloadHash(declared);
  return { kind: 'anonymous', payload: payloadRule(declared, undefined) };
}

/**
 * What stands for the body in the canonical request. IAM and STS hash the body that arrived, whatever a header says. S3 takes the
 * header's word and checks it against the body later; in a presigned URL only a signed header counts.
 */
function signedPayloadHash(attempt: Attempt, body: Uint8Array | string | undefined): string {
  if (attempt.service !== 's3') return sha256(body ?? '');
  const header = firstHeader(attempt.request.headers, 'x-amz-content-sha256');
  if (attempt.place === 'header') return header?.trim() ?? '';
  const isSigned = attempt.signedHeaders.some((name) => name.toLowerCase() === 'x-amz-content-sha256');
  return (isSigned ? header : queryValue(attempt.query, 'X-Amz-Content-Sha256')) ?? 'UNSIGNED-PAYLOAD';
}

/** A header that was sent is obeyed, signed or not: a presigned upload may come in chunks. */
function streamedPayload(attempt: Attempt, key: HmacKey, proof: Proof): PayloadRule {
  const declared =
    firstHeader(attempt.request.headers, 'x-amz-content-sha256')?.trim() ??
    queryValue(attempt.query, 'X-Amz-Content-Sha256') ??
    'UNSIGNED-PAYLOAD';
  if (!isPayloadHash(declared)) throw invalidPayloadHash(declared);
  return payloadRule(declared, {
    accessKeyId: attempt.scope.accessKeyId,
    key,
    stamp: attempt.time.stamp,
    scope: scopeText(attempt.scope),
    seed: attempt.signature,
    canonicalRequest: proof.canonicalRequest,
  });
}

function signatureFacts({ scope, place, time, now }: Attempt, { aheadSince }: Credential<unknown>): SignatureFacts {
  const at = time.at ?? now;
  return {
    accessKeyId: scope.accessKeyId,
    authType: place === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    signatureVersion: 'AWS4-HMAC-SHA256',
    age: Math.max(0, now - at + (aheadSince?.(at) ?? 0)),
  };
}
