export type { Resource, ResourceKind } from '../cleanup/resources.js';
export type {
  Bucket,
  Group,
  Policy,
  PolicyOptions,
  PrincipalOptions,
  RehearsalAccount,
  Role,
  RoleOptions,
  User,
  UserOptions,
} from './account.js';
export type { Attempt, Attempted, AttemptOptions } from './attempt.js';
export type { DenialReason } from './denial-reason.js';
export type { HasArn, Permissions, Statement, Trusted } from './documents.js';
export { type RehearsalFixtures, test } from './fixtures.js';
export { type DeniedOptions, expect, type ShownOptions } from './matchers.js';
export {
  type MatrixActions,
  type MatrixPrincipals,
  type MatrixQuestion,
  permissionMatrix,
} from './permission-matrix.js';
export type { PolicyFile, PolicyPath } from './policy-files.js';
export type { AssumeOptions, Principal, Session } from './principal.js';
export { RehearsalError } from './rehearsal-error.js';
export type { RehearsalVpcEndpoint, VpcEndpointOptions } from './vpc-endpoint.js';
