import type { Entry } from './directory.js';
import type { Tag } from './entities.js';

/** What hands a role to EC2 instances. */
export interface InstanceProfile extends Entry {
  readonly path: string;
  readonly arn: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly createDate: number;
  /** The unique id of its role: "an instance profile can contain only one IAM role". */
  readonly roleId: string | undefined;
  readonly tags: readonly Tag[];
}
