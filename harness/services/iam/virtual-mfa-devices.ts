import {
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
  type VirtualMFADevice,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { MfaDevice } from '../../account/mfa-devices.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { userAnswer } from './answers.js';
import { noSuch } from './failures.js';
import { pageOf } from './pages.js';
import { qrCodePng } from './qr-code.js';
import { EXACT_KEYS, givenTags, withoutTags, withTags } from './tags.js';
import { entityArn, listingNeed } from './targets.js';

/**
 * "The name of the virtual MFA device, which must be unique. Use with path to uniquely identify a virtual MFA device."
 * The answer is the only one that shows the seed.
 */
const createVirtualMfaDevice = operation(CreateVirtualMFADeviceCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'mfa', input.Path ?? '/', input.VirtualMFADeviceName);
    const create: Need = { resource, requestTags: input.Tags };
    return input.Tags?.length ? [create, { ...create, action: 'iam:TagMFADevice' }] : create;
  },
  run({ account, input }) {
    const { VirtualMFADeviceName: name, Path: path = '/' } = input;
    const tags = withTags([], givenTags(input.Tags, EXACT_KEYS), EXACT_KEYS);
    const id = entityArn(account, 'mfa', path, name);
    for (const device of account.mfaDevices)
      if (device.id.toLowerCase() === id.toLowerCase())
        throw new AwsError('EntityAlreadyExists', 'MFA device already exists.');
    const seed = account.ids.seed();
    const unused = { userId: undefined, enableDate: undefined, drift: 0, lastStep: 0 };
    account.mfaDevices.put({ id, name, path, seed, tags, ...unused });
    const Base32StringSeed = Buffer.from(seed);
    const QRCodePNG = qrCodePng(`otpauth://totp/${name}@${account.id}?secret=${seed}`);
    const shown = { SerialNumber: id, Base32StringSeed, QRCodePNG };
    return { VirtualMFADevice: { ...shown, ...(tags.length > 0 && { Tags: [...tags] }) } };
  },
});

/** "This operation does not return tags, even though they are an attribute of the returned object." */
const listVirtualMfaDevices = operation(ListVirtualMFADevicesCommand, {
  needs: ({ account }) => listingNeed(account, 'mfa'),
  run({ account, input }) {
    const { AssignmentStatus: status = 'Any' } = input;
    const devices = [...account.mfaDevices]
      .filter(({ userId }) => status === 'Any' || (status === 'Assigned') === (userId !== undefined))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const { items, rest } = pageOf(devices, input, ({ id }) => id);
    return { VirtualMFADevices: items.map((device) => deviceAnswer(device, account)), ...rest };
  },
});

const deleteVirtualMfaDevice = operation(DeleteVirtualMFADeviceCommand, {
  needs: ({ account, input }) => deviceNeed(account, input.SerialNumber),
  run({ account, input }) {
    const device = findDevice(account, input.SerialNumber);
    if (device.userId !== undefined)
      throw new AwsError('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.');
    account.mfaDevices.remove(device.id);
    return {};
  },
});

const tagMfaDevice = operation(TagMFADeviceCommand, {
  needs: ({ account, input }) => ({ ...deviceNeed(account, input.SerialNumber), requestTags: input.Tags }),
  run({ account, input }) {
    const added = givenTags(input.Tags, EXACT_KEYS);
    const device = findDevice(account, input.SerialNumber);
    account.mfaDevices.put({ ...device, tags: withTags(device.tags, added, EXACT_KEYS) });
    return {};
  },
});

const untagMfaDevice = operation(UntagMFADeviceCommand, {
  needs: ({ account, input }) => ({ ...deviceNeed(account, input.SerialNumber), tagKeys: input.TagKeys }),
  run({ account, input }) {
    const device = findDevice(account, input.SerialNumber);
    account.mfaDevices.put({ ...device, tags: withoutTags(device.tags, input.TagKeys, EXACT_KEYS) });
    return {};
  },
});

const listMfaDeviceTags = operation(ListMFADeviceTagsCommand, {
  needs: ({ account, input }) => deviceNeed(account, input.SerialNumber),
  run({ account, input }) {
    const { items, rest } = pageOf(findDevice(account, input.SerialNumber).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

function findDevice(account: Account, serialNumber: string): MfaDevice {
  const device = account.mfaDevices.withId(serialNumber);
  if (!device) throw noSuch.mfaDevice(serialNumber);
  return device;
}

const MFA_ARN = /^arn:aws:iam::(\d{12}):mfa\/.+$/;

/** The serial number of a virtual device is its ARN; what is no ARN of this kind is a name that no device has. */
function deviceNeed(account: Account, serialNumber: string): Need {
  const [resource, resourceAccount] = MFA_ARN.exec(serialNumber) ?? [];
  const resourceTags = account.mfaDevices.withId(serialNumber)?.tags;
  if (resource === undefined || resourceAccount === undefined)
    return { resource: entityArn(account, 'mfa', '/', serialNumber), resourceTags };
  return { resource, resourceAccount, resourceTags };
}

function deviceAnswer(device: MfaDevice, account: Account): VirtualMFADevice {
  const user = device.userId === undefined ? undefined : account.users.withId(device.userId);
  return {
    SerialNumber: device.id,
    ...(user && { User: userAnswer(user) }),
    ...(device.enableDate === undefined ? {} : { EnableDate: new Date(device.enableDate) }),
  };
}

export const virtualMfaDeviceOperations: readonly Operation[] = [
  createVirtualMfaDevice,
  listVirtualMfaDevices,
  deleteVirtualMfaDevice,
  tagMfaDevice,
  untagMfaDevice,
  listMfaDeviceTags,
];
