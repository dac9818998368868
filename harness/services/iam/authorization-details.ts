import {
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  type GroupDetail,
  type ManagedPolicyDetail,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import type { Entity } from '../../account/entities.js';
import type { Group } from '../../account/groups.js';
import type { Role } from '../../account/roles.js';
import type { User } from '../../account/users.js';
import { type Operation, operation } from '../operation.js';
import { boundaryAndTags, groupAnswer, roleAnswer, roleLastUsedAnswer, userAnswer } from './answers.js';
import { encodeDocument } from './documents.js';
import { instanceProfileAnswer, profilesOfRole } from './instance-profiles.js';
import { pageOf } from './pages.js';
import { policyAnswer } from './policies.js';
import { type FoundPolicy, findPolicy } from './policy-targets.js';
import { countPolicyUse, holdersOf, type PolicyUse } from './policy-usage.js';
import { foundVersionAnswer, versionsOf } from './policy-versions.js';

type Detail =
  | { readonly kind: 'User'; readonly key: string; readonly entity: User }
  | { readonly kind: 'Group'; readonly key: string; readonly entity: Group }
  | { readonly kind: 'Role'; readonly key: string; readonly entity: Role }
  | { readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy'; readonly key: string; readonly found: FoundPolicy };

/** One page holds users, then groups, roles and policies; of AWS's policies those that are attached or bound someone. */
const getAccountAuthorizationDetails = operation(GetAccountAuthorizationDetailsCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, accounts, input }) {
    const { items, rest } = pageOf(detailsOf(account, input.Filter ?? []), input, ({ key }) => key);
    return { ...describe(items, account, accounts), ...rest };
  },
});

/** Everything on one page, for whoever needs no permission. */
export function allAuthorizationDetails(account: Account, accounts: Accounts) {
  return describe(detailsOf(account, []), account, accounts);
}

function describe(items: readonly Detail[], account: Account, accounts: Accounts) {
  const use = countPolicyUse(account);
  return {
    UserDetailList: items.flatMap((it) => (it.kind === 'User' ? [userDetail(it.entity, account)] : [])),
    GroupDetailList: items.flatMap((it) => (it.kind === 'Group' ? [groupDetail(it.entity, account)] : [])),
    RoleDetailList: items.flatMap((it) => (it.kind === 'Role' ? [roleDetail(it.entity, account, accounts)] : [])),
    Policies: items.flatMap((it) => ('found' in it ? [policyDetail(it.found, use(it.found.policy.arn))] : [])),
  };
}

function detailsOf(account: Account, filter: readonly EntityType[]): readonly Detail[] {
  const all: Detail[] = [
    ...account.users.sorted().map((entity) => ({ kind: 'User' as const, key: entity.id, entity })),
    ...account.groups.sorted().map((entity) => ({ kind: 'Group' as const, key: entity.id, entity })),
    ...account.roles.sorted().map((entity) => ({ kind: 'Role' as const, key: entity.id, entity })),
    ...policiesOf(account),
  ];
  return filter.length === 0 ? all : all.filter(({ kind }) => filter.includes(kind));
}

function policiesOf(account: Account): readonly Detail[] {
  const used = holdersOf(account).flatMap(({ entity }) => [...entity.attachedPolicies, entity.boundary ?? []].flat());
  const customers = account.policies.sorted().map(({ arn }) => arn);
  return [...customers, ...[...new Set(used)].sort()].flatMap((arn, index) => {
    const found = findPolicy(account, arn);
    if (!found || (found.owner === 'customer') !== index < customers.length) return [];
    return [{ kind: found.owner === 'aws' ? 'AWSManagedPolicy' : 'LocalManagedPolicy', key: arn, found } as const];
  });
}

function userDetail(user: User, account: Account): UserDetail {
  return {
    ...userAnswer(user),
    ...(user.inlinePolicies.length > 0 && { UserPolicyList: inlineDetails(user) }),
    GroupList: user.groupIds.flatMap((id) => account.groups.withId(id)?.name ?? []),
    AttachedManagedPolicies: attachedDetails(user, account),
    ...boundaryAndTags(user),
    Tags: [...user.tags],
  };
}

function groupDetail(group: Group, account: Account): GroupDetail {
  return {
    ...groupAnswer(group),
    GroupPolicyList: inlineDetails(group),
    AttachedManagedPolicies: attachedDetails(group, account),
  };
}

function roleDetail(role: Role, account: Account, accounts: Accounts): RoleDetail {
  const profiles = profilesOfRole(account, role.id);
  return {
    ...roleAnswer(role, accounts),
    InstanceProfileList: profiles.map((profile) => instanceProfileAnswer(profile, account, accounts)),
    RolePolicyList: inlineDetails(role),
    AttachedManagedPolicies: attachedDetails(role, account),
    ...boundaryAndTags(role),
    Tags: [...role.tags],
    RoleLastUsed: roleLastUsedAnswer(role, account),
  };
}

function policyDetail(found: FoundPolicy, use: PolicyUse): ManagedPolicyDetail {
  const { description } = found.policy;
  return {
    ...policyAnswer(found, use),
    ...(description === undefined ? {} : { Description: description }),
    PolicyVersionList: versionDetails(found),
  };
}

function versionDetails(found: FoundPolicy) {
  return versionsOf(found)
    .map((version) => ({ Document: encodeDocument(version.document), ...foundVersionAnswer(found, version) }))
    .toReversed();
}

function inlineDetails({ inlinePolicies }: Entity) {
  return inlinePolicies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodeDocument(document) }));
}

function attachedDetails({ attachedPolicies }: Entity, account: Account) {
  return attachedPolicies.flatMap((PolicyArn) => {
    const found = findPolicy(account, PolicyArn);
    return found ? [{ PolicyName: found.policy.name, PolicyArn }] : [];
  });
}

export const authorizationDetailOperations: readonly Operation[] = [getAccountAuthorizationDetails];
