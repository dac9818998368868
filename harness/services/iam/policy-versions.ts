import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
  type PolicyVersion,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import type { AwsPolicy, CustomerPolicy, PolicyVersion as Version } from '../../account/managed-policies.js';
import { awsVersions, customerPolicy } from '../../account/managed-policies.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkManagedPolicy, encodeDocument } from './documents.js';
import { noSuch } from './failures.js';
import { pageOf } from './pages.js';
import { changedPolicyNeed, type FoundPolicy, findPolicy, policyNeed, refuseForeignPolicy } from './policy-targets.js';

const createPolicyVersion = operation(CreatePolicyVersionCommand, {
  needs: ({ account, input }) => changedPolicyNeed(account, input.PolicyArn),
  run({ account, input, now }) {
    refuseForeignPolicy(account, input.PolicyArn, 'create policy versions for');
    checkManagedPolicy(account, input.PolicyDocument);
    const policy = customerPolicy(input.PolicyArn, account.policies);
    if (!policy) throw noSuch.attachablePolicy(input.PolicyArn);
    if (policy.versions.length >= account.quotas.VersionsPerPolicy)
      throw new AwsError(
        'LimitExceeded',
        `A managed policy can have up to ${account.quotas.VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
      );
    const createDate = wholeSeconds(now);
    const versionCount = policy.versionCount + 1;
    const version = { versionId: `v${versionCount}`, document: input.PolicyDocument, createDate };
    const changed: CustomerPolicy = {
      ...policy,
      versions: [...policy.versions, version],
      versionCount,
      updateDate: createDate,
      defaultVersionId: input.SetAsDefault ? version.versionId : policy.defaultVersionId,
    };
    account.policies.put(changed);
    return { PolicyVersion: versionAnswer(changed, version) };
  },
});

const getPolicyVersion = operation(GetPolicyVersionCommand, {
  needs: ({ account, input }) => policyNeed(account, input.PolicyArn),
  run({ account, input }) {
    const found = findPolicy(account, input.PolicyArn);
    if (found?.owner === 'aws') {
      const version = awsVersion(found.policy, input.VersionId);
      const Document = encodeDocument(version.document);
      return { PolicyVersion: { Document, ...awsVersionAnswer(found.policy, version) } };
    }
    const { policy, version } = findVersion(account, input);
    return { PolicyVersion: { Document: encodeDocument(version.document), ...versionAnswer(policy, version) } };
  },
});

/** The newest first. */
const listPolicyVersions = operation(ListPolicyVersionsCommand, {
  needs: ({ account, input }) => policyNeed(account, input.PolicyArn),
  run({ account, input }) {
    const found = findPolicy(account, input.PolicyArn);
    if (!found) throw noSuch.attachablePolicy(input.PolicyArn);
    const { items, rest } = pageOf(versionsOf(found).toReversed(), input, ({ versionId }) => versionId);
    return { Versions: items.map((version) => foundVersionAnswer(found, version)), ...rest };
  },
});

const setDefaultPolicyVersion = operation(SetDefaultPolicyVersionCommand, {
  needs: ({ account, input }) => changedPolicyNeed(account, input.PolicyArn),
  run({ account, input }) {
    refuseForeignPolicy(account, input.PolicyArn, 'update');
    const { policy, version } = findVersion(account, input);
    account.policies.put({ ...policy, defaultVersionId: version.versionId });
    return {};
  },
});

const deletePolicyVersion = operation(DeletePolicyVersionCommand, {
  needs: ({ account, input }) => changedPolicyNeed(account, input.PolicyArn),
  run({ account, input }) {
    refuseForeignPolicy(account, input.PolicyArn, 'delete policy versions for');
    const { policy, version } = findVersion(account, input);
    if (version.versionId === policy.defaultVersionId)
      throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.');
    account.policies.put({ ...policy, versions: policy.versions.filter((other) => other !== version) });
    return {};
  },
});

function findVersion(account: Account, input: { readonly PolicyArn: string; readonly VersionId: string }) {
  const policy = customerPolicy(input.PolicyArn, account.policies);
  const version = policy?.versions.find(({ versionId }) => versionId === input.VersionId);
  if (!policy || !version) throw noSuch.policyVersion(input.PolicyArn, input.VersionId);
  return { policy, version };
}

/** The catalogue knows an AWS managed policy in its newest version only: an older one is there in AWS, so it is not denied. */
function awsVersion(policy: AwsPolicy, versionId: string): Version {
  const known = awsVersions(policy).find((version) => version.versionId === versionId);
  if (known !== undefined) return known;
  if (versionNumber(versionId) > versionNumber(policy.versionId)) throw noSuch.policyVersion(policy.arn, versionId);
  throw new AwsError(
    'NotImplemented',
    `\`${policy.arn}\` is known in its newest version \`${policy.versionId}\` only: ask for that one`,
  );
}

function versionNumber(versionId: string): number {
  return Number.parseInt(versionId.slice(1), 10);
}

function versionAnswer(policy: CustomerPolicy, { versionId, createDate }: Version): PolicyVersion {
  return {
    VersionId: versionId,
    IsDefaultVersion: versionId === policy.defaultVersionId,
    CreateDate: new Date(createDate),
  };
}

function awsVersionAnswer(policy: AwsPolicy, { versionId, createDate }: Version): PolicyVersion {
  return {
    VersionId: versionId,
    IsDefaultVersion: versionId === policy.versionId,
    CreateDate: new Date(createDate),
  };
}

/** The versions that are known of a policy, the oldest first. */
export function versionsOf({ owner, policy }: FoundPolicy): readonly Version[] {
  return owner === 'aws' ? awsVersions(policy) : policy.versions;
}

export function foundVersionAnswer({ owner, policy }: FoundPolicy, version: Version): PolicyVersion {
  return owner === 'aws' ? awsVersionAnswer(policy, version) : versionAnswer(policy, version);
}

export const policyVersionOperations: readonly Operation[] = [
  createPolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
  deletePolicyVersion,
];
