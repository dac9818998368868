import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetMFADeviceCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { useCode } from '../../account/mfa-devices.js';
import { codeOfStep, stepAt } from '../../account/totp.js';

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
const INVALID = ['InvalidAuthenticationCode', 'Authentication code for device is not valid.'];

/** A user and a device, whose display is read at a distance of some steps from now. */
function withDevice() {
  const { run, account, ...rest } = createIamCalls();
  const { User } = run(CreateUserCommand, { UserName: 'alice' });
  const { VirtualMFADevice } = run(CreateVirtualMFADeviceCommand, { VirtualMFADeviceName: 'phone' });
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const shows = (distance: number) => codeOfStep(seed, stepAt(account.clock.now()) + distance);
  const codes = (distance: number) => ({
    UserName: 'alice',
    SerialNumber: SERIAL,
    AuthenticationCode1: shows(distance - 1),
    AuthenticationCode2: shows(distance),
  });
  const proof = (code: string) => ({ userId: User?.UserId ?? '', serialNumber: SERIAL, code });
  return { run, account, seed, shows, codes, proof, ...rest };
}

test('a device has a seed of 64 characters of base32, shown once', () => {
  const { run, seed } = withDevice();
  expect(seed).toMatch(/^[A-Z2-7]{64}$/);
  expect(run(ListVirtualMFADevicesCommand, {}).VirtualMFADevices).toEqual([{ SerialNumber: SERIAL }]);
});

test('a name is taken by one device under each path', () => {
  const { run } = withDevice();
  expect(refusal(() => run(CreateVirtualMFADeviceCommand, { VirtualMFADeviceName: 'phone' }))).toEqual([
    'EntityAlreadyExists',
    'MFA device already exists.',
  ]);
  const other = run(CreateVirtualMFADeviceCommand, { VirtualMFADeviceName: 'phone', Path: '/x/' }).VirtualMFADevice;
  expect(other?.SerialNumber).toBe(`arn:aws:iam::${ACCOUNT}:mfa/x/phone`);
});

test('two consecutive codes enable a device', () => {
  const { run, codes } = withDevice();
  run(EnableMFADeviceCommand, codes(0));
  const listed = { UserName: 'alice', SerialNumber: SERIAL, EnableDate: NOW_IN_SECONDS };
  expect(run(ListMFADevicesCommand, { UserName: 'alice' })).toEqual({ MFADevices: [listed], IsTruncated: false });
  expect(run(GetMFADeviceCommand, { UserName: 'alice', SerialNumber: SERIAL })).toEqual(listed);
  expect(run(ListVirtualMFADevicesCommand, { AssignmentStatus: 'Unassigned' }).VirtualMFADevices).toEqual([]);
  const [assigned] = run(ListVirtualMFADevicesCommand, { AssignmentStatus: 'Assigned' }).VirtualMFADevices ?? [];
  expect(assigned).toMatchObject({ SerialNumber: SERIAL, User: { UserName: 'alice' }, EnableDate: NOW_IN_SECONDS });
});

test('codes that do not follow each other, or are old, enable nothing', () => {
  const { run, codes, shows } = withDevice();
  expect(refusal(() => run(EnableMFADeviceCommand, { ...codes(0), AuthenticationCode1: shows(-2) }))).toEqual(INVALID);
  expect(refusal(() => run(EnableMFADeviceCommand, codes(-100)))).toEqual(INVALID);
});

test('a device in use cannot be enabled again, nor deleted, nor its user', () => {
  const { run, codes } = withDevice();
  run(EnableMFADeviceCommand, codes(0));
  expect(refusal(() => run(EnableMFADeviceCommand, codes(0)))).toEqual([
    'EntityAlreadyExists',
    'MFA Device is already in use.',
  ]);
  expect(refusal(() => run(DeleteVirtualMFADeviceCommand, { SerialNumber: SERIAL }))).toEqual([
    'DeleteConflict',
    'MFA VirtualDevice in use. Must deactivate first.',
  ]);
  expect(refusal(() => run(DeleteUserCommand, { UserName: 'alice' }))).toEqual([
    'DeleteConflict',
    'Cannot delete entity, must delete MFA device first.',
  ]);
  run(DeactivateMFADeviceCommand, { UserName: 'alice', SerialNumber: SERIAL });
  run(DeleteVirtualMFADeviceCommand, { SerialNumber: SERIAL });
  run(DeleteUserCommand, { UserName: 'alice' });
});

test('a code counts once, and not for another user or device', () => {
  const { run, account, codes, shows, proof } = withDevice();
  run(EnableMFADeviceCommand, codes(0));
  expect(useCode(account, proof(shows(0)))).toBe(false);
  expect(useCode(account, { ...proof(shows(1)), userId: 'AIDAX' })).toBe(false);
  expect(useCode(account, { ...proof(shows(1)), serialNumber: `${SERIAL}x` })).toBe(false);
  expect(useCode(account, proof(shows(1)))).toBe(true);
  expect(useCode(account, proof(shows(1)))).toBe(false);
  account.clock.advance('5m');
  expect(useCode(account, proof(shows(-2)))).toBe(false);
  expect(useCode(account, proof(shows(-1)))).toBe(true);
});

test('a device that is out of step is synchronized', () => {
  const { run, account, codes, shows, proof } = withDevice();
  run(EnableMFADeviceCommand, codes(0));
  account.clock.advance('1h');
  expect(useCode(account, proof(shows(8)))).toBe(false);
  expect(refusal(() => run(ResyncMFADeviceCommand, codes(60)))).toEqual(INVALID);
  run(ResyncMFADeviceCommand, codes(8));
  account.clock.advance('30s');
  expect(useCode(account, proof(shows(8)))).toBe(true);
});

test('a device that the user has not cannot be found', () => {
  const { run } = withDevice();
  const notFound = ['NoSuchEntity', `MFA Device with serial number ${SERIAL} does not exist.`];
  for (const command of [DeactivateMFADeviceCommand, GetMFADeviceCommand])
    expect(refusal(() => run(command, { UserName: 'alice', SerialNumber: SERIAL }))).toEqual(notFound);
});

test('a device is tagged', () => {
  const { run } = withDevice();
  run(TagMFADeviceCommand, {
    SerialNumber: SERIAL,
    Tags: [
      { Key: 'b', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
  });
  run(UntagMFADeviceCommand, { SerialNumber: SERIAL, TagKeys: ['b'] });
  expect(run(ListMFADeviceTagsCommand, { SerialNumber: SERIAL }).Tags).toEqual([{ Key: 'a', Value: '2' }]);
});
