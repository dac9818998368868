/** A tag on a user, role, policy or session. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A policy that is written into a user, group or role, and goes with it. */
export interface InlinePolicy {
  readonly name: string;
  /** The JSON text as it was given. */
  readonly document: string;
}

/** What users, groups and roles have in common. */
export interface Entity {
  /** The unique id: a user of the same name that is made later has another. */
  readonly id: string;
  readonly name: string;
  /** `/`, or e.g. `/division/team/`. */
  readonly path: string;
  readonly arn: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly createDate: number;
  readonly inlinePolicies: readonly InlinePolicy[];
  /** The ARNs of the managed policies, in the order in which they were attached. */
  readonly attachedPolicies: readonly string[];
}
