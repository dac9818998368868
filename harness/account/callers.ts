import type { PolicySet, Principal } from '../engine/index.js';
import type { Caller } from './caller.js';
import { canonicalUserId } from './canonical-user.js';

/** A caller who signed. */
export type SignedCaller = Exclude<Caller, { kind: 'anonymous' }>;

/** The caller's ARN, as GetCallerIdentity and AWS's refusals print it. */
export function callerArn(caller: SignedCaller): string {
  switch (caller.kind) {
    case 'root':
      return `arn:aws:iam::${caller.account.id}:root`;
    case 'user':
      return caller.user.arn;
    case 'assumed-role':
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
    case 'root':
      return caller.account.id;
    case 'user':
      return caller.user.id;
    case 'assumed-role':
      return `${caller.session.roleId}:${caller.session.sessionName}`;
    default:
      return caller satisfies never;
  }
}

/** The caller as the engine knows principals. */
export function principalOf(caller: Caller): Principal {
  if (caller.kind === 'anonymous') return { type: 'anonymous' };
  const principal = signedPrincipal(caller);
  // Only policies of buckets ask for it, and it takes a hash.
  return Object.defineProperty(principal, 'canonicalUserId', { get: () => canonicalUserId(caller.account.id) });
}

function signedPrincipal(caller: SignedCaller): Principal {
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
    default:
      return caller satisfies never;
  }
}

/** The identity policies, boundary and session policies of a caller; root and anonymous callers have none. */
export function policiesOf(caller: Caller): PolicySet {
  if (caller.kind === 'anonymous' || caller.kind === 'root') return {};
  return caller.account.permissions.of(caller);
}
