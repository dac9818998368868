import {
  DeleteServerCertificateCommand,
  DeleteVirtualMFADeviceCommand,
  GetServerCertificateCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { remove, removeNamed } from './removal.js';

/** That of a user is deactivated with the user, which goes before. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html */
export function removeMfaDevice(SerialNumber: string, client: IAMClient): Promise<void> {
  return remove(() => client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html */
export function removeServerCertificate(ServerCertificateName: string, client: IAMClient): Promise<void> {
  const deletion = removeNamed(
    () => client.send(new DeleteServerCertificateCommand({ ServerCertificateName })),
    () => client.send(new GetServerCertificateCommand({ ServerCertificateName })),
  );
  return deletion();
}
