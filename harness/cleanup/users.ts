import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  type IAMClient,
  ListServiceSpecificCredentialsCommand,
  paginateListAccessKeys,
  paginateListAttachedUserPolicies,
  paginateListGroupsForUser,
  paginateListMFADevices,
  paginateListSigningCertificates,
  paginateListSSHPublicKeys,
  paginateListUserPolicies,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { errorCode } from './error-code.js';
import { clear, onePage, remove, removeNamed, removeWithParts } from './removal.js';

/** Access keys go before everything else: a principal that can still sign can still make things. */
export async function removeAccessKeys(UserName: string, client: IAMClient): Promise<void> {
  await clear(
    paginateListAccessKeys({ client }, { UserName }),
    (page) => page.AccessKeyMetadata,
    ({ AccessKeyId }) => client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export async function removeUser(UserName: string, client: IAMClient): Promise<void> {
  const deletion = removeNamed(
    () => client.send(new DeleteUserCommand({ UserName })),
    () => client.send(new GetUserCommand({ UserName })),
  );
  await removeWithParts(deletion, async () => {
    await removeAccessKeys(UserName, client);
    await removeMemberships(UserName, client);
    await removePolicies(UserName, client);
    await removeOtherCredentials(UserName, client);
    await removeMfaDevices(UserName, client);
  });
}

async function removeMemberships(UserName: string, client: IAMClient): Promise<void> {
  await clear(
    paginateListGroupsForUser({ client }, { UserName }),
    (page) => page.Groups,
    ({ GroupName }) => client.send(new RemoveUserFromGroupCommand({ UserName, GroupName })),
  );
}

async function removePolicies(UserName: string, client: IAMClient): Promise<void> {
  await clear(
    paginateListUserPolicies({ client }, { UserName }),
    (page) => page.PolicyNames,
    (PolicyName) => client.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
  );
  await clear(
    paginateListAttachedUserPolicies({ client }, { UserName }),
    (page) => page.AttachedPolicies,
    ({ PolicyArn }) => client.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
  );
}

async function removeOtherCredentials(UserName: string, client: IAMClient): Promise<void> {
  await remove(() => client.send(new DeleteLoginProfileCommand({ UserName }))).catch(unlessNotImplemented);
  await clear(
    paginateListSSHPublicKeys({ client }, { UserName }),
    (page) => page.SSHPublicKeys,
    ({ SSHPublicKeyId }) => client.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId })),
  );
  await clear(
    paginateListSigningCertificates({ client }, { UserName }),
    (page) => page.Certificates,
    ({ CertificateId }) => client.send(new DeleteSigningCertificateCommand({ UserName, CertificateId })),
  );
  await clear(
    onePage(() => client.send(new ListServiceSpecificCredentialsCommand({ UserName }))),
    (page) => page.ServiceSpecificCredentials,
    ({ ServiceSpecificCredentialId }) =>
      client.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId })),
  );
}

function unlessNotImplemented(error: unknown): void {
  if (errorCode(error) !== 'NotImplemented') throw error;
}

/** A virtual device is an entity of its own and stays after it was deactivated; a hardware device has no ARN. */
async function removeMfaDevices(UserName: string, client: IAMClient): Promise<void> {
  await clear(
    paginateListMFADevices({ client }, { UserName }),
    (page) => page.MFADevices,
    async ({ SerialNumber }) => {
      await remove(() => client.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber })));
      if (SerialNumber?.startsWith('arn:')) await client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
    },
  );
}
