import {
  type EntityType,
  ListEntitiesForPolicyCommand,
  type ListEntitiesForPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';
import { pageOf } from './pages.js';
import { findPolicy, policyNeed } from './policy-targets.js';
import { type Holder, holdersOf } from './policy-usage.js';

/** What a filter lets through. The two kinds of managed policy can be asked for and hold no policies. */
const FILTERS: Readonly<Record<EntityType, Holder['kind'] | undefined>> = {
  Group: 'Group',
  User: 'User',
  Role: 'Role',
  LocalManagedPolicy: undefined,
  AWSManagedPolicy: undefined,
};

const listEntitiesForPolicy = operation(ListEntitiesForPolicyCommand, {
  needs: ({ account, input }) => policyNeed(account, input.PolicyArn),
  run({ account, input }) {
    if (!findPolicy(account, input.PolicyArn)) throw noSuch.attachablePolicy(input.PolicyArn);
    const holders = holdersOf(account).filter((holder) => isAsked(holder, input));
    const { items, rest } = pageOf(holders, input, ({ entity }) => entity.id);
    const those = (kind: Holder['kind']) => items.filter((holder) => holder.kind === kind).map(({ entity }) => entity);
    return {
      PolicyGroups: those('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: those('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: those('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...rest,
    };
  },
});

function isAsked({ kind, entity }: Holder, input: ListEntitiesForPolicyCommandInput): boolean {
  const { PolicyArn = '', EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input;
  if (EntityFilter !== undefined && FILTERS[EntityFilter] !== kind) return false;
  if (!entity.path.startsWith(PathPrefix)) return false;
  const attached = PolicyUsageFilter !== 'PermissionsBoundary' && entity.attachedPolicies.includes(PolicyArn);
  return attached || (PolicyUsageFilter !== 'PermissionsPolicy' && entity.boundary === PolicyArn);
}

export const policyEntityOperations: readonly Operation[] = [listEntitiesForPolicy];
