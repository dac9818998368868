import type { PolicyIdentifier } from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import type { Entity } from '../../account/entities.js';
import { type PolicyText, policyText } from '../../account/managed-policies.js';
import { AwsError } from '../../aws/errors.js';
import type { SimulatedPolicy, SimulatePrincipalPolicyInput } from '../../engine/index.js';
import { findByArn } from './entities-by-arn.js';
import { readExclusions } from './policy-exclusions.js';
import { type HeldPolicy, heldPolicies } from './service-grants.js';

/**
 * The policies of a user, group or role as a simulation takes them from the account: its own, those of its groups, its boundary, and
 * the SCPs of its account. Throws NoSuchEntity, or InvalidInput for what is no ARN of these.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function attachedPolicies(
  { account, accounts }: { readonly account: Account; readonly accounts: Accounts },
  arn: string,
  exclusionList?: readonly PolicyIdentifier[],
): SimulatePrincipalPolicyInput['attached'] {
  const excluded = readExclusions(exclusionList);
  const { held, boundary } = policiesOf(account, arn);
  const scps = excluded.scps ? undefined : accounts.membership(account.id)?.scps;
  return {
    policies: held.filter((policy) => !excluded.identity(policy)).map(simulated),
    ...(boundary && !excluded.boundary && { boundary: { id: boundary.name, document: boundary.document } }),
    ...(scps && {
      scps: scps.map(({ policies }) =>
        policies.map(({ policy, source }) => ({ id: source.name, document: policy.document })),
      ),
    }),
  };
}

/** The documents of a principal's policies and its boundary; SCPs are left out (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html). */
export function documentsOfPrincipal(account: Account, arn: string): readonly string[] {
  const { held, boundary } = policiesOf(account, arn);
  return [...held, ...(boundary ? [boundary] : [])].map(({ document }) => document);
}

function policiesOf(account: Account, arn: string) {
  const named = findByArn(account, arn);
  if (named.kind === 'POLICY') throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  return { held: heldPolicies(account, named.kind, named.entity), boundary: boundaryOf(account, named.entity) };
}

function boundaryOf(
  account: Account,
  { boundary }: Entity & { readonly boundary?: string | undefined },
): PolicyText | undefined {
  return boundary === undefined ? undefined : policyText(boundary, account.policies, account.awsPolicies);
}

/** A managed policy goes by its name, an inline one by its holder's too: `role_app_logs`, as public logs show. */
function simulated({ name, arn, document, holder }: HeldPolicy): SimulatedPolicy {
  return { id: arn === undefined ? `${holder.kind.toLowerCase()}_${holder.name}_${name}` : name, document };
}
