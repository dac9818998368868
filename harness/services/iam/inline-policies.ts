import {
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { deleteInline, getInline, listInline, putInline } from './inline-policy.js';
import { groups, roles, users } from './targets.js';

const putUserPolicy = operation(PutUserPolicyCommand, {
  needs: ({ account, input }) => users.boundedNeed(account, input.UserName),
  run: ({ account, input }) => putInline(users, account, input.UserName, input),
});

const putGroupPolicy = operation(PutGroupPolicyCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run: ({ account, input }) => putInline(groups, account, input.GroupName, input),
});

const putRolePolicy = operation(PutRolePolicyCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run: ({ account, input }) => putInline(roles, account, input.RoleName, input),
});

const getUserPolicy = operation(GetUserPolicyCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run({ account, input }) {
    const { entity, answer } = getInline(users, account, input.UserName, input.PolicyName);
    return { UserName: entity.name, ...answer };
  },
});

const getGroupPolicy = operation(GetGroupPolicyCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run({ account, input }) {
    const { entity, answer } = getInline(groups, account, input.GroupName, input.PolicyName);
    return { GroupName: entity.name, ...answer };
  },
});

const getRolePolicy = operation(GetRolePolicyCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run({ account, input }) {
    const { entity, answer } = getInline(roles, account, input.RoleName, input.PolicyName);
    return { RoleName: entity.name, ...answer };
  },
});

const listUserPolicies = operation(ListUserPoliciesCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run: ({ account, input }) => listInline(users, account, input.UserName, input),
});

const listGroupPolicies = operation(ListGroupPoliciesCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run: ({ account, input }) => listInline(groups, account, input.GroupName, input),
});

const listRolePolicies = operation(ListRolePoliciesCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run: ({ account, input }) => listInline(roles, account, input.RoleName, input),
});

const deleteUserPolicy = operation(DeleteUserPolicyCommand, {
  needs: ({ account, input }) => users.boundedNeed(account, input.UserName),
  run: ({ account, input }) => deleteInline(users, account, input.UserName, input.PolicyName),
});

const deleteGroupPolicy = operation(DeleteGroupPolicyCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run: ({ account, input }) => deleteInline(groups, account, input.GroupName, input.PolicyName),
});

const deleteRolePolicy = operation(DeleteRolePolicyCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run: ({ account, input }) => deleteInline(roles, account, input.RoleName, input.PolicyName),
});

export const inlinePolicyOperations: readonly Operation[] = [
  putUserPolicy,
  putGroupPolicy,
  putRolePolicy,
  getUserPolicy,
  getGroupPolicy,
  getRolePolicy,
  listUserPolicies,
  listGroupPolicies,
  listRolePolicies,
  deleteUserPolicy,
  deleteGroupPolicy,
  deleteRolePolicy,
];
