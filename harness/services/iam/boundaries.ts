import {
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';
import { findPolicy, isServiceRolePolicy, POLICY_ARN, refuseServiceRolePolicy } from './policy-targets.js';
import { roles, users } from './targets.js';

/** The boundary that a request gives. Throws InvalidInput if it is no policy's ARN, NoSuchEntity if there is none that can be one. */
export function checkedBoundary(account: Account, arn: string): string;
export function checkedBoundary(account: Account, arn: string | undefined): string | undefined;
export function checkedBoundary(account: Account, arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  if (!POLICY_ARN.test(arn)) throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  const found = findPolicy(account, arn);
  if (!found || isServiceRolePolicy(found)) throw noSuch.boundary(arn);
  return arn;
}

/** As `checkedBoundary`, with the code that the two operations of boundaries have for the policies of service-linked roles. */
function attachableBoundary(account: Account, arn: string): string {
  const found = findPolicy(account, arn);
  if (found) refuseServiceRolePolicy(found);
  return checkedBoundary(account, arn);
}

const putUserPermissionsBoundary = operation(PutUserPermissionsBoundaryCommand, {
  needs: ({ account, input }) => ({
    ...users.need(account, input.UserName),
    keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
  }),
  run({ account, input }) {
    users.change(account, input.UserName, (user) => ({
      ...user,
      boundary: attachableBoundary(account, input.PermissionsBoundary),
    }));
    return {};
  },
});

const deleteUserPermissionsBoundary = operation(DeleteUserPermissionsBoundaryCommand, {
  needs: ({ account, input }) => users.boundedNeed(account, input.UserName),
  run({ account, input }) {
    users.change(account, input.UserName, (user) => ({ ...user, boundary: undefined }));
    return {};
  },
});

const putRolePermissionsBoundary = operation(PutRolePermissionsBoundaryCommand, {
  needs: ({ account, input }) => ({
    ...roles.need(account, input.RoleName),
    keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
  }),
  run({ account, input }) {
    roles.change(account, input.RoleName, (role) => ({
      ...role,
      boundary: attachableBoundary(account, input.PermissionsBoundary),
    }));
    return {};
  },
});

const deleteRolePermissionsBoundary = operation(DeleteRolePermissionsBoundaryCommand, {
  needs: ({ account, input }) => roles.boundedNeed(account, input.RoleName),
  run({ account, input }) {
    roles.change(account, input.RoleName, (role) => ({ ...role, boundary: undefined }));
    return {};
  },
});

export const boundaryOperations: readonly Operation[] = [
  putUserPermissionsBoundary,
  deleteUserPermissionsBoundary,
  putRolePermissionsBoundary,
  deleteRolePermissionsBoundary,
];
