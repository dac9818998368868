import type { RequestOrigin } from './http.js';
import type { OperationModel, ServiceModel } from './service-model.js';

/** The three services whose wire forms the front knows. */
export type ServiceId = 'iam' | 'sts' | 's3';

/** What a request shows of itself. Turning it into condition keys is the business of `services/request-context.ts`. */
export interface RequestFacts {
  readonly requestId: string;
  readonly origin: RequestOrigin;
  /** The region of the signature's credential scope; `us-east-1` for an unsigned request. */
  readonly region: string;
  readonly userAgent: string | undefined;
  readonly referer: string | undefined;
  /** Undefined for an unsigned request. */
  readonly signature: SignatureFacts | undefined;
  /** The request's `x-amz-content-sha256` as sent (`s3:x-amz-content-sha256`). */
  readonly contentSha256: string | undefined;
}

export interface SignatureFacts {
  readonly accessKeyId: string;
  /** `s3:authType`: the signature stood in the Authorization header, in the query, or in a POST form. */
  readonly authType: 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST';
  /** `s3:signatureversion`; `AWS` is version 2. */
  readonly signatureVersion: 'AWS4-HMAC-SHA256' | 'AWS';
  /** Milliseconds since the request was signed (`s3:signatureAge`); a URL that was presigned with version 2 does not tell. */
  readonly age: number | undefined;
}

/** A key pair as the front needs it to verify a signature. A deleted or inactive key has none. */
export interface Credential<Caller> {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The session token that must come with the key; undefined for a long-term key. */
  readonly sessionToken: string | undefined;
  readonly expired: boolean;
  /** How many milliseconds more than on the wall clock passed for the account since that time; absent if it has no clock of its own. */
  aheadSince?(wallTime: number): number;
  readonly caller: Caller;
}

/** One authenticated, parsed and valid request on its way through the application. */
export interface Call<Caller> {
  readonly service: ServiceModel;
  readonly operation: OperationModel;
  readonly caller: Caller;
  /** The operation's input: the SDK's member names, Dates, numbers, booleans, Uint8Arrays; a streaming body as AsyncIterable. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly facts: RequestFacts;
}

/**
 * What the front is handed: it knows bytes, shapes and signatures, the application knows callers and permissions.
 */
export interface Application<Caller> {
  /** The wire model of a service; loaded when the first request for it arrives. */
  model(service: ServiceId): ServiceModel | Promise<ServiceModel>;
  credential(accessKeyId: string): Credential<Caller> | undefined;
  /** The caller of an unsigned request. */
  readonly anonymous: Caller;
  /** Whether the operation has a handler; one without is answered with 501 NotImplemented. */
  implements(service: ServiceId, operation: string): boolean;
  /** Why an operation has no handler, where there is more to say than that. */
  whyNot?(service: ServiceId, operation: string): string | undefined;
  /** May be called unsigned, as AssumeRoleWithWebIdentity and every S3 operation (where policies decide about the anonymous caller). */
  acceptsUnsigned(service: ServiceId, operation: string): boolean;
  /** Throws AccessDenied in AWS's words. */
  authorize(call: Call<Caller>): void;
  /** The operation's output, by the SDK's member names. */
  run(call: Call<Caller>): unknown;
  /** The wall clock, milliseconds since the epoch: signatures are judged against it. */
  wallClock(): number;
  /** A fresh request id (a lower-case UUID for IAM and STS, 16 upper-case letters and digits for S3). */
  requestId(service: ServiceId): string;
}
