import * as iam from '@aws-sdk/client-iam';
import { samlMetadata } from '../../fixtures/saml-idp.js';
import { type Made, Tags } from './operations-need-parts.fixture.js';
import { rowsOf } from './operations-need-rows.fixture.js';

const PROVIDER = 'saml-provider/it';
const CREATE = { Name: 'it', SAMLMetadataDocument: samlMetadata() };
const onProvider =
  (input: object = {}) =>
  ({ arn }: Made) => ({ SAMLProviderArn: arn(PROVIDER), ...input });

/**
 * SAML providers.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const SAML_ROWS = rowsOf('iam', [
  [iam.CreateSAMLProviderCommand, CREATE, '', PROVIDER],
  [iam.CreateSAMLProviderCommand, { ...CREATE, Tags }, '', PROVIDER, ['iam:TagSAMLProvider', PROVIDER]],
  [iam.GetSAMLProviderCommand, onProvider(), 'saml', PROVIDER],
  [iam.ListSAMLProvidersCommand, {}, '', '*'],
  [iam.UpdateSAMLProviderCommand, onProvider({ SAMLMetadataDocument: samlMetadata() }), 'saml', PROVIDER],
  [iam.DeleteSAMLProviderCommand, onProvider(), 'saml', PROVIDER],
  [iam.TagSAMLProviderCommand, onProvider({ Tags }), 'saml', PROVIDER],
  [iam.UntagSAMLProviderCommand, onProvider({ TagKeys: ['team'] }), 'saml', PROVIDER],
  [iam.ListSAMLProviderTagsCommand, onProvider(), 'saml', PROVIDER],
]);
