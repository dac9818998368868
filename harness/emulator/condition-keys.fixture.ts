import * as sts from '@aws-sdk/client-sts';
import { type Made, Tags } from './operations-need-parts.fixture.js';
import { rowsOf } from './operations-need-rows.fixture.js';

/** Calls that fill the keys which the simplest call of their action leaves out. */
export const EXTRA_ROWS = rowsOf('sts', [
  [
    sts.AssumeRoleCommand,
    ({ arn }: Made) => ({
      RoleArn: arn('role/x/it'),
      RoleSessionName: 'me',
      ExternalId: 'external',
      SourceIdentity: 'me',
      Tags,
      TransitiveTagKeys: ['team'],
    }),
    'role',
    'role/x/it',
    ['sts:TagSession', 'role/x/it'],
    ['sts:SetSourceIdentity', 'role/x/it'],
  ],
]);

/** Keys that the reference lists and that no request here can have, with the reason. */
export const NEVER_FILLED: Readonly<Record<string, string>> = {
  'iam:AssociatedResourceArn':
    'an instance profile is no resource that a role works for: the role is passed before there is an instance',
  'iam:RegisterSecurityKey': 'only virtual MFA devices are emulated',
  'iam:FIDO-certification': 'only virtual MFA devices are emulated',
  'iam:FIDO-FIPS-140-2-certification': 'only virtual MFA devices are emulated',
  'iam:FIDO-FIPS-140-3-certification': 'only virtual MFA devices are emulated',
};

const NOT_YET = 'what is not made yet has no tags';
const LINKED = 'service-linked roles have no tags here: only their service may change them';

/** Actions on kinds that can have tags, where there are none, with the reason. */
export const WITHOUT_TAGS: Readonly<Record<string, string>> = {
  'iam:CreateUser': NOT_YET,
  'iam:CreateRole': NOT_YET,
  'iam:CreatePolicy': NOT_YET,
  'iam:CreateInstanceProfile': NOT_YET,
  'iam:CreateVirtualMFADevice': NOT_YET,
  'iam:CreateOpenIDConnectProvider': NOT_YET,
  'iam:CreateSAMLProvider': NOT_YET,
  'iam:UploadServerCertificate': NOT_YET,
  'iam:CreateServiceLinkedRole': NOT_YET,
  'iam:DeleteServiceLinkedRole': LINKED,
  'iam:GetServiceLinkedRoleDeletionStatus': LINKED,
};
