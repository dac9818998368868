import type { ServiceId } from '../application.js';
import type { Constraints } from './table.js';

/** One limit on the size of a session token: what can be asked for at least. */
const TOKEN_SIZE = { MinimumSessionTokenSize: 'sessionTokenSizeType' };

/**
 * What AWS's API references demand of members that the models behind `data/` do not know yet. A model that knows them takes their
 * place here.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcquireRole.html
 */
export const newerConstraints: Readonly<Partial<Record<ServiceId, Omit<Constraints, 'source'>>>> = {
  iam: {
    shapes: { templateArnType: { min: 20, max: 2048 }, replacementValuesType: { max: 30 } },
    structures: {
      AcquireRoleRequest: { TemplateArn: 'templateArnType', ReplacementValues: 'replacementValuesType' },
      GetRoleTemplateVersionRequest: { TemplateArn: 'templateArnType' },
    },
  },
  sts: {
    shapes: {
      sessionTokenSizeType: { min: 0, max: 4096 },
      scopedDurationSecondsType: { min: 1, max: 129_600 },
      scopedSessionDescriptionType: { max: 256 },
    },
    structures: {
      AssumeRoleRequest: TOKEN_SIZE,
      AssumeRoleWithSAMLRequest: TOKEN_SIZE,
      AssumeRoleWithWebIdentityRequest: TOKEN_SIZE,
      AssumeRootRequest: TOKEN_SIZE,
      GetFederationTokenRequest: TOKEN_SIZE,
      GetSessionTokenRequest: TOKEN_SIZE,
      GetScopedCredentialsRequest: {
        ...TOKEN_SIZE,
        Policy: 'sessionPolicyDocumentType',
        DurationSeconds: 'scopedDurationSecondsType',
        ScopedSessionDescription: 'scopedSessionDescriptionType',
      },
    },
  },
};
