import type { Caller } from '../account/caller.js';
import { callerArn } from '../account/callers.js';
import type { Session } from '../account/sessions.js';
import type { Call } from '../aws/application.js';
import { AwsError } from '../aws/errors.js';

/** What the credentials of a session may call, whatever its policies say. */
interface SessionLimits {
  mayCallSts(operation: string): boolean;
  mayCallIam(session: Session): boolean;
}

const TOKEN_OPERATIONS: ReadonlySet<string> = new Set(['GetSessionToken', 'GetFederationToken']);
const FEDERATED_OPERATIONS: ReadonlySet<string> = new Set([
  'GetCallerIdentity',
  'GetScopedCredentials',
  'GetDelegatedAccessToken',
]);
const USER_SESSION_OPERATIONS: ReadonlySet<string> = new Set(['AssumeRole', 'GetCallerIdentity']);

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
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
};

/** Refuses an operation that is closed to the caller's temporary credentials. Throws AccessDenied, or InvalidClientTokenId for IAM. */
export function refuseSession({ caller, service, operation, input }: Call<Caller>): void {
  if (caller.kind === 'anonymous' || caller.session === undefined) return;
  const limits = LIMITS[caller.session.kind];
  if (service.id === 'iam' && !limits.mayCallIam(caller.session)) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  if (service.id !== 'sts' || limits.mayCallSts(operation.name)) return;
  const words = TOKEN_OPERATIONS.has(operation.name)
    ? `Cannot call ${operation.name} with session credentials`
    : `User: ${callerArn(caller)} is not authorized to perform: sts:${operation.name}${onRole(input)}`;
  throw new AwsError('AccessDenied', words);
}

function onRole({ RoleArn }: Readonly<Record<string, unknown>>): string {
  return RoleArn === undefined ? '' : ` on resource: ${RoleArn}`;
}
