import type { Caller } from '../account/caller.js';
import { callerArn } from '../account/callers.js';
import type { Session } from '../account/sessions.js';
import type { Call } from '../aws/application.js';
import { AwsError } from '../aws/errors.js';

/** Which operations the credentials of a session may call, whatever its policies say. Names are in lower case. */
interface SessionLimits {
  mayCallSts(operation: string): boolean;
  mayCallIam(session: Session): boolean;
}

const TOKEN_OPERATIONS: ReadonlySet<string> = new Set(['getsessiontoken', 'getfederationtoken']);
const USER_SESSION_OPERATIONS: ReadonlySet<string> = new Set([
  'assumerole',
  'getcalleridentity',
  'getdelegatedaccesstoken',
  'getscopedcredentials',
  'getwebidentitytoken',
]);
const FEDERATED_OPERATIONS: ReadonlySet<string> = new Set([
  'getcalleridentity',
  'getscopedcredentials',
  'getdelegatedaccesstoken',
]);

/** Permissions for part of another call: the limits are about calls. */
const NO_CALLS: ReadonlySet<string> = new Set([
  'iam:passrole',
  'sts:setcontext',
  'sts:setsourceidentity',
  'sts:tagsession',
]);

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
const LIMITS: Readonly<Record<Session['kind'], SessionLimits>> = {
  'assumed-role': {
    mayCallSts: (operation) => !TOKEN_OPERATIONS.has(operation),
    mayCallIam: () => true,
  },
  user: {
    mayCallSts: (operation) => USER_SESSION_OPERATIONS.has(operation),
    mayCallIam: (session) => session.kind === 'user' && session.mfaAuthenticatedAt !== undefined,
  },
  'federated-user': {
    mayCallSts: (operation) => FEDERATED_OPERATIONS.has(operation),
    mayCallIam: () => false,
  },
  // Its task policy denies whatever is no part of the task.
  'assumed-root': {
    mayCallSts: (operation) => !TOKEN_OPERATIONS.has(operation),
    mayCallIam: () => true,
  },
};

/** Whether an action, e.g. `iam:GetUser`, is closed to the credentials that the caller signs with. */
export function isClosed(caller: Caller, action: string): boolean {
  if (caller.kind === 'anonymous' || caller.session === undefined) return false;
  const name = action.toLowerCase();
  if (NO_CALLS.has(name)) return false;
  const [service, operation = ''] = name.split(':');
  const limits = LIMITS[caller.session.kind];
  if (service === 'iam') return !limits.mayCallIam(caller.session);
  return service === 'sts' && !limits.mayCallSts(operation);
}

/** Refuses an operation that is closed to the caller's temporary credentials. Throws AccessDenied, or InvalidClientTokenId for IAM. */
export function refuseSession({ caller, service, operation: { name }, input }: Call<Caller>): void {
  if (caller.kind === 'anonymous' || caller.session === undefined || !isClosed(caller, `${service.id}:${name}`)) return;
  if (service.id === 'iam') {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  const words = TOKEN_OPERATIONS.has(name.toLowerCase())
    ? `Cannot call ${name} with session credentials`
    : `User: ${callerArn(caller)} is not authorized to perform: sts:${name}${onRole(input)}`;
  throw new AwsError('AccessDenied', words);
}

function onRole({ RoleArn }: Readonly<Record<string, unknown>>): string {
  return RoleArn === undefined ? '' : ` on resource: ${RoleArn}`;
}
