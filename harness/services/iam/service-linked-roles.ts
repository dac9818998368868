import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import { wholeSeconds } from '../../account/clock.js';
import { isServiceLinked, type Role } from '../../account/roles.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { roleAnswer } from './answers.js';
import { encodeDocument } from './documents.js';
import { checkQuota, noSuch } from './failures.js';
import { LINKED_SERVICES } from './linked-services.js';
import { entityArn, roles } from './targets.js';

const MAX_SESSION_DURATION = 3600;

/** The answer has lists in its trust policy where GetRole has single values. https://docs.aws.amazon.com/cli/latest/reference/iam/create-service-linked-role.html */
const createServiceLinkedRole = operation(CreateServiceLinkedRoleCommand, {
  needs: ({ account, input }) => ({
    resource: entityArn(account, 'role', pathOf(input.AWSServiceName), roleName(input)),
    keys: { 'iam:AWSServiceName': input.AWSServiceName },
  }),
  run({ account, accounts, input, now }) {
    const { AWSServiceName: service, CustomSuffix, Description } = input;
    const known = linkedService(service);
    if (!known) throw new AwsError('InvalidInput', `Service principal ${service} does not have a service-linked role.`);
    if (CustomSuffix !== undefined && !known.suffix)
      throw new AwsError('InvalidInput', `Custom suffix is not allowed for ${service}`);
    const name = roleName(input);
    if (account.roles.named(name))
      throw new AwsError(
        'InvalidInput',
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    checkQuota(account, 'RolesPerAccount', account.roles.size + 1);
    const role = linkedRole(account, { name, service, policy: known.policy, description: Description, now });
    account.roles.put(role);
    const AssumeRolePolicyDocument = encodeDocument(trusting([service], ['sts:AssumeRole']));
    return { Role: { ...roleAnswer(role, accounts), AssumeRolePolicyDocument, ...(Description && { Description }) } };
  },
});

/**
 * AWS asks the service whether the role is in use, and deletes it in the background. Here no service holds anything: the task has
 * succeeded when it is answered.
 */
const deleteServiceLinkedRole = operation(DeleteServiceLinkedRoleCommand, {
  needs: ({ account, input }) => roles.need(account, input.RoleName),
  run({ account, input }) {
    const role = roles.find(account, input.RoleName);
    if (!isServiceLinked(role)) throw noSuch.role(input.RoleName);
    account.roles.remove(role.id);
    account.lastUses.delete(role.id);
    account.accessHistory.forget(role.id);
    const DeletionTaskId = `task${role.path}${role.name}/${account.ids.job()}`;
    account.roleDeletions.add(DeletionTaskId);
    return { DeletionTaskId };
  },
});

/** `task/aws-service-role/<service-principal-name>/<role-name>/<task-uuid>` */
const TASK_ID = /^task(\/aws-service-role\/[^/]+\/)([^/]+)\/[^/]+$/;

const getServiceLinkedRoleDeletionStatus = operation(GetServiceLinkedRoleDeletionStatusCommand, {
  needs({ account, input }) {
    const [, path = '/', name = '*'] = TASK_ID.exec(input.DeletionTaskId) ?? [];
    return { resource: entityArn(account, 'role', path, name), resourceTags: account.roles.named(name)?.tags };
  },
  run({ account, input }) {
    if (!account.roleDeletions.has(input.DeletionTaskId)) throw noSuch.deletionTask(input.DeletionTaskId);
    return { Status: 'SUCCEEDED' as const };
  },
});

/** What {@link putLinkedRole} needs of a call. */
export interface LinkedRoleCall {
  readonly account: Account;
  readonly accounts: Accounts;
  readonly now: number;
}

/** The permission to make the role of a service that makes it while doing something else. */
export function linkedRoleNeed(account: Account, service: string): Need {
  const name = roleName({ AWSServiceName: service });
  return {
    action: 'iam:CreateServiceLinkedRole',
    resource: entityArn(account, 'role', pathOf(service), name),
    resourceTags: account.roles.named(name)?.tags,
    keys: { 'iam:AWSServiceName': service },
  };
}

/** Makes the role of a service if it is not there. */
export function putLinkedRole({ account, now }: LinkedRoleCall, service: string): void {
  const name = roleName({ AWSServiceName: service });
  const known = linkedService(service);
  if (known === undefined || account.roles.named(name)) return;
  checkQuota(account, 'RolesPerAccount', account.roles.size + 1);
  account.roles.put(linkedRole(account, { name, service, policy: known.policy, description: undefined, now }));
}

function linkedService(principal: string) {
  return Object.hasOwn(LINKED_SERVICES, principal) ? LINKED_SERVICES[principal] : undefined;
}

interface Asked {
  readonly AWSServiceName: string;
  readonly CustomSuffix?: string | undefined;
}

/** The name of an unknown service's role is only needed to refuse it. */
function roleName({ AWSServiceName, CustomSuffix }: Asked): string {
  const role = linkedService(AWSServiceName)?.role ?? AWSServiceName.split('.')[0];
  return `AWSServiceRoleFor${role}${CustomSuffix === undefined ? '' : `_${CustomSuffix}`}`;
}

function pathOf(service: string): string {
  return `/aws-service-role/${service}/`;
}

interface NewRole {
  readonly name: string;
  readonly service: string;
  readonly policy: string;
  readonly description: string | undefined;
  readonly now: number;
}

function linkedRole(account: Account, { name, service, policy, description, now }: NewRole): Role {
  const path = pathOf(service);
  return {
    id: account.ids.unique('role'),
    name,
    path,
    arn: entityArn(account, 'role', path, name),
    createDate: wholeSeconds(now),
    inlinePolicies: [],
    attachedPolicies: [`arn:aws:iam::aws:policy/aws-service-role/${policy}`],
    trust: { document: trusting(service, 'sts:AssumeRole'), principalIds: new Map() },
    description: description || undefined,
    maxSessionDuration: MAX_SESSION_DURATION,
    tags: [],
    boundary: undefined,
  };
}

function trusting(Service: string | readonly string[], Action: string | readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Action, Effect: 'Allow', Principal: { Service } }] });
}

export const serviceLinkedRoleOperations: readonly Operation[] = [
  createServiceLinkedRole,
  deleteServiceLinkedRole,
  getServiceLinkedRoleDeletionStatus,
];
