import type { Credential } from '../application.js';
import type { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import type { Proof } from './proof.js';

/** A reason to refuse a signature, or nothing. */
type Complaint<Judged> = (judged: Judged) => AwsError | undefined;

/** A signature whose access key is known. */
export interface KnownAttempt {
  readonly attempt: Attempt;
  readonly credential: Credential<unknown>;
  readonly proof: Proof;
}

/** What a service checks, in the order in which it complains. */
export interface Complaints {
  /** Looked at before the access key id is looked up. */
  readonly form: Complaint<Attempt>;
  readonly unknownKey: (attempt: Attempt) => AwsError;
  readonly proof: Complaint<KnownAttempt>;
}

export const allowedSkew = 15 * 60 * 1000;

export function isSigV4(algorithm: string): boolean {
  return algorithm === 'AWS4-HMAC-SHA256' || algorithm.toUpperCase() === 'AWS4-HMAC-SHA256';
}
