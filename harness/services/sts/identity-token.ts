import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput } from '@aws-sdk/client-sts';
import type { SignedCaller } from '../../account/callers.js';
import type { TokenAlgorithm } from '../../account/outbound-keys.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type OperationCall, operation } from '../operation.js';
import { tokenClaims } from './identity-token-claims.js';
import { sessionTags } from './session-tags.js';

type Call = OperationCall<Readonly<GetWebIdentityTokenCommandInput>>;

const DEFAULT_SECONDS = 300;
const ALGORITHMS: readonly string[] = ['RS256', 'ES384'] satisfies readonly TokenAlgorithm[];

/**
 * A token that tells others who the caller is, once EnableOutboundWebIdentityFederation was called. It is verified with the keys that the
 * emulator publishes under `/_rehearsal/issuers/`. Where AWS's words are not known, the errors have those of the API reference.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export const getWebIdentityToken = operation(GetWebIdentityTokenCommand, {
  needs: ({ input }: Call) => {
    const { Tags: tags = [], Scope: scope, SubjectMode = 'AWSIdentity' } = input;
    const need: Need = {
      resource: '*',
      requestTags: tags,
      keys: {
        'sts:IdentityTokenAudience': input.Audience ?? [],
        'sts:SigningAlgorithm': input.SigningAlgorithm,
        'sts:DurationSeconds': String(input.DurationSeconds ?? DEFAULT_SECONDS),
        'sts:SubjectMode': SubjectMode,
        'sts:IdentityTokenScope': scope?.split(' '),
      },
    };
    return [
      need,
      ...(tags.length > 0 ? [{ ...need, action: 'sts:TagGetWebIdentityToken' }] : []),
      ...(scope === undefined ? [] : [{ ...need, action: 'sts:SetWebIdentityTokenScope' }]),
    ];
  },
  run: async (call: Call) => {
    const { account, accounts, input, now } = call;
    const caller = call.caller as SignedCaller;
    const { outboundFederation } = account.settings;
    if (!outboundFederation?.isEnabled) throw disabled();
    const algorithm = algorithmOf(input.SigningAlgorithm);
    refuseOriginIdentity(input);
    sessionTags(input, { kind: 'anonymous' });
    const issued = Math.floor(now / 1000);
    const expiration = issued + (input.DurationSeconds ?? DEFAULT_SECONDS);
    if ('session' in caller && caller.session !== undefined && expiration * 1000 > caller.session.expiration)
      throw escalation();
    const claims = tokenClaims(call, caller, outboundFederation, { issued, expiration });
    const token = await accounts.tokenKeys.sign(algorithm, claims);
    return { WebIdentityToken: token, Expiration: new Date(expiration * 1000) };
  },
});

function algorithmOf(given: string | undefined): TokenAlgorithm {
  if (given !== undefined && ALGORITHMS.includes(given)) return given as TokenAlgorithm;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${given}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]`,
  );
}

/**
 * "To use OriginIdentity, the trusted identity propagation context of the calling session must contain the aws:OriginIdentity/Subject
 * key": no session has one here, since no context provider can be attached to an identity provider. A scope needs that mode.
 */
function refuseOriginIdentity({ Scope, SubjectMode }: Call['input']): void {
  if (SubjectMode === 'OriginIdentity') {
    throw new AwsError(
      'ValidationError',
      'The trusted identity propagation context of the calling session does not contain the aws:OriginIdentity/Subject key.',
    );
  }
  if (Scope !== undefined) {
    throw new AwsError('ValidationError', 'You can specify Scope only when SubjectMode is OriginIdentity.');
  }
}

function disabled(): AwsError {
  return new AwsError(
    'OutboundWebIdentityFederationDisabled',
    'The outbound web identity federation feature is not enabled for this account. To use this feature, you must first enable it through the AWS Management Console or API.',
  );
}

function escalation(): AwsError {
  return new AwsError(
    'SessionDurationEscalation',
    'The requested token duration would extend the session beyond its original expiration time. You cannot use this operation to extend the lifetime of a session beyond what was granted when the session was originally created.',
  );
}
