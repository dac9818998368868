import { useCode } from '../../account/mfa-devices.js';
import { AwsError } from '../../aws/errors.js';
import type { OperationCall } from '../operation.js';

interface MfaInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * Whether the caller shows a code of its MFA device, which then is used up. Throws AccessDenied for a device that is not the
 * caller's and for a code that is not the device's.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function showsMfa({ caller, account, input }: OperationCall<MfaInput>): boolean {
  const { SerialNumber: serialNumber, TokenCode: code } = input;
  if (serialNumber === undefined && code === undefined) return false;
  if (caller.kind !== 'user' || serialNumber === undefined || code === undefined)
    throw new AwsError('AccessDenied', UNKNOWN_DEVICE);
  const { id: userId } = caller.user;
  if (account.mfaDevices.withId(serialNumber)?.userId !== userId) throw new AwsError('AccessDenied', UNKNOWN_DEVICE);
  if (!useCode(account, { userId, serialNumber, code })) throw new AwsError('AccessDenied', WRONG_CODE);
  return true;
}

const UNKNOWN_DEVICE =
  'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.';
const WRONG_CODE = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';
