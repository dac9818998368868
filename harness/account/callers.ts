import type { PolicySet, Principal } from '../engine/index.js';
import type { Account } from './account.js';
import type { Caller } from './caller.js';
import { canonicalUserId } from './canonical-user.js';
import type { RoleSession } from './sessions.js';
import type { User } from './users.js';

/** A caller who signed. */
export type SignedCaller = Exclude<Caller, { kind: 'anonymous' }>;

/** A caller who belongs to an account. */
type AccountCaller = Exclude<SignedCaller, { kind: 'service' }>;

/** The caller's ARN, as GetCallerIdentity and AWS's refusals print it. A service has none but its name. */
export function callerArn(caller: SignedCaller): string {
  switch (caller.kind) {
    case 'service':
      return caller.service;
    case 'root':
      return `arn:aws:iam::${caller.account.id}:root`;
    case 'user':
      return caller.user.arn;
    case 'assumed-role':
    case 'federated-user':
      return caller.session.arn;
    default:
      return caller satisfies never;
  }
}

/**
 * `aws:userid`, and the UserId of GetCallerIdentity.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function userIdOf(caller: SignedCaller): string {
  switch (caller.kind) {
    case 'service':
      return caller.service;
    case 'root':
      return caller.account.id;
    case 'user':
      return caller.user.id;
    case 'assumed-role':
      return `${caller.session.roleId}:${caller.session.sessionName}`;
    case 'federated-user':
      return `${caller.account.id}:${caller.session.name}`;
    default:
      return caller satisfies never;
  }
}

/** The caller as the engine knows principals. */
export function principalOf(caller: Caller): Principal {
  if (caller.kind === 'anonymous') return { type: 'anonymous' };
  if (caller.kind === 'service') return { type: 'service', service: caller.service };
  const record = recordOf(caller);
  const known = record && principals.get(record);
  if (known !== undefined) return known;
  const principal = { ...signedPrincipal(caller), canonicalUserId: canonicalUserId(caller.account.id) };
  if (record !== undefined) principals.set(record, principal);
  return principal;
}

/** By the record of the caller, which never changes: a principal is needed with each request, and its canonical id is a hash. */
const principals = new WeakMap<Account | User | RoleSession, Principal>();

/** A federated user has none: its user may be renamed while the session lasts. */
function recordOf(caller: AccountCaller): Account | User | RoleSession | undefined {
  switch (caller.kind) {
    case 'root':
      return caller.account;
    case 'user':
      return caller.user;
    case 'assumed-role':
      return caller.session;
    case 'federated-user':
      return undefined;
    default:
      return caller satisfies never;
  }
}

function signedPrincipal(caller: AccountCaller): Principal {
  switch (caller.kind) {
    case 'root':
      return { type: 'root', account: caller.account.id, arn: callerArn(caller) };
    case 'user':
      return { type: 'user', account: caller.account.id, arn: caller.user.arn, uniqueId: caller.user.id };
    case 'assumed-role': {
      const { arn, roleArn, roleId, sessionName, serviceLinked, federatedProvider } = caller.session;
      const provider = federatedProvider === undefined ? {} : { federatedProvider };
      const account = caller.account.id;
      return { type: 'assumed-role', account, arn, roleArn, roleId, sessionName, serviceLinked, ...provider };
    }
    case 'federated-user': {
      const { account, user, session } = caller;
      const opener = user === undefined ? {} : { userArn: user.arn, userId: user.id };
      return { type: 'federated-user', account: account.id, arn: session.arn, ...opener };
    }
    default:
      return caller satisfies never;
  }
}

/** The identity policies, boundary, session and scope down policies of a caller; services and anonymous callers have none. */
export function policiesOf(caller: Caller): PolicySet {
  if (caller.kind === 'anonymous' || caller.kind === 'service') return {};
  return caller.account.permissions.of(caller);
}
