import type { Directory, Entry } from './directory.js';
import type { Tag } from './entities.js';

/** One version of a customer managed policy. */
export interface PolicyVersion {
  /** `v1`, `v2` ...: the number of a deleted version does not come again. */
  readonly versionId: string;
  /** The JSON text as it was given. */
  readonly document: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly createDate: number;
}

/** A managed policy that the account's owner made. */
export interface CustomerPolicy extends Entry {
  readonly path: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createDate: number;
  readonly updateDate: number;
  /** The oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  /** How many versions there have been. */
  readonly versionCount: number;
  readonly tags: readonly Tag[];
}

/** A managed policy of AWS. The catalogue knows it in its newest version, without a description. */
export interface AwsPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly versionId: string;
  /** Seconds since the epoch. */
  readonly createDate: number;
  readonly updateDate: number;
  document(): string;
  /** What only an import tells; without versions, the newest is the only one that is known. */
  readonly id?: string;
  readonly description?: string | undefined;
  readonly isAttachable?: boolean;
  readonly versions?: readonly PolicyVersion[];
}

/** The catalogue of AWS managed policies, handed in by whoever puts the emulator together. */
export interface AwsPolicies {
  get(arn: string): AwsPolicy | undefined;
  /** Every policy's ARN, by name. */
  arns(): readonly string[];
}

/** The catalogue does not tell the unique ids of AWS's policies: this one is stable and looks like them, and is not AWS's. */
export function awsPolicyId(policy: AwsPolicy): string {
  if (policy.id !== undefined) return policy.id;
  let hash = 0x811c9dc5;
  let id = 'ANPAI';
  for (let i = 0; id.length < 21; i++) {
    hash = Math.imul(hash ^ policy.arn.charCodeAt(i % policy.arn.length), 0x01000193) >>> 0;
    if (i >= policy.arn.length) id += BASE32[hash >>> 27];
  }
  return id;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The versions that are known of a policy of AWS's, the oldest first. */
export function awsVersions(policy: AwsPolicy): readonly PolicyVersion[] {
  const { versions, versionId, updateDate } = policy;
  return versions ?? [{ versionId, document: policy.document(), createDate: updateDate * 1000 }];
}

/** What permissions are made from, whoever made the policy. */
export interface PolicyText {
  readonly arn: string;
  readonly name: string;
  readonly document: string;
}

/** The managed policy of this ARN in its default version. */
export function policyText(
  arn: string,
  policies: Pick<Directory<CustomerPolicy>, 'named'>,
  awsPolicies: AwsPolicies,
): PolicyText | undefined {
  const customer = customerPolicy(arn, policies);
  if (customer) return { arn, name: customer.name, document: defaultVersion(customer).document };
  const aws = awsPolicies.get(arn);
  return aws && { arn, name: aws.name, document: aws.document() };
}

/** An ARN is compared as it stands, path and case included. */
export function customerPolicy(
  arn: string,
  policies: Pick<Directory<CustomerPolicy>, 'named'>,
): CustomerPolicy | undefined {
  const policy = policies.named(arn.slice(arn.lastIndexOf('/') + 1));
  return policy?.arn === arn ? policy : undefined;
}

/** The version that is in force. */
function defaultVersion(policy: CustomerPolicy): PolicyVersion {
  const version = policy.versions.find(({ versionId }) => versionId === policy.defaultVersionId);
  if (!version) throw new MissingVersion(policy);
  return version;
}

/** A policy was stored without the version that it names as its default. */
class MissingVersion extends Error {
  override readonly name = 'MissingVersion';
  readonly arn: string;

  constructor(policy: CustomerPolicy) {
    super(`\`${policy.arn}\` has no version \`${policy.defaultVersionId}\`: store the default version with the policy`);
    this.arn = policy.arn;
  }
}
