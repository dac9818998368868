import * as iam from '@aws-sdk/client-iam';
import { SERVER, SERVER_KEY, SSH_KEY } from '../../fixtures/certificates.js';
import { BOUNDARY, type Made, PASSWORD, Path, Tags } from './operations-need-parts.fixture.js';
import { type Permission, rowsOf } from './operations-need-rows.fixture.js';

const UserName = 'it';
const ServerCertificateName = 'it';
const TagKeys = ['team'];
const PASSWORD_AFTER = 'Second-night-8!';
/** The input with an id that a part has made. */
const withId =
  (member: string, part: string, input: object = { UserName }) =>
  ({ ids }: Made) => ({ ...input, [member]: ids[part] });
const serial =
  (input: object = {}) =>
  ({ arn }: Made) => ({ ...input, SerialNumber: arn('mfa/x/it') });
const codes = (made: Made) => ({ UserName, SerialNumber: made.arn('mfa/x/it'), ...made.codes() });
const arnOf =
  (resource: string, input: object = {}) =>
  ({ arn }: Made) => ({ ...input, Arn: arn(resource) });
const NEW_CERTIFICATE = { ServerCertificateName, Path, CertificateBody: SERVER, PrivateKey: SERVER_KEY };
const renamed: Permission = ['iam:UpdateServerCertificate', 'server-certificate/x/new'];

