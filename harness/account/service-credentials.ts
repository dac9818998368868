import type { Belonging } from './belongings.js';

/** What a user shows to one service only: a user name and password, or an API key. */
export interface ServiceCredential extends Belonging {
  readonly userId: string;
  /** `codecommit.amazonaws.com` */
  readonly serviceName: string;
  /** The public part: the user name of CodeCommit and Keyspaces, the alias of an API key. */
  readonly publicName: string;
  readonly secret: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  /** Milliseconds since the epoch, whole seconds. */
  readonly createDate: number;
  /** Undefined for one that does not expire. */
  readonly expiration: number | undefined;
}

/** An API key that was active is expired from its date on. */
export function statusAt(credential: ServiceCredential, now: number): ServiceCredential['status'] {
  return credential.expiration !== undefined && now >= credential.expiration ? 'Expired' : credential.status;
}
