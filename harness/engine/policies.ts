import type { CompiledPolicy } from './compile.js';
import type { PolicySource } from './decision.js';
import type { PolicyGroup } from './gather.js';

/** A compiled policy and where it comes from. */
export interface AttachedPolicy {
  readonly policy: CompiledPolicy;
  readonly source: PolicySource;
}

/**
 * All the policies that apply to one request. An absent member means that the kind does not take part (no boundary is set);
 * an empty group means that it takes part and allows nothing.
 */
export interface PolicySet {
  /** The caller's own and its groups' policies. Absent for anonymous callers and services. */
  readonly identity?: PolicyGroup;
  readonly boundary?: PolicyGroup;
  /** One group for each session that was opened on the way to this caller; each of them narrows. */
  readonly sessions?: readonly PolicyGroup[];
  /** One group for each time that GetScopedCredentials was called on the way to these credentials; each of them narrows whatever allows. */
  readonly scopeDowns?: readonly PolicyGroup[];
  readonly resource?: PolicyGroup;
  /** The trust policy of the role that is to be assumed. */
  readonly trust?: PolicyGroup;
  /** From the root of the organization down to the account; each level must allow. */
  readonly scps?: readonly PolicyGroup[];
  readonly rcps?: readonly PolicyGroup[];
  readonly endpoint?: PolicyGroup;
}
