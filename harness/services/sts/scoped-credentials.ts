import { GetScopedCredentialsCommand, type GetScopedCredentialsCommandInput } from '@aws-sdk/client-sts';
import { callerArn, userIdOf } from '../../account/callers.js';
import { AwsError } from '../../aws/errors.js';
import { compile, PolicyError } from '../../engine/index.js';
import { type OperationCall, operation } from '../operation.js';
import { credentialsOf, tokenSize } from './credentials.js';
import { sizedToken } from './token-size.js';

type Call = OperationCall<Readonly<GetScopedCredentialsCommandInput>>;

/** "A maximum of 3 scope down policy layers are allowed per session." */
const LAYERS = 3;

/**
 * Further credentials of the calling session, which narrow it. AWS exempts no caller from the permission. That the operation is "not
 * available on the STS global endpoint" cannot be seen here, where all endpoints are one. The texts of what is refused are ours where they
 * begin in lower case: AWS documents the errors, not their words.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getscopedcredentials.html
 */
export const getScopedCredentials = operation(GetScopedCredentialsCommand, {
  needs: ({ input }: Call) => {
    if (input.Policy === undefined && input.DurationSeconds === undefined)
      throw new AwsError('ValidationError', 'at least one of `Policy` and `DurationSeconds` must be given');
    return { resource: '*' };
  },
  run: ({ caller, input, now }: Call) => {
    if (caller.kind === 'anonymous' || caller.session === undefined) throw invalidSubject();
    const { account, session } = caller;
    const { Policy: policy, DurationSeconds: asked } = input;
    const remaining = Math.floor((session.expiration - now) / 1000);
    if (asked !== undefined && asked > remaining) throw tooLong(asked, remaining);
    if (policy !== undefined) checkPolicy(policy, session.scopeDowns.length);
    const scoped = account.sessions.scope(session, {
      policy,
      durationSeconds: asked ?? remaining,
      ...sizedToken(input, [], session.packedBytes),
    });
    const sourceIdentity = 'sourceIdentity' in session ? session.sourceIdentity : undefined;
    return {
      Credentials: credentialsOf(scoped),
      SessionInfo: { ScopedSessionId: userIdOf(caller), Arn: callerArn(caller) },
      ...tokenSize(scoped),
      ScopedPoliciesCount: scoped.scopeDowns.length,
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    };
  },
});

/** "If a session already has 3 scope-down policies, a subsequent call that supplies a Policy is denied." */
function checkPolicy(policy: string, layers: number): void {
  if (layers >= LAYERS)
    throw new AwsError(
      'AccessDenied',
      `these credentials have ${LAYERS} scope down policies already, the most that there can be`,
    );
  try {
    compile(policy, { kind: 'scope-down' });
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError('MalformedPolicyDocument', error.message);
    throw error;
  }
}

function tooLong(asked: number, remaining: number): AwsError {
  return new AwsError(
    'InsufficientSessionLifetime',
    `the requested DurationSeconds of ${asked} is greater than the remaining lifetime of the calling session, ${remaining} seconds`,
  );
}

/** "You cannot call it with IAM user credentials or root credentials." In the words of the API reference. */
function invalidSubject(): AwsError {
  return new AwsError(
    'InvalidSubjectCredentials',
    'The session used to call GetScopedCredentials is not a valid session.',
  );
}
