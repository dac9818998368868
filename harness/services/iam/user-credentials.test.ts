import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  GetSSHPublicKeyCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  ResetServiceSpecificCredentialCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { AUTHORITY, PUBLIC_KEY, SERVER, SSH_KEY } from '../../../fixtures/certificates.js';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const UserName = 'alice';
const SHORT_KEY =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC2OkoM4bGCjjqYabLwcKffJzRrzrzaY2isOCIEsdQOa+XV1S+VP9k/pcIAbqLSZlHUpLxppqtJ/ATuVwY8NIRMQyfdYr7AvLvzVQ/ULDDIg+T/tTXjEIa4fvOjQooagPOUmNglOkSuC5gPp2REO5c2YH4HkSsJrXwITswdPWalIQ==';

function withUser() {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName });
  return calls;
}

const conflict = (what: string) => ['DeleteConflict', `Cannot delete entity, must ${what} first.`];

test('a public key is kept in both forms, with the fingerprint that ssh-keygen shows', () => {
  const { run } = withUser();
  const { SSHPublicKey } = run(UploadSSHPublicKeyCommand, { UserName, SSHPublicKeyBody: PUBLIC_KEY });
  expect(SSHPublicKey).toMatchObject({
    UserName,
    SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{16}$/),
    Fingerprint: 'dd:d4:49:ae:3e:18:04:6a:e1:bc:df:b0:d0:44:17:98',
    Status: 'Active',
    UploadDate: NOW_IN_SECONDS,
  });
  const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId ?? '';
  const body = (Encoding: 'SSH' | 'PEM') =>
    run(GetSSHPublicKeyCommand, { UserName, SSHPublicKeyId, Encoding }).SSHPublicKey?.SSHPublicKeyBody;
  expect(body('SSH')).toBe(SSH_KEY);
  expect(body('PEM')).toBe(PUBLIC_KEY);
  const again = refusal(() => run(UploadSSHPublicKeyCommand, { UserName, SSHPublicKeyBody: `${SSH_KEY} me@home` }));
  expect(again?.[0]).toBe('DuplicateSSHPublicKey');
  run(UpdateSSHPublicKeyCommand, { UserName, SSHPublicKeyId, Status: 'Inactive' });
  expect(run(ListSSHPublicKeysCommand, { UserName }).SSHPublicKeys).toMatchObject([
    { SSHPublicKeyId, Status: 'Inactive' },
  ]);
  expect(refusal(() => run(DeleteUserCommand, { UserName }))).toEqual(conflict('remove referenced objects'));
  run(DeleteSSHPublicKeyCommand, { UserName, SSHPublicKeyId });
  expect(refusal(() => run(GetSSHPublicKeyCommand, { UserName, SSHPublicKeyId, Encoding: 'SSH' }))).toEqual([
    'NoSuchEntity',
    `The Public Key with id ${SSHPublicKeyId} cannot be found.`,
  ]);
});

test.each([SHORT_KEY, 'ssh-rsa AAAA', 'ssh-ed25519 AAAA', '-----BEGIN PUBLIC KEY-----', SERVER])(
  '%# is no key that IAM takes',
  (SSHPublicKeyBody) => {
    const { run } = withUser();
    expect(refusal(() => run(UploadSSHPublicKeyCommand, { UserName, SSHPublicKeyBody }))?.[0]).toBe('InvalidPublicKey');
  },
);

test('a user has two signing certificates at most, each once in the account', () => {
  const { run } = withUser();
  run(CreateUserCommand, { UserName: 'bob' });
  const { Certificate } = run(UploadSigningCertificateCommand, { UserName, CertificateBody: SERVER });
  expect(Certificate).toMatchObject({
    UserName,
    CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
    Status: 'Active',
  });
  const twice = () => run(UploadSigningCertificateCommand, { UserName: 'bob', CertificateBody: SERVER });
  expect(refusal(twice)?.[0]).toBe('DuplicateCertificate');
  const CertificateId = Certificate?.CertificateId ?? '';
  run(UpdateSigningCertificateCommand, { UserName, CertificateId, Status: 'Inactive' });
  expect(run(ListSigningCertificatesCommand, { UserName }).Certificates).toMatchObject([{ Status: 'Inactive' }]);
  run(UploadSigningCertificateCommand, { UserName, CertificateBody: AUTHORITY });
  expect(refusal(() => run(DeleteUserCommand, { UserName }))).toEqual(conflict('delete certificates'));
  const wrongUser = () => run(DeleteSigningCertificateCommand, { UserName: 'bob', CertificateId });
  expect(refusal(wrongUser)).toEqual(['NoSuchEntity', `The Certificate with id ${CertificateId} cannot be found.`]);
  run(DeleteSigningCertificateCommand, { UserName, CertificateId });
});

