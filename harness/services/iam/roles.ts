import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import { isServiceLinked, type Role } from '../../account/roles.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { boundaryAndTags, listedRoleAnswer, roleAnswer, roleLastUsedAnswer, sourceTemplateAnswer } from './answers.js';
import { checkedBoundary } from './boundaries.js';
import { trustPolicy } from './documents.js';
import { checkQuota, refuseDeletion } from './failures.js';
import { profilesOfRole } from './instance-profiles.js';
import { pageOf } from './pages.js';
import { CASELESS_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, listingNeed, refuseServiceLinked, roles, underPath } from './targets.js';

const DEFAULT_MAX_SESSION_DURATION = 3600;

const createRole = operation(CreateRoleCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'role', input.Path ?? '/', input.RoleName);
    const requestTags = input.Tags;
    const create: Need = { resource, requestTags, keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary } };
    return input.Tags?.length ? [create, { action: 'iam:TagRole', resource, requestTags }] : create;
  },
  run(call) {
    const { account, accounts, input, now } = call;
    const { RoleName: name, Path: path = '/' } = input;
    refuseServiceLinkedPath(path);
    const tags = givenTags(input.Tags, CASELESS_KEYS);
    const trust = trustPolicy(call, input.AssumeRolePolicyDocument);
    const boundary = checkedBoundary(account, input.PermissionsBoundary);
    if (account.roles.named(name)) throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`);
    checkQuota(account, 'RolesPerAccount', account.roles.size + 1);
    const role: Role = {
      id: account.ids.unique('role'),
      name,
      path,
      arn: entityArn(account, 'role', path, name),
      createDate: wholeSeconds(now),
      inlinePolicies: [],
      attachedPolicies: [],
      trust,
      description: input.Description || undefined,
      maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_MAX_SESSION_DURATION,
      tags: withTags([], tags, CASELESS_KEYS),
      boundary,
    };
    account.roles.put(role);
    return { Role: { ...roleAnswer(role, accounts), ...boundaryAndTags({ boundary, tags }) } };
  },
});

const getRole = operation(GetRoleCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run({ account, accounts, input }) {
    const role = roles.find(account, input.RoleName);
    const RoleLastUsed = roleLastUsedAnswer(role, account);
    const source = sourceTemplateAnswer(role, account);
    return { Role: { ...listedRoleAnswer(role, accounts), ...boundaryAndTags(role), RoleLastUsed, ...source } };
  },
});

/** "This operation does not return the following attributes, even though they are an attribute of the returned object: PermissionsBoundary, RoleLastUsed, Tags." */
const listRoles = operation(ListRolesCommand, {
  needs: ({ account, input }) => listingNeed(account, 'role', input.PathPrefix),
  run({ account, accounts, input }) {
    const { items, rest } = pageOf(underPath(account.roles.sorted(), input.PathPrefix), input, ({ id }) => id);
    const answer = (role: Role) => ({ ...listedRoleAnswer(role, accounts), ...sourceTemplateAnswer(role, account) });
    return { Roles: items.map(answer), ...rest };
  },
});

/**
 * What is left out stays as it is (recorded). "You can edit the description of any role", a service-linked one too.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-service-linked-role.html
 */
const updateRole = operation(UpdateRoleCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run({ account, input }) {
    const update = input.MaxSessionDuration === undefined ? roles.annotate : roles.change;
    update(account, input.RoleName, (role) => ({
      ...role,
      description: input.Description === undefined ? role.description : input.Description || undefined,
      maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
    }));
    return {};
  },
});

const updateRoleDescription = operation(UpdateRoleDescriptionCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run({ account, accounts, input }) {
    roles.annotate(account, input.RoleName, (role) => ({ ...role, description: input.Description || undefined }));
    const role = roles.find(account, input.RoleName);
    const Description = role.description;
    return { Role: { ...roleAnswer(role, accounts), ...(Description === undefined ? {} : { Description }) } };
  },
});

const updateAssumeRolePolicy = operation(UpdateAssumeRolePolicyCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run(call) {
    const { account, input } = call;
    roles.change(account, input.RoleName, (role) => ({ ...role, trust: trustPolicy(call, input.PolicyDocument) }));
    return {};
  },
});

const deleteRole = operation(DeleteRoleCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run({ account, input }) {
    const role = roles.find(account, input.RoleName);
    refuseServiceLinked(role);
    refuseDeletion({
      'remove roles from instance profile': profilesOfRole(account, role.id).length > 0,
      'detach all policies': role.attachedPolicies.length > 0,
      'delete policies': role.inlinePolicies.length > 0,
    });
    account.roles.remove(role.id);
    account.roleSources.delete(role.id);
    account.lastUses.delete(role.id);
    account.accessHistory.forget(role.id);
    return {};
  },
});

/** Words: https://github.com/tilfin/aws-iam-policy-tool/pull/9 */
function refuseServiceLinkedPath(path: string): void {
  if (isServiceLinked({ path }))
    throw new AwsError(
      'InvalidInput',
      `Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles`,
    );
}

export const roleOperations: readonly Operation[] = [
  createRole,
  getRole,
  listRoles,
  updateRole,
  updateRoleDescription,
  updateAssumeRolePolicy,
  deleteRole,
];
