import * as iam from '@aws-sdk/client-iam';
import { type Made, Tags } from './operations-need-parts.fixture.js';
import { rowsOf } from './operations-need-rows.fixture.js';

const PROVIDER = 'oidc-provider/id.example.com';
const CREATE = { Url: 'https://id.example.com', ThumbprintList: ['0'.repeat(40)] };
const onProvider =
  (input: object = {}) =>
  ({ arn }: Made) => ({ OpenIDConnectProviderArn: arn(PROVIDER), ...input });

/**
 * OIDC providers and outbound web identity federation.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const OIDC_ROWS = rowsOf('iam', [
  [iam.CreateOpenIDConnectProviderCommand, CREATE, '', PROVIDER],
  [
    iam.CreateOpenIDConnectProviderCommand,
    { ...CREATE, Tags },
    '',
    PROVIDER,
    ['iam:TagOpenIDConnectProvider', PROVIDER],
  ],
  [iam.GetOpenIDConnectProviderCommand, onProvider(), 'oidc', PROVIDER],
  [iam.ListOpenIDConnectProvidersCommand, {}, '', '*'],
  [
    iam.UpdateOpenIDConnectProviderThumbprintCommand,
    onProvider({ ThumbprintList: ['1'.repeat(40)] }),
    'oidc',
    PROVIDER,
  ],
  [iam.AddClientIDToOpenIDConnectProviderCommand, onProvider({ ClientID: 'app' }), 'oidc', PROVIDER],
  [iam.RemoveClientIDFromOpenIDConnectProviderCommand, onProvider({ ClientID: 'app' }), 'oidc', PROVIDER],
  [iam.DeleteOpenIDConnectProviderCommand, onProvider(), 'oidc', PROVIDER],
  [iam.TagOpenIDConnectProviderCommand, onProvider({ Tags }), 'oidc', PROVIDER],
  [iam.UntagOpenIDConnectProviderCommand, onProvider({ TagKeys: ['team'] }), 'oidc', PROVIDER],
  [iam.ListOpenIDConnectProviderTagsCommand, onProvider(), 'oidc', PROVIDER],
  [iam.EnableOutboundWebIdentityFederationCommand, {}, '', '*'],
  [iam.DisableOutboundWebIdentityFederationCommand, {}, 'outbound', '*'],
  [iam.GetOutboundWebIdentityFederationInfoCommand, {}, 'outbound', '*'],
]);
