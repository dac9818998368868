import { GetFederationTokenCommand, type GetFederationTokenCommandInput } from '@aws-sdk/client-sts';
import { userIdOf } from '../../account/callers.js';
import { AwsError } from '../../aws/errors.js';
import { type OperationCall, operation } from '../operation.js';
import { credentialsOf, tokenDuration, tokenSize } from './credentials.js';
import { sessionPolicies } from './session-policies.js';
import { sessionTags } from './session-tags.js';
import { sizedToken } from './token-size.js';

type Call = OperationCall<Readonly<GetFederationTokenCommandInput>>;

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export const getFederationToken = operation(GetFederationTokenCommand, {
  needs: ({ account, input }: Call) => {
    const tags = input.Tags ?? [];
    const need = { resource: `arn:aws:sts::${account.id}:federated-user/${input.Name}`, requestTags: tags };
    return tags.length > 0 ? [need, { ...need, action: 'sts:TagSession' }] : need;
  },
  run: ({ caller, account, input }: Call) => {
    if (caller.kind !== 'user' && caller.kind !== 'root') {
      throw new AwsError('AccessDenied', 'Cannot call GetFederationToken with session credentials');
    }
    const { tags } = sessionTags(input, caller);
    const session = account.sessions.openFederated({
      name: input.Name ?? '',
      userId: userIdOf(caller),
      durationSeconds: tokenDuration(caller, input.DurationSeconds),
      sessionPolicies: sessionPolicies(input, account),
      tags,
      ...sizedToken(input, tags),
    });
    const sizes = tokenSize(session);
    return {
      Credentials: credentialsOf(session),
      FederatedUser: { FederatedUserId: `${account.id}:${session.name}`, Arn: session.arn },
      ...sizes,
      PackedPolicySize: sizes.SessionTokenUtilization, // told also where nothing was packed, as AWS was recorded to
    };
  },
});