test('AWS repeats a certificate that it cannot read', () => {
  const { run } = withUser();
  expect(refusal(() => run(UploadSigningCertificateCommand, { UserName, CertificateBody: 'x' }))).toEqual([
    'MalformedCertificate',
    'Certificate x is malformed.',
  ]);
});

test('CodeCommit gives two user names and passwords, shown once', () => {
  const { run } = withUser();
  const ServiceName = 'codecommit.amazonaws.com';
  const create = () => run(CreateServiceSpecificCredentialCommand, { UserName, ServiceName }).ServiceSpecificCredential;
  const first = create();
  expect(first).toMatchObject({ ServiceUserName: `alice-at-${ACCOUNT}`, Status: 'Active', CreateDate: NOW_IN_SECONDS });
  expect(create()?.ServiceUserName).toBe(`alice+1-at-${ACCOUNT}`);
  expect(refusal(create)).toEqual(['LimitExceeded', 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2']);
  const ServiceSpecificCredentialId = first?.ServiceSpecificCredentialId ?? '';
  const reset = run(ResetServiceSpecificCredentialCommand, { UserName, ServiceSpecificCredentialId });
  expect(reset.ServiceSpecificCredential?.ServicePassword).not.toBe(first?.ServicePassword);
  run(UpdateServiceSpecificCredentialCommand, { UserName, ServiceSpecificCredentialId, Status: 'Inactive' });
  const { ServiceSpecificCredentials: listed, IsTruncated } = run(ListServiceSpecificCredentialsCommand, {
    UserName,
    ServiceName,
  });
  expect(IsTruncated).toBe(false);
  expect(listed?.map(({ Status }) => Status)).toEqual(['Inactive', 'Active']);
  expect(listed?.[0]).not.toHaveProperty('ServicePassword');
  run(DeleteServiceSpecificCredentialCommand, { UserName, ServiceSpecificCredentialId });
  expect(refusal(() => run(DeleteUserCommand, { UserName }))).toEqual(conflict('remove referenced objects'));
});

test('an API key of Bedrock expires by the clock of the account', () => {
  const { run, account, needs } = withUser();
  const input = { UserName, ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 30 };
  const { ServiceSpecificCredential: key } = run(CreateServiceSpecificCredentialCommand, input);
  expect(key).toMatchObject({
    ServiceCredentialAlias: `alice-at-${ACCOUNT}`,
    ServiceCredentialSecret: expect.stringMatching(/^ABSK[A-Za-z0-9+/=]+$/),
    ExpirationDate: new Date(NOW_IN_SECONDS.getTime() + 30 * 86_400_000),
  });
  expect(needs(CreateServiceSpecificCredentialCommand, input)[0]?.keys).toEqual({
    'iam:ServiceSpecificCredentialServiceName': 'bedrock.amazonaws.com',
    'iam:ServiceSpecificCredentialAgeDays': '30',
  });
  account.clock.advance('30d');
  expect(run(ListServiceSpecificCredentialsCommand, { AllUsers: true })).toMatchObject({
    ServiceSpecificCredentials: [{ UserName, Status: 'Expired' }],
    IsTruncated: false,
  });
});

test('a service without such credentials is refused, and an age where none expires', () => {
  const { run } = withUser();
  const create = (ServiceName: string) => () =>
    run(CreateServiceSpecificCredentialCommand, { UserName, ServiceName, CredentialAgeDays: 1 });
  expect(refusal(create('s3.amazonaws.com'))).toEqual([
    'NoSuchEntity',
    'No such service s3.amazonaws.com is supported for Service Specific Credentials',
  ]);
  expect(refusal(create('codecommit.amazonaws.com'))?.[0]).toBe('ValidationError');
});