/**
 * What users sign with, and what belongs to the account as a whole.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const CREDENTIAL_ROWS = [
  ...rowsOf('iam', [
    [iam.CreateAccessKeyCommand, { UserName }, 'user', 'user/x/it'],
    [iam.CreateAccessKeyCommand, {}, '', 'user/caller'],
    [iam.ListAccessKeysCommand, { UserName }, 'user', 'user/x/it'],
    [iam.ListAccessKeysCommand, {}, '', 'user/caller'],
    [
      iam.UpdateAccessKeyCommand,
      withId('AccessKeyId', 'key', { UserName, Status: 'Inactive' }),
      'user key',
      'user/x/it',
    ],
    [iam.DeleteAccessKeyCommand, withId('AccessKeyId', 'key'), 'user key', 'user/x/it'],
    [iam.GetAccessKeyLastUsedCommand, withId('AccessKeyId', 'key', {}), 'user key', 'user/x/it'],

    [iam.CreateLoginProfileCommand, { UserName, Password: PASSWORD }, 'user', 'user/x/it'],
    [iam.GetLoginProfileCommand, { UserName }, 'user login', 'user/x/it'],
    [iam.UpdateLoginProfileCommand, { UserName, Password: PASSWORD_AFTER }, 'user login', 'user/x/it'],
    [iam.DeleteLoginProfileCommand, { UserName }, 'user login', 'user/x/it'],
    [iam.ChangePasswordCommand, { OldPassword: PASSWORD, NewPassword: PASSWORD_AFTER }, 'ownLogin', 'user/caller'],

    [iam.CreateVirtualMFADeviceCommand, { VirtualMFADeviceName: 'it', Path }, '', 'mfa/x/it'],
    [
      iam.CreateVirtualMFADeviceCommand,
      { VirtualMFADeviceName: 'it', Path, Tags },
      '',
      'mfa/x/it',
      ['iam:TagMFADevice', 'mfa/x/it'],
    ],
    [iam.EnableMFADeviceCommand, codes, 'user mfa', 'user/x/it'],
    [iam.ResyncMFADeviceCommand, codes, 'user mfa mfaInUse', 'user/x/it'],
    [iam.DeactivateMFADeviceCommand, serial({ UserName }), 'user mfa mfaInUse', 'user/x/it'],
    [iam.GetMFADeviceCommand, serial({ UserName }), 'user mfa mfaInUse', 'user/x/it'],
    [iam.ListMFADevicesCommand, { UserName }, 'user', 'user/x/it'],
    [iam.ListMFADevicesCommand, {}, '', 'user/caller'],
    [iam.ListVirtualMFADevicesCommand, {}, '', 'mfa/'],
    [iam.DeleteVirtualMFADeviceCommand, serial(), 'mfa', 'mfa/x/it'],
    [iam.TagMFADeviceCommand, serial({ Tags }), 'mfa', 'mfa/x/it'],
    [iam.UntagMFADeviceCommand, serial({ TagKeys }), 'mfa', 'mfa/x/it'],
    [iam.ListMFADeviceTagsCommand, serial(), 'mfa', 'mfa/x/it'],

    [iam.UploadSSHPublicKeyCommand, { UserName, SSHPublicKeyBody: SSH_KEY }, 'user', 'user/x/it'],
    [
      iam.GetSSHPublicKeyCommand,
      withId('SSHPublicKeyId', 'sshKey', { UserName, Encoding: 'SSH' }),
      'user sshKey',
      'user/x/it',
    ],
    [iam.ListSSHPublicKeysCommand, { UserName }, 'user', 'user/x/it'],
    [
      iam.UpdateSSHPublicKeyCommand,
      withId('SSHPublicKeyId', 'sshKey', { UserName, Status: 'Inactive' }),
      'user sshKey',
      'user/x/it',
    ],
    [iam.DeleteSSHPublicKeyCommand, withId('SSHPublicKeyId', 'sshKey'), 'user sshKey', 'user/x/it'],

    [iam.UploadSigningCertificateCommand, { UserName, CertificateBody: SERVER }, 'user', 'user/x/it'],
    [iam.ListSigningCertificatesCommand, { UserName }, 'user', 'user/x/it'],
    [
      iam.UpdateSigningCertificateCommand,
      withId('CertificateId', 'signing', { UserName, Status: 'Inactive' }),
      'user signing',
      'user/x/it',
    ],
    [iam.DeleteSigningCertificateCommand, withId('CertificateId', 'signing'), 'user signing', 'user/x/it'],

    [
      iam.CreateServiceSpecificCredentialCommand,
      { UserName, ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 30 },
      'user',
      'user/x/it',
    ],
    [iam.ListServiceSpecificCredentialsCommand, { UserName }, 'user', 'user/x/it'],
    [iam.ListServiceSpecificCredentialsCommand, { AllUsers: true }, '', 'user/*'],
    [
      iam.UpdateServiceSpecificCredentialCommand,
      withId('ServiceSpecificCredentialId', 'credential', { UserName, Status: 'Inactive' }),
      'user credential',
      'user/x/it',
    ],
    [
      iam.ResetServiceSpecificCredentialCommand,
      withId('ServiceSpecificCredentialId', 'credential'),
      'user credential',
      'user/x/it',
    ],
    [
      iam.DeleteServiceSpecificCredentialCommand,
      withId('ServiceSpecificCredentialId', 'credential'),
      'user credential',
      'user/x/it',
    ],

    [iam.UploadServerCertificateCommand, NEW_CERTIFICATE, '', 'server-certificate/x/it'],
    [
      iam.UploadServerCertificateCommand,
      { ...NEW_CERTIFICATE, Tags },
      '',
      'server-certificate/x/it',
      ['iam:TagServerCertificate', 'server-certificate/x/it'],
    ],
    [iam.GetServerCertificateCommand, { ServerCertificateName }, 'certificate', 'server-certificate/x/it'],
    [iam.ListServerCertificatesCommand, {}, '', 'server-certificate/'],
    [
      iam.UpdateServerCertificateCommand,
      { ServerCertificateName, NewServerCertificateName: 'new' },
      'certificate',
      'server-certificate/x/it',
      renamed,
    ],
    [iam.DeleteServerCertificateCommand, { ServerCertificateName }, 'certificate', 'server-certificate/x/it'],
    [iam.TagServerCertificateCommand, { ServerCertificateName, Tags }, 'certificate', 'server-certificate/x/it'],
    [iam.UntagServerCertificateCommand, { ServerCertificateName, TagKeys }, 'certificate', 'server-certificate/x/it'],
    [iam.ListServerCertificateTagsCommand, { ServerCertificateName }, 'certificate', 'server-certificate/x/it'],
  ]),
  ...rowsOf('iam', [
    [
      iam.CreateServiceLinkedRoleCommand,
      { AWSServiceName: 'ecs.amazonaws.com' },
      '',
      'role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    ],
    [
      iam.DeleteServiceLinkedRoleCommand,
      { RoleName: 'AWSServiceRoleForECS' },
      'linkedRole',
      'role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    ],
    [
      iam.GetServiceLinkedRoleDeletionStatusCommand,
      withId('DeletionTaskId', 'deletion', {}),
      'linkedRole deletion',
      'role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    ],

    [iam.CreateAccountAliasCommand, ({ account }: Made) => ({ AccountAlias: `it-${account}` }), '', '*'],
    [iam.ListAccountAliasesCommand, {}, '', '*'],
    [iam.DeleteAccountAliasCommand, ({ account }: Made) => ({ AccountAlias: `it-${account}` }), 'alias', '*'],
    [iam.UpdateAccountPasswordPolicyCommand, { MinimumPasswordLength: 8 }, '', '*'],
    [iam.GetAccountPasswordPolicyCommand, {}, 'passwordPolicy', '*'],
    [iam.DeleteAccountPasswordPolicyCommand, {}, 'passwordPolicy', '*'],
    [iam.SetSecurityTokenServicePreferencesCommand, { GlobalEndpointTokenVersion: 'v2Token' }, '', '*'],
    [iam.GetAccountSummaryCommand, {}, '', '*'],
    [iam.GetAccountAuthorizationDetailsCommand, {}, '', '*'],
    [iam.GenerateCredentialReportCommand, {}, '', '*'],
    [iam.GetCredentialReportCommand, {}, 'report', '*'],

    [
      iam.ListPoliciesGrantingServiceAccessCommand,
      arnOf('user/x/it', { ServiceNamespaces: ['s3'] }),
      'user',
      'user/x/it',
    ],
    [iam.GenerateServiceLastAccessedDetailsCommand, arnOf('role/x/it'), 'role', 'role/x/it'],
    [iam.GenerateServiceLastAccessedDetailsCommand, { Arn: BOUNDARY }, '', BOUNDARY],
    [iam.GetServiceLastAccessedDetailsCommand, withId('JobId', 'job', {}), 'job', '*'],
    [
      iam.GetServiceLastAccessedDetailsWithEntitiesCommand,
      withId('JobId', 'job', { ServiceNamespace: 's3' }),
      'job',
      '*',
    ],
  ]),
];
