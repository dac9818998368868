import { AddUserToGroupCommand, ListGroupsForUserCommand, RemoveUserFromGroupCommand } from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { groupAnswer } from './answers.js';
import { checkQuota } from './failures.js';
import { pageOf } from './pages.js';
import { groups, users } from './targets.js';

/** The group is the resource, of RemoveUserFromGroup too; a user who is a member already stays one. */
const addUserToGroup = operation(AddUserToGroupCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run({ account, input }) {
    const user = users.find(account, input.UserName);
    const group = groups.find(account, input.GroupName);
    if (user.groupIds.includes(group.id)) return {};
    checkQuota(account, 'GroupsPerUser', user.groupIds.length + 1);
    account.users.put({ ...user, groupIds: [...user.groupIds, group.id] });
    return {};
  },
});

const removeUserFromGroup = operation(RemoveUserFromGroupCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run({ account, input }) {
    const user = users.find(account, input.UserName);
    const group = groups.find(account, input.GroupName);
    account.users.put({ ...user, groupIds: user.groupIds.filter((id) => id !== group.id) });
    return {};
  },
});

const listGroupsForUser = operation(ListGroupsForUserCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run({ account, input }) {
    const { groupIds } = users.find(account, input.UserName);
    const memberships = account.groups.sorted().filter(({ id }) => groupIds.includes(id));
    const { items, rest } = pageOf(memberships, input, ({ id }) => id);
    return { Groups: items.map(groupAnswer), ...rest };
  },
});

export const membershipOperations: readonly Operation[] = [addUserToGroup, removeUserFromGroup, listGroupsForUser];
