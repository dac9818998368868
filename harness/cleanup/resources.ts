/** The kinds of resource that a rehearsal makes, in the order in which they are removed: what depends on others goes first. */
export const RESOURCE_KINDS = ['access-key', 'bucket', 'user', 'group', 'role', 'instance-profile', 'policy'] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** One resource on a target, as it is known before it exists. */
export interface Resource {
  readonly kind: ResourceKind;
  /** The name; of a policy its ARN, of access keys the name of their user (their ids are known only afterwards). */
  readonly name: string;
}

/**
 * Whether its name shows that this run made it. Names are unique in an account whatever their path: one without the run in it may be
 * someone else's, whose creation fails and whose removal does not.
 */
export function isNamedBy(run: string, { kind, name }: Resource): boolean {
  return kind === 'policy' ? name.includes(`:policy/iam-rehearsal/${run}/`) : name.startsWith(`iamr-${run}-`);
}
