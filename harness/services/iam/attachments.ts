import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Entity } from '../../account/entities.js';
import { type Need, type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { type PageInput, pageOf } from './pages.js';
import { checkPolicyArn, findPolicy, refuseServiceRolePolicy } from './policy-targets.js';
import { groups, roles, type Target, underPath, users } from './targets.js';

const attachUserPolicy = operation(AttachUserPolicyCommand, {
  needs: ({ account, input }) => users.boundedNeed(account, input.UserName, policyKey(input)),
  run: ({ account, input }) => attach(users, account, input.UserName, input.PolicyArn),
});

const attachGroupPolicy = operation(AttachGroupPolicyCommand, {
  needs: ({ account, input }) => ({ ...groups.need(account, input.GroupName), keys: policyKey(input) }),
  run: ({ account, input }) => attach(groups, account, input.GroupName, input.PolicyArn),
});

const attachRolePolicy = operation(AttachRolePolicyCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName, policyKey(input)),
  run: ({ account, input }) => attach(roles, account, input.RoleName, input.PolicyArn),
});

const detachUserPolicy = operation(DetachUserPolicyCommand, {
  needs: ({ account, input }) => users.boundedNeed(account, input.UserName, policyKey(input)),
  run: ({ account, input }) => detach(users, account, input.UserName, input.PolicyArn),
});

const detachGroupPolicy = operation(DetachGroupPolicyCommand, {
  needs: ({ account, input }) => ({ ...groups.need(account, input.GroupName), keys: policyKey(input) }),
  run: ({ account, input }) => detach(groups, account, input.GroupName, input.PolicyArn),
});

const detachRolePolicy = operation(DetachRolePolicyCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName, policyKey(input)),
  run: ({ account, input }) => detach(roles, account, input.RoleName, input.PolicyArn),
});

const listAttachedUserPolicies = operation(ListAttachedUserPoliciesCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run: ({ account, input }) => attachedPolicies(account, users.find(account, input.UserName), input),
});

const listAttachedGroupPolicies = operation(ListAttachedGroupPoliciesCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run: ({ account, input }) => attachedPolicies(account, groups.find(account, input.GroupName), input),
});

const listAttachedRolePolicies = operation(ListAttachedRolePoliciesCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run: ({ account, input }) => attachedPolicies(account, roles.find(account, input.RoleName), input),
});

const QUOTA = { user: 'PoliciesPerUser', group: 'PoliciesPerGroup', role: 'PoliciesPerRole' } as const;

function policyKey({ PolicyArn }: { readonly PolicyArn: string }): NonNullable<Need['keys']> {
  checkPolicyArn(PolicyArn);
  return { 'iam:PolicyARN': PolicyArn };
}

/** Attaching a policy that is attached already changes nothing. */
function attach<E extends Entity>(target: Target<E>, account: Account, name: string, arn: string): object {
  target.change(account, name, (entity) => {
    const found = findPolicy(account, arn);
    if (!found) throw noSuch.attachablePolicy(arn);
    refuseServiceRolePolicy(found);
    if (entity.attachedPolicies.includes(arn)) return entity;
    checkQuota(account, QUOTA[target.kind], entity.attachedPolicies.length + 1);
    return { ...entity, attachedPolicies: [...entity.attachedPolicies, arn] };
  });
  return {};
}

/** Also a policy that exists was "not found" if it was not attached. */
function detach<E extends Entity>(target: Target<E>, account: Account, name: string, arn: string): object {
  target.change(account, name, (entity) => {
    if (!entity.attachedPolicies.includes(arn)) throw noSuch.policy(arn);
    return { ...entity, attachedPolicies: entity.attachedPolicies.filter((attached) => attached !== arn) };
  });
  return {};
}

function attachedPolicies(
  account: Account,
  entity: Entity,
  input: PageInput & { readonly PathPrefix?: string | undefined },
) {
  const policies = entity.attachedPolicies.flatMap((arn) => findPolicy(account, arn)?.policy ?? []);
  const { items, rest } = pageOf(underPath(policies, input.PathPrefix), input, ({ arn }) => arn);
  return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...rest };
}

export const attachmentOperations: readonly Operation[] = [
  attachUserPolicy,
  attachGroupPolicy,
  attachRolePolicy,
  detachUserPolicy,
  detachGroupPolicy,
  detachRolePolicy,
  listAttachedUserPolicies,
  listAttachedGroupPolicies,
  listAttachedRolePolicies,
];
