import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  type InstanceProfile as InstanceProfileAnswer,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import { wholeSeconds } from '../../account/clock.js';
import type { InstanceProfile } from '../../account/instance-profiles.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { roleAnswer } from './answers.js';
import { checkQuota, noSuch, refuseDeletion } from './failures.js';
import { pageOf } from './pages.js';
import { EXACT_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, listingNeed, refuseServiceLinked, roles, underPath } from './targets.js';

const createInstanceProfile = operation(CreateInstanceProfileCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'instance-profile', input.Path ?? '/', input.InstanceProfileName);
    const create: Need = { resource, requestTags: input.Tags };
    return input.Tags?.length ? [create, { ...create, action: 'iam:TagInstanceProfile' }] : create;
  },
  run({ account, accounts, input, now }) {
    const { InstanceProfileName: name, Path: path = '/' } = input;
    const tags = givenTags(input.Tags, EXACT_KEYS);
    if (account.instanceProfiles.named(name))
      throw new AwsError('EntityAlreadyExists', `Instance Profile ${name} already exists.`);
    checkQuota(account, 'InstanceProfilesPerAccount', account.instanceProfiles.size + 1);
    const profile: InstanceProfile = {
      id: account.ids.unique('instance-profile'),
      name,
      path,
      arn: entityArn(account, 'instance-profile', path, name),
      createDate: wholeSeconds(now),
      roleId: undefined,
      tags: withTags([], tags, EXACT_KEYS),
    };
    account.instanceProfiles.put(profile);
    const Tags = profile.tags.length === 0 ? {} : { Tags: [...profile.tags] };
    return { InstanceProfile: { ...instanceProfileAnswer(profile, account, accounts), ...Tags } };
  },
});

/** Lists tags also where there are none, as AWS was recorded to. */
const getInstanceProfile = operation(GetInstanceProfileCommand, {
  needs: ({ account, input }) => profileNeed(account, input.InstanceProfileName),
  run({ account, accounts, input }) {
    const profile = findProfile(account, input.InstanceProfileName);
    return { InstanceProfile: { ...instanceProfileAnswer(profile, account, accounts), Tags: [...profile.tags] } };
  },
});

/** "This operation does not return tags, even though they are an attribute of the returned object." */
const listInstanceProfiles = operation(ListInstanceProfilesCommand, {
  needs: ({ account, input }) => listingNeed(account, 'instance-profile', input.PathPrefix),
  run({ account, accounts, input }) {
    const profiles = underPath(account.instanceProfiles.sorted(), input.PathPrefix);
    const { items, rest } = pageOf(profiles, input, ({ id }) => id);
    return { InstanceProfiles: items.map((profile) => instanceProfileAnswer(profile, account, accounts)), ...rest };
  },
});

const listInstanceProfilesForRole = operation(ListInstanceProfilesForRoleCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run({ account, accounts, input }) {
    const role = roles.find(account, input.RoleName);
    const { items, rest } = pageOf(profilesOfRole(account, role.id), input, ({ id }) => id);
    return { InstanceProfiles: items.map((profile) => instanceProfileAnswer(profile, account, accounts)), ...rest };
  },
});

/**
 * "The caller of this operation must be granted the PassRole permission on the IAM role by a permissions policy." The role is passed
 * to EC2.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 */
const addRoleToInstanceProfile = operation(AddRoleToInstanceProfileCommand, {
  needs({ account, input }) {
    const keys = { 'iam:PassedToService': 'ec2.amazonaws.com', 'iam:AssociatedResourceArn': undefined };
    const pass: Need = { ...roles.need(account, input.RoleName), action: 'iam:PassRole', keys };
    return [profileNeed(account, input.InstanceProfileName), pass];
  },
  run({ account, input }) {
    const profile = findProfile(account, input.InstanceProfileName);
    const role = roles.find(account, input.RoleName);
    refuseServiceLinked(role);
    checkQuota(account, 'InstanceSessionsPerInstanceProfile', heldRole(account, profile) === undefined ? 1 : 2);
    account.instanceProfiles.put({ ...profile, roleId: role.id });
    return {};
  },
});

const removeRoleFromInstanceProfile = operation(RemoveRoleFromInstanceProfileCommand, {
  needs: ({ account, input }) => profileNeed(account, input.InstanceProfileName),
  run({ account, input }) {
    const profile = findProfile(account, input.InstanceProfileName);
    const role = roles.find(account, input.RoleName);
    if (profile.roleId !== role.id) throw noSuch.roleInInstanceProfile(input.RoleName, input.InstanceProfileName);
    account.instanceProfiles.put({ ...profile, roleId: undefined });
    return {};
  },
});

const deleteInstanceProfile = operation(DeleteInstanceProfileCommand, {
  needs: ({ account, input }) => profileNeed(account, input.InstanceProfileName),
  run({ account, input }) {
    const profile = findProfile(account, input.InstanceProfileName);
    refuseDeletion({ 'remove roles from instance profile': heldRole(account, profile) !== undefined });
    account.instanceProfiles.remove(profile.id);
    return {};
  },
});

/** Throws NoSuchEntity. */
export function findProfile(account: Account, name: string): InstanceProfile {
  const profile = account.instanceProfiles.named(name);
  if (!profile) throw noSuch.instanceProfile(name);
  return profile;
}

export function profileNeed(account: Account, name: string): Need {
  const profile = account.instanceProfiles.named(name);
  return { resource: profile?.arn ?? entityArn(account, 'instance-profile', '/', name), resourceTags: profile?.tags };
}

/** The instance profiles that hold a role, by name. */
export function profilesOfRole(account: Account, roleId: string): readonly InstanceProfile[] {
  return account.instanceProfiles.sorted().filter((profile) => profile.roleId === roleId);
}

/** An instance profile with its role, without its tags. */
export function instanceProfileAnswer(
  profile: InstanceProfile,
  account: Account,
  accounts: Accounts,
): InstanceProfileAnswer {
  const role = heldRole(account, profile);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createDate),
    Roles: role === undefined ? [] : [roleAnswer(role, accounts)],
  };
}

function heldRole(account: Account, { roleId }: InstanceProfile) {
  return roleId === undefined ? undefined : account.roles.withId(roleId);
}

export const instanceProfileOperations: readonly Operation[] = [
  createInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  addRoleToInstanceProfile,
  removeRoleFromInstanceProfile,
  deleteInstanceProfile,
];
