import * as sts from '@aws-sdk/client-sts';
import { type Made, Tags } from './operations-need-parts.fixture.js';
import { type AnyCommand, rowsOf } from './operations-need-rows.fixture.js';

const TOKEN = { Audience: ['app'], SigningAlgorithm: 'ES384' };
const ProviderArn = 'arn:aws:iam::aws:contextProvider/IdentityCenter';

const assume =
  (input: object = {}) =>
  ({ arn }: Made) => ({ RoleArn: arn('role/x/it'), RoleSessionName: 'me', ...input });

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export const STS_ROWS = rowsOf('sts', [
  [sts.AssumeRoleCommand, assume(), 'role', 'role/x/it'],
  [
    sts.AssumeRoleCommand,
    assume({ Tags, SourceIdentity: 'me' }),
    'role',
    'role/x/it',
    ['sts:TagSession', 'role/x/it'],
    ['sts:SetSourceIdentity', 'role/x/it'],
  ],
  [sts.GetFederationTokenCommand, { Name: 'guest' }, '', 'federated-user/guest'],
  [
    sts.GetFederationTokenCommand,
    { Name: 'guest', Tags },
    '',
    'federated-user/guest',
    ['sts:TagSession', 'federated-user/guest'],
  ],
  [
    sts.AssumeRoleCommand,
    assume({ ProvidedContexts: [{ ProviderArn, ContextAssertion: '{"identitystore:UserId":"me"}' }] }),
    'role',
    'role/x/it',
    ['sts:SetContext', 'role/x/it'],
  ],
  [sts.GetWebIdentityTokenCommand, TOKEN, 'outbound', '*'],
  [sts.GetWebIdentityTokenCommand, { ...TOKEN, Tags }, 'outbound', '*', ['sts:TagGetWebIdentityToken', '*']],
  [sts.GetAccessKeyInfoCommand, ({ ids }: Made) => ({ AccessKeyId: ids.key }), 'user key', '*'],
]);

/** Unsigned calls: the trust policy of the role decides alone, and a user's policies count for nothing. */
export const BY_TRUST_ALONE: readonly AnyCommand[] = [
  sts.AssumeRoleWithSAMLCommand,
  sts.AssumeRoleWithWebIdentityCommand,
];

/** These need more than a user with a permission: temporary credentials, an organization, a message. Their own tests deny and allow them. */
export const WITH_A_STAGE_OF_THEIR_OWN: readonly AnyCommand[] = [
  sts.AssumeRootCommand,
  sts.DecodeAuthorizationMessageCommand,
  sts.GetScopedCredentialsCommand,
];

/** AWS documents that these need no permission, and that no policy denies them. */
export const WITHOUT_PERMISSION = [
  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
  sts.GetCallerIdentityCommand,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html */
  sts.GetSessionTokenCommand,
] as const;
