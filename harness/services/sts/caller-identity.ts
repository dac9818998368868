import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { callerArn, userIdOf } from '../../account/callers.js';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';

/**
 * No permission is needed, and no policy can deny it.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity = operation(GetCallerIdentityCommand, {
  needs: () => [],
  run: ({ caller }) => {
    if (caller.kind === 'anonymous')
      throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
    return { UserId: userIdOf(caller), Account: caller.account.id, Arn: callerArn(caller) };
  },
});
