import type { PolicySet } from './policies.js';
import type { DocumentPositions } from './positions.js';
import type { AuthorizationRequest } from './request.js';

/** The layers of AWS's evaluation: every kind of policy that can take part in a decision. */
export type Layer =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'scope-down'
  | 'scp'
  | 'rcp'
  | 'endpoint';

/** Where a policy comes from: what explanations and AWS's refusals (`: ARN`) name. */
export interface PolicySource {
  readonly name: string;
  /** Present for policies that have one (managed policies, SCPs, RCPs); inline policies have none. */
  readonly arn?: string;
  /** The ARN of the user, group, role or resource that the policy is attached to. */
  readonly attachedTo?: string;
  /** The file the document was loaded from. */
  readonly file?: string;
  /** The places in that file, where it is not the document itself: YAML, or a document inside of a larger file. */
  positions?(): DocumentPositions;
}

/** One statement that decided. */
export interface DecidingStatement {
  readonly layer: Layer;
  readonly source: PolicySource;
  readonly sid: string | undefined;
  /** The statement's place in its document, from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
}

/**
 * The outcome of one authorization, as data. Texts are made from it elsewhere.
 *
 * `because` is the rule that settled it: `explicit-deny`, `implicit-deny` (both in `layer`), `allowed` (by `layer`), or a named
 * rule of AWS such as `root-of-the-account`.
 */
export interface Decision {
  readonly outcome: 'allowed' | 'denied';
  readonly because: 'allowed' | 'explicit-deny' | 'implicit-deny' | 'root-of-the-account' | 'no-permission-needed';
  /** The layer that settled it; undefined for a named rule. */
  readonly layer: Layer | undefined;
  readonly deciding: readonly DecidingStatement[];
  readonly request: AuthorizationRequest;
  /** What was asked, so that `trace` can tell afterwards how every statement fared. */
  readonly policies: PolicySet;
}
