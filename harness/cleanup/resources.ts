/** The kinds of resource that a rehearsal makes, in the order in which they are removed: what depends on others goes first. */
export const RESOURCE_KINDS = [
  'access-key',
  'bucket',
  'user',
  'mfa-device',
  'group',
  'role',
  'instance-profile',
  'server-certificate',
  'policy',
] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** One resource on a target, as it is known before it exists. */
export interface Resource {
  readonly kind: ResourceKind;
  /** The name; of a policy and of a virtual MFA device the ARN, of access keys the name of their user (their ids are known only afterwards). */
  readonly name: string;
}

/**
 * Whether its name shows that this run made it. Names are unique in an account whatever their path: one without the run in it may be
 * someone else's, whose creation fails and whose removal does not.
 */
export function isNamedBy(run: string, { kind, name }: Resource): boolean {
  if (kind === 'policy') return name.includes(`:policy/iam-rehearsal/${run}/`);
  if (kind === 'mfa-device') return name.includes(`:mfa/iam-rehearsal/${run}/`);
  return name.startsWith(`iamr-${run}-`);
}
