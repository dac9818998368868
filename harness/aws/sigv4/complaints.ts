import type { Credential } from '../application.js';
import type { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import type { Proof } from './proof.js';

/** A reason to refuse a signature, or nothing. */
export type Complaint<Judged> = (judged: Judged) => AwsError | undefined;

/** A signature whose access key is known. */
export interface KnownAttempt {
  readonly attempt: Attempt;
  readonly credential: Credential<unknown>;
  readonly proof: Proof;
}

/** What a service checks, in the order in which it complains. */
export interface Complaints {
  /** Looked at before the access key id is looked up. */
  readonly form: readonly Complaint<Attempt>[];
  readonly unknownKey: (attempt: Attempt) => AwsError;
  readonly proof: readonly Complaint<KnownAttempt>[];
}

export function refuseOnComplaint<Judged>(complaints: readonly Complaint<Judged>[], judged: Judged): void {
  for (const complaint of complaints) {
    const refusal = complaint(judged);
    if (refusal !== undefined) throw refusal;
  }
}

export const allowedSkew = 15 * 60 * 1000;

export function isSigV4(algorithm: string): boolean {
  return algorithm === 'AWS4-HMAC-SHA256' || algorithm.toUpperCase() === 'AWS4-HMAC-SHA256';
}
