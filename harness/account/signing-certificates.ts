import type { Belonging } from './belongings.js';

/** An X.509 certificate of a user. */
export interface SigningCertificate extends Belonging {
  readonly userId: string;
  /** PEM, as it was given. */
  readonly body: string;
  readonly fingerprint: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  /** Milliseconds since the epoch, a whole second. */
  readonly uploadDate: number;
}
