import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  GetPolicyCommand,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  type Policy,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import { awsPolicyId, type CustomerPolicy } from '../../account/managed-policies.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { checkManagedPolicy } from './documents.js';
import { checkQuota, noSuch } from './failures.js';
import { pageOfNames } from './pages.js';
import {
  changedPolicyNeed,
  customerPolicyOf,
  type FoundPolicy,
  findPolicy,
  policyNeed,
  refuseForeignPolicy,
} from './policy-targets.js';
import { countPolicyUse, type PolicyUse } from './policy-usage.js';
import { EXACT_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, listingNeed } from './targets.js';

const createPolicy = operation(CreatePolicyCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'policy', input.Path ?? '/', input.PolicyName);
    const requestTags = input.Tags;
    const create: Need = { resource, requestTags };
    return input.Tags?.length ? [create, { action: 'iam:TagPolicy', resource, requestTags }] : create;
  },
  run({ account, input, now }) {
    const { PolicyName: name, Path: path = '/', PolicyDocument: document } = input;
    const tags = givenTags(input.Tags, EXACT_KEYS);
    checkManagedPolicy(account, document);
    if (account.policies.named(name))
      throw new AwsError(
        'EntityAlreadyExists',
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
      );
    checkQuota(account, 'PoliciesPerAccount', account.policies.size + 1);
    const createDate = wholeSeconds(now);
    const policy: CustomerPolicy = {
      id: account.ids.unique('policy'),
      name,
      path,
      arn: entityArn(account, 'policy', path, name),
      description: input.Description || undefined,
      createDate,
      updateDate: createDate,
      versions: [{ versionId: 'v1', document, createDate }],
      defaultVersionId: 'v1',
      versionCount: 1,
      tags: withTags([], tags, EXACT_KEYS),
    };
    account.policies.put(policy);
    const Policy = policyAnswer({ owner: 'customer', policy }, { attachments: 0, boundaries: 0 });
    return { Policy: tags.length === 0 ? Policy : { ...Policy, Tags: [...tags] } };
  },
});

/** Only this operation tells the description; it lists tags also where there are none. */
const getPolicy = operation(GetPolicyCommand, {
  needs: ({ account, input }) => policyNeed(account, input.PolicyArn),
  run({ account, input }) {
    const found = findPolicy(account, input.PolicyArn);
    if (!found) throw noSuch.policy(input.PolicyArn);
    const { description } = found.policy;
    return {
      Policy: {
        ...policyAnswer(found, countPolicyUse(account)(input.PolicyArn)),
        ...(description === undefined ? {} : { Description: description }),
        Tags: found.owner === 'customer' ? [...found.policy.tags] : [],
      },
    };
  },
});

const listPolicies = operation(ListPoliciesCommand, {
  needs: ({ account, input }) => listingNeed(account, 'policy', input.PathPrefix),
  run({ account, input }) {
    const useOf = countPolicyUse(account);
    const { items, rest } = pageOfNames(selectPolicies(account, input, useOf), input);
    const found = items.flatMap((arn) => findPolicy(account, arn) ?? []);
    return { Policies: found.map((policy) => policyAnswer(policy, useOf(policy.policy.arn))), ...rest };
  },
});

const deletePolicy = operation(DeletePolicyCommand, {
  needs: ({ account, input }) => changedPolicyNeed(account, input.PolicyArn),
  run({ account, input }) {
    refuseForeignPolicy(account, input.PolicyArn, 'delete');
    const policy = customerPolicyOf(account, input.PolicyArn);
    const { attachments, boundaries } = countPolicyUse(account)(policy.arn);
    if (attachments + boundaries > 0)
      throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1)
      throw new AwsError(
        'DeleteConflict',
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    account.policies.remove(policy.id);
    return {};
  },
});

function selectPolicies(account: Account, input: ListPoliciesCommandInput, useOf: (arn: string) => PolicyUse) {
  const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter } = input;
  const aws = Scope === 'Local' ? [] : inOrderOfCreation(account);
  const local = Scope === 'AWS' ? [] : account.policies.sorted().map(({ arn }) => arn);
  return [...local, ...aws].filter((arn) => {
    if (!pathAndName(arn).startsWith(PathPrefix)) return false;
    if (!OnlyAttached && PolicyUsageFilter === undefined) return true;
    const { attachments, boundaries } = useOf(arn);
    if (PolicyUsageFilter === 'PermissionsBoundary') return boundaries > 0;
    return attachments > 0;
  });
}

/** AdministratorAccess, PowerUserAccess, ReadOnlyAccess ...: as AWS was recorded to list its own policies. */
function inOrderOfCreation({ awsPolicies }: Account): readonly string[] {
  const created = (arn: string) => awsPolicies.get(arn)?.createDate ?? 0;
  return awsPolicies
    .arns()
    .map((arn) => ({ arn, date: created(arn) }))
    .toSorted((a, b) => a.date - b.date)
    .map(({ arn }) => arn);
}

function pathAndName(arn: string): string {
  return arn.slice(arn.indexOf('/'));
}

export function policyAnswer({ owner, policy }: FoundPolicy, use: PolicyUse): Policy {
  const milliseconds = owner === 'aws' ? 1000 : 1;
  return {
    PolicyName: policy.name,
    PolicyId: owner === 'aws' ? awsPolicyId(policy) : policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: owner === 'aws' ? policy.versionId : policy.defaultVersionId,
    AttachmentCount: use.attachments,
    PermissionsBoundaryUsageCount: use.boundaries,
    IsAttachable: owner === 'aws' ? (policy.isAttachable ?? true) : true,
    CreateDate: new Date(policy.createDate * milliseconds),
    UpdateDate: new Date(policy.updateDate * milliseconds),
  };
}

export const policyOperations: readonly Operation[] = [createPolicy, getPolicy, listPolicies, deletePolicy];
