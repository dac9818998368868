import {
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetOutboundWebIdentityFederationInfoCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { issuerUrl, type OutboundFederation } from '../../account/outbound-federation.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';

/**
 * "You cannot enable the feature multiple times." The words of both errors are the API reference's, since AWS's are not known.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html
 */
const enable = operation(EnableOutboundWebIdentityFederationCommand, {
  needs: () => ({ resource: '*' }),
  run({ account }) {
    const known = account.settings.outboundFederation;
    if (known?.isEnabled) {
      throw new AwsError(
        'FeatureEnabled',
        'The request failed because outbound identity federation is already enabled for your AWS account. You cannot enable the feature multiple times. To fetch the current configuration (including the unique issuer URL), use the GetOutboundWebIdentityFederationInfo operation.',
      );
    }
    const outboundFederation = { issuerId: known?.issuerId ?? account.ids.job(), isEnabled: true };
    account.set({ outboundFederation });
    return { IssuerIdentifier: issuerUrl(outboundFederation) };
  },
});

/** "This operation does not affect tokens that were issued before the feature was disabled." */
const disable = operation(DisableOutboundWebIdentityFederationCommand, {
  needs: () => ({ resource: '*' }),
  run({ account }) {
    account.set({ outboundFederation: { ...enabledFederation(account), isEnabled: false } });
    return {};
  },
});

const getInfo = operation(GetOutboundWebIdentityFederationInfoCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ account }) => ({ IssuerIdentifier: issuerUrl(enabledFederation(account)), JwtVendingEnabled: true }),
});

/** Throws FeatureDisabled. */
function enabledFederation(account: Account): OutboundFederation {
  const { outboundFederation } = account.settings;
  if (outboundFederation?.isEnabled) return outboundFederation;
  throw new AwsError(
    'FeatureDisabled',
    'The request failed because outbound identity federation is already disabled for your AWS account. You cannot disable the feature multiple times',
  );
}

export const outboundFederationOperations: readonly Operation[] = [enable, disable, getInfo];
