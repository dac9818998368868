import type { Entry } from './directory.js';
import type { Tag } from './entities.js';

/** A TLS certificate of the account. IAM never gives its private key away, so that none is kept. */
export interface ServerCertificate extends Entry {
  readonly path: string;
  readonly arn: string;
  /** PEM. */
  readonly body: string;
  readonly chain: string | undefined;
  /** Milliseconds since the epoch, whole seconds. */
  readonly uploadDate: number;
  readonly expiration: number;
  readonly tags: readonly Tag[];
}
