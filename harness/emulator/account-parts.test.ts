import * as iam from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { codeOfStep, stepAt } from '../account/totp.js';
import { removeUser } from '../cleanup/users.js';
import { startEmulator } from './index.js';

const ACCOUNT = '123456789012';
const NOW = new Date('2026-11-24T10:00:00Z');
const UserName = 'alice';

async function withUser() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { root, clock } = emulator.account(ACCOUNT);
  clock.set(NOW);
  clock.freeze();
  const client = new iam.IAMClient(emulator.clientConfig(root));
  await client.send(new iam.CreateUserCommand({ UserName }));
  return { emulator, client };
}

test('a device is enabled with the seed that went over the wire, and goes with its user', async () => {
  const { client } = await withUser();
  const made = await client.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
  const seed = Buffer.from(made.VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const SerialNumber = made.VirtualMFADevice?.SerialNumber;
  const step = stepAt(NOW.getTime());
  const codes = { AuthenticationCode1: codeOfStep(seed, step - 1), AuthenticationCode2: codeOfStep(seed, step) };
  await client.send(new iam.EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
  const { MFADevices } = await client.send(new iam.ListMFADevicesCommand({ UserName }));
  expect(MFADevices).toEqual([{ UserName, SerialNumber, EnableDate: NOW }]);
  await client.send(new iam.CreateLoginProfileCommand({ UserName, Password: 'correct-Horse1' }));
  const ServiceName = 'codecommit.amazonaws.com';
  await client.send(new iam.CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
  await removeUser(UserName, client);
  const { SummaryMap } = await client.send(new iam.GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ Users: 0, MFADevices: 0, UsersQuota: 5000 });
});

test('a credential report comes over the wire as CSV', async () => {
  const { client } = await withUser();
  await expect(client.send(new iam.GetCredentialReportCommand({}))).rejects.toMatchObject({
    name: 'CredentialReportNotPresentException',
    $metadata: { httpStatusCode: 410 },
  });
  await client.send(new iam.GenerateCredentialReportCommand({}));
  const { Content } = await client.send(new iam.GetCredentialReportCommand({}));
  expect(Buffer.from(Content ?? []).toString()).toContain(`\nalice,arn:aws:iam::${ACCOUNT}:user/alice,`);
});

test('a refused call counts in the last-accessed details', async () => {
  const { emulator, client } = await withUser();
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName }));
  const PolicyDocument =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
  await client.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'read', PolicyDocument }));
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const s3 = new S3Client(emulator.clientConfig(key));
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  const asked = { Arn: `arn:aws:iam::${ACCOUNT}:user/alice`, Granularity: 'ACTION_LEVEL' } as const;
  const { JobId } = await client.send(new iam.GenerateServiceLastAccessedDetailsCommand(asked));
  const { ServicesLastAccessed } = await client.send(new iam.GetServiceLastAccessedDetailsCommand({ JobId }));
  expect(ServicesLastAccessed).toMatchObject([
    {
      ServiceNamespace: 's3',
      LastAuthenticated: NOW,
      TrackedActionsLastAccessed: [{ ActionName: 'ListAllMyBuckets' }],
    },
  ]);
});
