import type { Entity, Tag } from './entities.js';
import type { TrustPolicy } from './trust.js';

/** An IAM role. */
export interface Role extends Entity {
  readonly trust: TrustPolicy;
  readonly description: string | undefined;
  /** In seconds: 3,600 to 43,200. */
  readonly maxSessionDuration: number;
  readonly tags: readonly Tag[];
  /** The ARN of the managed policy that bounds its permissions. */
  readonly boundary: string | undefined;
}

const SERVICE_LINKED_PATH = '/aws-service-role/';

/** A service-linked role is made and changed by its service only; no SCP binds it. */
export function isServiceLinked(role: { readonly path: string }): boolean {
  return role.path.startsWith(SERVICE_LINKED_PATH);
}
