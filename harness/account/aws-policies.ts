import type { AwsPolicies, AwsPolicy, PolicyVersion } from './managed-policies.js';

/** An AWS managed policy as another account's details told it, which the catalogue may not know, or know in another version. */
export interface KeptAwsPolicy {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly isAttachable: boolean;
  /** Milliseconds since the epoch. */
  readonly createDate: number;
  readonly updateDate: number;
  /** The oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
}

/** The AWS managed policies of one account: those that it keeps, before those of the catalogue. */
export interface AccountAwsPolicies extends AwsPolicies {
  keep(policy: KeptAwsPolicy): void;
  kept(): Iterable<KeptAwsPolicy>;
}

export function createAwsPolicies(catalogue: AwsPolicies): AccountAwsPolicies {
  const kept = new Map<string, KeptAwsPolicy>();
  return {
    get(arn) {
      const own = kept.get(arn);
      return own === undefined ? catalogue.get(arn) : asAwsPolicy(own);
    },
    arns() {
      if (kept.size === 0) return catalogue.arns();
      const all = new Set([...catalogue.arns(), ...kept.keys()]);
      return [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
    },
    keep: (policy) => {
      kept.set(policy.arn, policy);
    },
    kept: () => kept.values(),
  };
}

function asAwsPolicy({ versions, defaultVersionId, createDate, updateDate, ...policy }: KeptAwsPolicy): AwsPolicy {
  return {
    ...policy,
    versions,
    versionId: defaultVersionId,
    createDate: createDate / 1000,
    updateDate: updateDate / 1000,
    document: () => versions.find(({ versionId }) => versionId === defaultVersionId)?.document ?? '',
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
