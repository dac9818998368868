import {
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import type { Group } from '../../account/groups.js';
import type { User } from '../../account/users.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { groupAnswer, userAnswer } from './answers.js';
import { checkQuota, refuseDeletion } from './failures.js';
import { pageOf } from './pages.js';
import { entityArn, groups, listingNeed, underPath } from './targets.js';

const createGroup = operation(CreateGroupCommand, {
  needs: ({ account, input }) => ({ resource: entityArn(account, 'group', input.Path ?? '/', input.GroupName) }),
  run({ account, input, now }) {
    const { GroupName: name, Path: path = '/' } = input;
    checkNameIsFree(account, name);
    checkQuota(account, 'GroupsPerAccount', account.groups.size + 1);
    const group: Group = {
      id: account.ids.unique('group'),
      name,
      path,
      arn: entityArn(account, 'group', path, name),
      createDate: wholeSeconds(now),
      inlinePolicies: [],
      attachedPolicies: [],
    };
    account.groups.put(group);
    return { Group: groupAnswer(group) };
  },
});

const getGroup = operation(GetGroupCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run({ account, input }) {
    const group = groups.find(account, input.GroupName);
    const { items, rest } = pageOf(membersOf(account, group), input, ({ id }) => id);
    return { Group: groupAnswer(group), Users: items.map(userAnswer), ...rest };
  },
});

const listGroups = operation(ListGroupsCommand, {
  needs: ({ account, input }) => listingNeed(account, 'group', input.PathPrefix),
  run({ account, input }) {
    const { items, rest } = pageOf(underPath(account.groups.sorted(), input.PathPrefix), input, ({ id }) => id);
    return { Groups: items.map(groupAnswer), ...rest };
  },
});

/** As for a user, a new name or path needs the permission on both. */
const updateGroup = operation(UpdateGroupCommand, {
  needs({ account, input }) {
    const source = groups.need(account, input.GroupName);
    if (input.NewGroupName === undefined && input.NewPath === undefined) return source;
    const path = input.NewPath ?? account.groups.named(input.GroupName)?.path ?? '/';
    return [source, { resource: entityArn(account, 'group', path, input.NewGroupName ?? input.GroupName) }];
  },
  run({ account, input }) {
    groups.change(account, input.GroupName, (group) => {
      const { NewGroupName: name = group.name, NewPath: path = group.path } = input;
      checkNameIsFree(account, name, group.id);
      return { ...group, name, path, arn: entityArn(account, 'group', path, name) };
    });
    return {};
  },
});

const deleteGroup = operation(DeleteGroupCommand, {
  needs: ({ account, input }) => groups.need(account, input.GroupName),
  run({ account, input }) {
    const group = groups.find(account, input.GroupName);
    refuseDeletion({
      'remove users from group': membersOf(account, group).length > 0,
      'detach all policies': group.attachedPolicies.length > 0,
      'delete policies': group.inlinePolicies.length > 0,
    });
    account.groups.remove(group.id);
    return {};
  },
});

function membersOf(account: Account, group: Group): readonly User[] {
  return account.users.sorted().filter(({ groupIds }) => groupIds.includes(group.id));
}

function checkNameIsFree(account: Account, name: string, exceptId?: string): void {
  const taken = account.groups.named(name);
  if (taken && taken.id !== exceptId)
    throw new AwsError('EntityAlreadyExists', `Group with name ${name} already exists.`);
}

export const groupOperations: readonly Operation[] = [createGroup, getGroup, listGroups, updateGroup, deleteGroup];
