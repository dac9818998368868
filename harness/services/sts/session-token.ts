import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';
import { credentialsOf } from './credentials.js';
import { showsMfa } from './mfa.js';

const USER_DEFAULT = 43_200;
/** "Sessions for account owners are restricted to a maximum of 3,600 seconds"; a longer one "defaults to one hour". */
const ROOT_LIMIT = 3600;

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
    const { DurationSeconds = USER_DEFAULT } = input;
    const isRoot = caller.kind === 'root';
    const session = account.sessions.openForUser({
      userId: isRoot ? account.id : caller.user.id,
      durationSeconds: isRoot ? Math.min(DurationSeconds, ROOT_LIMIT) : DurationSeconds,
      withMfa: showsMfa(call),
    });
    return { Credentials: credentialsOf(session) };
  },
});
