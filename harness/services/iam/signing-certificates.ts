import { X509Certificate } from 'node:crypto';
import {
  DeleteSigningCertificateCommand,
  ListSigningCertificatesCommand,
  UpdateSigningCertificateCommand,
  UploadSigningCertificateCommand,
} from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import type { SigningCertificate } from '../../account/signing-certificates.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { userOrSelf } from './own-user.js';
import { type OwnerCall, ownedBy, ownerOf } from './owned.js';
import { pageOf } from './pages.js';

const uploadSigningCertificate = operation(UploadSigningCertificateCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const { account, input, now } = call;
    const owner = ownerOf(call);
    const body = input.CertificateBody;
    const fingerprint = fingerprintOf(body);
    for (const other of account.signingCertificates)
      if (other.fingerprint === fingerprint)
        throw new AwsError(
          'DuplicateCertificate',
          'The same certificate is associated with an IAM user in the account.',
        );
    checkQuota(account, 'CertificatesPerUser', account.signingCertificates.of(owner.id).length + 1);
    const certificate: SigningCertificate = {
      id: account.ids.certificate(),
      userId: owner.id,
      body,
      fingerprint,
      status: 'Active',
      uploadDate: wholeSeconds(now),
    };
    account.signingCertificates.put(certificate);
    return { Certificate: certificateAnswer(certificate, owner.name) };
  },
});

const listSigningCertificates = operation(ListSigningCertificatesCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const owner = ownerOf(call);
    const { items, rest } = pageOf(call.account.signingCertificates.of(owner.id), call.input, ({ id }) => id);
    return { Certificates: items.map((certificate) => certificateAnswer(certificate, owner.name)), ...rest };
  },
});

const updateSigningCertificate = operation(UpdateSigningCertificateCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    call.account.signingCertificates.put({ ...ownedCertificate(call), status: call.input.Status });
    return {};
  },
});

const deleteSigningCertificate = operation(DeleteSigningCertificateCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    call.account.signingCertificates.remove(ownedCertificate(call).id);
    return {};
  },
});

function ownedCertificate(
  call: OwnerCall & { readonly input: { readonly CertificateId: string } },
): SigningCertificate {
  return ownedBy(call, call.account.signingCertificates, call.input.CertificateId, noSuch.certificate);
}

/** AWS repeats the body in its complaint. */
function fingerprintOf(body: string): string {
  try {
    return new X509Certificate(body).fingerprint256;
  } catch (cause) {
    throw Object.assign(new AwsError('MalformedCertificate', `Certificate ${body} is malformed.`), { cause });
  }
}

function certificateAnswer(certificate: SigningCertificate, UserName: string) {
  return {
    UserName,
    CertificateId: certificate.id,
    CertificateBody: certificate.body,
    Status: certificate.status,
    UploadDate: new Date(certificate.uploadDate),
  };
}

export const signingCertificateOperations: readonly Operation[] = [
  uploadSigningCertificate,
  listSigningCertificates,
  updateSigningCertificate,
  deleteSigningCertificate,
];
