import type { Entity, Tag } from './entities.js';

/** An IAM user. */
export interface User extends Entity {
  readonly tags: readonly Tag[];
  /** The ARN of the managed policy that bounds its permissions. */
  readonly boundary: string | undefined;
  /** The unique ids of its groups. */
  readonly groupIds: readonly string[];
}
