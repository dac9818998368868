import {
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListUsersCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { callerArn } from '../../account/callers.js';
import { wholeSeconds } from '../../account/clock.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { boundaryAndTags, userAnswer } from './answers.js';
import { checkedBoundary } from './boundaries.js';
import { checkQuota, refuseDeletion } from './failures.js';
import { ownUser, userOrSelf } from './own-user.js';
import { pageOf } from './pages.js';
import { CASELESS_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, listingNeed, underPath, users } from './targets.js';

const createUser = operation(CreateUserCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'user', input.Path ?? '/', input.UserName);
    const requestTags = input.Tags;
    const create: Need = { resource, requestTags, keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary } };
    return input.Tags?.length ? [create, { action: 'iam:TagUser', resource, requestTags }] : create;
  },
  run({ account, input, now }) {
    const { UserName: name, Path: path = '/' } = input;
    const tags = givenTags(input.Tags, CASELESS_KEYS);
    const boundary = checkedBoundary(account, input.PermissionsBoundary);
    checkNameIsFree(account, name);
    checkQuota(account, 'UsersPerAccount', account.users.size + 1);
    const user = {
      id: account.ids.unique('user'),
      name,
      path,
      arn: entityArn(account, 'user', path, name),
      createDate: wholeSeconds(now),
      inlinePolicies: [],
      attachedPolicies: [],
      tags: withTags([], tags, CASELESS_KEYS),
      boundary,
      groupIds: [],
    };
    account.users.put(user);
    return { User: { ...userAnswer(user), ...boundaryAndTags({ ...user, tags }) } };
  },
});

const getUser = operation(GetUserCommand, {
  needs: (call) => userOrSelf(call),
  run({ account, caller, input }) {
    if (input.UserName === undefined && caller.kind === 'root') return { User: rootAnswer(account) };
    const user = input.UserName === undefined ? ownUser(caller) : users.find(account, input.UserName);
    return { User: { ...userAnswer(user), ...boundaryAndTags(user) } };
  },
});

const listUsers = operation(ListUsersCommand, {
  needs: ({ account, input }) => listingNeed(account, 'user', input.PathPrefix),
  run({ account, input }) {
    const { items, rest } = pageOf(underPath(account.users.sorted(), input.PathPrefix), input, ({ id }) => id);
    return { Users: items.map(userAnswer), ...rest };
  },
});

/** "To rename a user, the requester must have appropriate permissions on both the source object and the target object." */
const updateUser = operation(UpdateUserCommand, {
  needs({ account, input }) {
    const source = users.need(account, input.UserName);
    if (input.NewUserName === undefined && input.NewPath === undefined) return source;
    const path = input.NewPath ?? account.users.named(input.UserName)?.path ?? '/';
    const renamed = entityArn(account, 'user', path, input.NewUserName ?? input.UserName);
    return [source, { resource: renamed, resourceTags: source.resourceTags }];
  },
  run({ account, input }) {
    users.change(account, input.UserName, (user) => {
      const { NewUserName: name = user.name, NewPath: path = user.path } = input;
      checkNameIsFree(account, name, user.id);
      return { ...user, name, path, arn: entityArn(account, 'user', path, name) };
    });
    return {};
  },
});

const deleteUser = operation(DeleteUserCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run({ account, input }) {
    const user = users.find(account, input.UserName);
    refuseDeletion({
      'remove users from group': user.groupIds.length > 0,
      'detach all policies': user.attachedPolicies.length > 0,
      'delete policies': user.inlinePolicies.length > 0,
      'delete access keys': account.accessKeys.of(user.id).length > 0,
      'delete login profile': account.loginProfiles.withId(user.id) !== undefined,
      'delete MFA device': account.mfaDevices.of(user.id).length > 0,
      'delete certificates': account.signingCertificates.of(user.id).length > 0,
      'remove referenced objects':
        account.sshPublicKeys.of(user.id).length > 0 || account.serviceCredentials.of(user.id).length > 0,
    });
    account.users.remove(user.id);
    account.accessHistory.forget(user.id);
    return {};
  },
});

function checkNameIsFree(account: Account, name: string, exceptId?: string): void {
  const taken = account.users.named(name);
  if (taken && taken.id !== exceptId)
    throw new AwsError('EntityAlreadyExists', `User with name ${name} already exists.`);
}

/** The root user has neither a name nor a path. */
function rootAnswer(account: Account) {
  return {
    Path: undefined,
    UserName: undefined,
    UserId: account.id,
    Arn: callerArn({ kind: 'root', account }),
    CreateDate: new Date(wholeSeconds(account.createDate)),
  };
}

export const userOperations: readonly Operation[] = [createUser, getUser, listUsers, updateUser, deleteUser];
