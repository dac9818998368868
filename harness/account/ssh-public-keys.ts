import type { Belonging } from './belongings.js';

/** A public key with which a user signs in to CodeCommit. */
export interface SshPublicKey extends Belonging {
  readonly userId: string;
  /** One line, `ssh-rsa` and base64, without a comment. */
  readonly body: string;
  /** MD5, sixteen pairs of hexadecimal digits. */
  readonly fingerprint: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  /** Milliseconds since the epoch, a whole second. */
  readonly uploadDate: number;
}
