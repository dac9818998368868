import {
  DeactivateMFADeviceCommand,
  EnableMFADeviceCommand,
  GetMFADeviceCommand,
  ListMFADevicesCommand,
  ResyncMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import { type MfaDevice, synchronized } from '../../account/mfa-devices.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { userOrSelf } from './own-user.js';
import { type OwnerCall, ownedBy, ownerOf } from './owned.js';
import { pageOf } from './pages.js';
import { users } from './targets.js';

/** What the request would say of a FIDO security key; a virtual device is none. */
const NO_SECURITY_KEY = {
  'iam:RegisterSecurityKey': undefined,
  'iam:FIDO-certification': undefined,
  'iam:FIDO-FIPS-140-2-certification': undefined,
  'iam:FIDO-FIPS-140-3-certification': undefined,
};

const enableMfaDevice = operation(EnableMFADeviceCommand, {
  needs: ({ account, input }) => ({ ...users.need(account, input.UserName), keys: NO_SECURITY_KEY }),
  run({ account, input, now }) {
    const user = users.find(account, input.UserName);
    const device = account.mfaDevices.withId(input.SerialNumber);
    if (!device) throw noSuch.mfaDevice(input.SerialNumber);
    if (device.userId !== undefined) throw new AwsError('EntityAlreadyExists', 'MFA Device is already in use.');
    checkQuota(account, 'MFADevicesPerUser', account.mfaDevices.of(user.id).length + 1);
    account.mfaDevices.put({ ...shown(device, input, now), userId: user.id, enableDate: wholeSeconds(now) });
    return {};
  },
});

const resyncMfaDevice = operation(ResyncMFADeviceCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run(call) {
    call.account.mfaDevices.put(shown(enabledDevice(call), call.input, call.now));
    return {};
  },
});

/** The device stays, and can be enabled again. */
const deactivateMfaDevice = operation(DeactivateMFADeviceCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    call.account.mfaDevices.put({ ...enabledDevice(call), userId: undefined, enableDate: undefined });
    return {};
  },
});

const getMfaDevice = operation(GetMFADeviceCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const device = enabledDevice(call);
    return {
      UserName: ownerOf(call).name,
      SerialNumber: device.id,
      ...(device.enableDate === undefined ? {} : { EnableDate: new Date(device.enableDate) }),
    };
  },
});

const listMfaDevices = operation(ListMFADevicesCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const { account, input } = call;
    const user = ownerOf(call);
    const { items, rest } = pageOf(account.mfaDevices.of(user.id), input, ({ id }) => id);
    const MFADevices = items.map(({ id, enableDate }) => ({
      UserName: user.name,
      SerialNumber: id,
      EnableDate: new Date(enableDate ?? 0),
    }));
    return { MFADevices, ...rest };
  },
});

function enabledDevice(call: OwnerCall & { readonly input: { readonly SerialNumber: string } }): MfaDevice {
  return ownedBy(call, call.account.mfaDevices, call.input.SerialNumber, noSuch.mfaDevice);
}

interface Codes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

function shown(device: MfaDevice, { AuthenticationCode1, AuthenticationCode2 }: Codes, now: number): MfaDevice {
  const found = synchronized(device, [AuthenticationCode1, AuthenticationCode2], now);
  if (!found) throw new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid.');
  return found;
}

export const mfaDeviceOperations: readonly Operation[] = [
  enableMfaDevice,
  resyncMfaDevice,
  deactivateMfaDevice,
  getMfaDevice,
  listMfaDevices,
];
