import type { Account } from '../../account/account.js';
import { type AwsPolicy, type CustomerPolicy, customerPolicy } from '../../account/managed-policies.js';
import { isServiceLinked } from '../../account/roles.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { noSuch } from './failures.js';

/** The ARN of a managed policy; the second group is the account, or `aws`. */
export const POLICY_ARN = /^arn:(aws[\w-]*):iam::(\d{12}|aws):policy\/(?:.*\/)?[^/]+$/;

/** Throws ValidationError: a text that is no policy's ARN is refused before anything is authorized. */
export function checkPolicyArn(arn: string): string {
  const [, , owner] = POLICY_ARN.exec(arn) ?? [];
  if (owner === undefined) throw new AwsError('ValidationError', `ARN ${arn} is not valid.`);
  return owner;
}

/** The permission to read a policy. AWS's own policies may be read like one's own, those of another account may not. */
export function policyNeed(account: Account, arn: string): Need {
  const owner = checkPolicyArn(arn);
  return {
    resource: arn,
    resourceAccount: owner === 'aws' ? account.id : owner,
    resourceTags: customerPolicy(arn, account.policies)?.tags,
  };
}

/** The permission to change a policy or its versions: one's own policies have to allow it, whoever the policy belongs to. */
export function changedPolicyNeed(account: Account, arn: string): Need {
  return { ...policyNeed(account, arn), resourceAccount: account.id };
}

/** Throws AccessDenied for a policy of AWS's or of another account, which nobody changes from here, in words recorded on AWS. */
export function refuseForeignPolicy(account: Account, arn: string, change: string): void {
  if (checkPolicyArn(arn) !== account.id)
    throw new AwsError('AccessDenied', `Cannot ${change} policies outside your own account.`);
}

/** The permission to tag a policy. AWS's policies belong to no customer, so that no one is allowed to. */
export function ownedPolicyNeed(account: Account, arn: string): Need {
  return { ...policyNeed(account, arn), resourceAccount: checkPolicyArn(arn) };
}

export type FoundPolicy =
  | { readonly owner: 'customer'; readonly policy: CustomerPolicy }
  | { readonly owner: 'aws'; readonly policy: AwsPolicy };

export function findPolicy(account: Account, arn: string): FoundPolicy | undefined {
  const customer = customerPolicy(arn, account.policies);
  if (customer && account.propagation.hides('policies', customer.id)) return undefined;
  if (customer) return { owner: 'customer', policy: customer };
  const aws = account.awsPolicies.get(arn);
  return aws && { owner: 'aws', policy: aws };
}

/**
 * Throws PolicyNotAttachable: "AWS service role policies can only be attached to the service-linked role for that service".
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html#API_PutUserPermissionsBoundary_Errors
 */
export function refuseServiceRolePolicy(found: FoundPolicy): void {
  if (isServiceRolePolicy(found))
    throw new AwsError('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a Customer Role.');
}

export function isServiceRolePolicy({ owner, policy }: FoundPolicy): boolean {
  return owner === 'aws' && isServiceLinked(policy);
}

/** Throws NoSuchEntity, also for a policy of AWS's. */
export function customerPolicyOf(account: Account, arn: string): CustomerPolicy {
  const policy = customerPolicy(arn, account.policies);
  if (!policy || account.propagation.hides('policies', policy.id)) throw noSuch.policy(arn);
  return policy;
}
