import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { credentialsOf, tokenDuration, tokenSize } from './credentials.js';
import { showsMfa } from './mfa.js';
import { sizedToken } from './token-size.js';

/**
 * No permission is needed, and no policy can deny it.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
 */
export const getSessionToken = operation(GetSessionTokenCommand, {
  needs: () => [],
  run: (call) => {
    const { caller, account, input } = call;
    if (caller.kind !== 'user' && caller.kind !== 'root') {
      throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials');
    }
    const session = account.sessions.openForUser({
      userId: caller.kind === 'root' ? account.id : caller.user.id,
      durationSeconds: tokenDuration(caller, input.DurationSeconds),
      withMfa: showsMfa(call),
      ...sizedToken(input),
    });
    return { Credentials: credentialsOf(session), ...tokenSize(session) };
  },
});
