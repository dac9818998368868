import { createHmac } from 'node:crypto';
import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, type RehearsalAccount, test, type User } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

const NO_CLOCK = 'the target has no clock to move';
const ACTION = 's3:ListAllMyBuckets';
const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const UNKNOWN_DEVICE = {
  code: 'AccessDenied',
  status: 403,
  message:
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
};
const WRONG_CODE = {
  code: 'AccessDenied',
  status: 403,
  message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The six digits that an authenticator app shows at a time. https://www.rfc-editor.org/rfc/rfc6238 */
function codeAt(seed: string, time: number): string {
  const bits = [...seed].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const START = Date.parse('2030-01-01T00:00:00Z');

/** Enables a virtual device at the start of 2030; a minute later `proof` gives what its display then shows. */
async function withDevice(account: RehearsalAccount, user: User) {
  account.clock.freeze();
  account.clock.set(START);
  const iam = (await account.admin()).client(IAMClient);
  const created = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: user.name }));
  const seed = Buffer.from(created.VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const SerialNumber = created.VirtualMFADevice?.SerialNumber ?? '';
  await iam.send(
    new EnableMFADeviceCommand({
      UserName: user.name,
      SerialNumber,
      AuthenticationCode1: codeAt(seed, START - 30_000),
      AuthenticationCode2: codeAt(seed, START),
    }),
  );
  account.clock.set(START + 60_000);
  return (minutes = 1) => ({ SerialNumber, TokenCode: codeAt(seed, START + minutes * 60_000) });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html */
test('a role that asks for MFA is assumed with a code of the device', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: user, condition: WITH_MFA, allows: ACTION });
  await expect(user.assume(role)).toBeDenied();
  await expect(await user.assume(role, proof())).toBeAllowed(ACTION);
});

test('a code counts once, and only with the device of the user', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const [user, other] = [await account.user(), await account.user({ allows: 'sts:AssumeRole' })];
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: account.id });
  expect(await refusal(other.assume(role, proof()))).toEqual(UNKNOWN_DEVICE);
  expect(await refusal(other.assume(role, { SerialNumber: proof().SerialNumber }))).toEqual(UNKNOWN_DEVICE);
  const own = await account.role({ trusts: user });
  await expect(user.assume(own, proof())).toBeAllowed();
  expect(await refusal(user.assume(own, proof()))).toEqual(WRONG_CODE);
  expect(await refusal(user.assume(own, proof(60)))).toEqual(WRONG_CODE);
});

/** "The temporary credentials returned by AssumeRole do not include MFA information in the context", says the same page. */
test('the session of a role knows nothing of the code that opened it', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: user, allows: { Action: ACTION, Resource: '*', Condition: WITH_MFA } });
  await expect(await user.assume(role, proof())).toBeDenied(ACTION);
});
