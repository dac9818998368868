import { createHmac } from 'node:crypto';
import {
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, type Principal, type RehearsalAccount, test, type User } from 'iam-rehearsal/vitest';
import { assuming, refusal } from './refusal.js';

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
  await account.clock.freeze();
  await account.clock.set(START);
  const iam = (await account.admin()).client(IAMClient);
  const created = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: user.name, ...account.placed }),
  );
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
  await account.clock.set(START + 60_000);
  return (minutes = 1) => ({ SerialNumber, TokenCode: codeAt(seed, START + minutes * 60_000) });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html */
test('a role that asks for MFA is assumed with a code of the device', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: user, condition: WITH_MFA, allows: ACTION });
  await expect(assuming(user, role)).toBeDenied();
  await expect(await user.assume(role, proof())).toBeAllowed(ACTION);
});

test('a code counts once, and only with the device of the user', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const [user, other] = [await account.user(), await account.user({ allows: 'sts:AssumeRole' })];
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: account.id });
  expect(await refusal(assuming(other, role, proof()))).toEqual(UNKNOWN_DEVICE);
  expect(await refusal(assuming(other, role, { SerialNumber: proof().SerialNumber }))).toEqual(UNKNOWN_DEVICE);
  const own = await account.role({ trusts: user });
  await expect(user.assume(own, proof())).toBeAllowed();
  expect(await refusal(assuming(user, own, proof()))).toEqual(WRONG_CODE);
  expect(await refusal(assuming(user, own, proof(60)))).toEqual(WRONG_CODE);
});

/** "The temporary credentials returned by AssumeRole do not include MFA information in the context", says the same page. */
test('the session of a role knows nothing of the code that opened it', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: user, allows: { Action: ACTION, Resource: '*', Condition: WITH_MFA } });
  await expect(await user.assume(role, proof())).toBeDenied(ACTION);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html */
test('a session token with MFA does what the user may do only with MFA', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user({ allows: { Action: [ACTION, 'iam:GetUser'], Resource: '*', Condition: WITH_MFA } });
  const proof = await withDevice(account, user);
  await expect(user).toBeDenied(ACTION);
  const session = await tokenOf(account, user, proof());
  await expect(session).toBeAllowed(ACTION);
  expect(await session.client(STSClient).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: user.arn });
  const { User } = await session.client(IAMClient).send(new GetUserCommand({}));
  expect(User?.Arn).toBe(user.arn);
  expect(await refusal(tokenOf(account, user, proof()))).toEqual(WRONG_CODE);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
test('a policy can ask that the code was shown lately', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const Condition = { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } };
  const user = await account.user({ allows: { Action: ACTION, Resource: '*', Condition } });
  const proof = await withDevice(account, user);
  const session = await tokenOf(account, user, proof());
  await expect(session).toBeAllowed(ACTION);
  await account.clock.advance('1h');
  await expect(session).toBeDenied(ACTION);
});

test('a role that asks for MFA is assumed with the session token that MFA gave', async ({ account, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const proof = await withDevice(account, user);
  const role = await account.role({ trusts: user, condition: WITH_MFA, allows: ACTION, maxSessionDuration: 7200 });
  const session = await tokenOf(account, user, proof());
  await expect(await session.assume(role)).toBeAllowed(ACTION);
  expect(await refusal(assuming(session, role, { DurationSeconds: 3601 }))).toMatchObject({ code: 'ValidationError' });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html */
test('a session token without MFA is closed to IAM and to most of STS', async ({ account }) => {
  const user = await account.user({ allows: ['iam:GetUser', ACTION] });
  const session = await tokenOf(account, user);
  await expect(session).toBeAllowed(ACTION);
  expect(await refusal(session.client(IAMClient).send(new GetUserCommand({})))).toEqual({
    code: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid.',
  });
  const again = { code: 'AccessDenied', status: 403, message: 'Cannot call GetSessionToken with session credentials' };
  expect(await refusal(tokenOf(account, session))).toEqual(again);
  const role = await account.role({ trusts: user });
  expect(await refusal(tokenOf(account, await user.assume(role)))).toEqual(again);
});

test('a session token ends with its time, and with its user', async ({ account, admin, target, skip }) => {
  skip(!target.capabilities.clock, NO_CLOCK);
  const user = await account.user();
  const identity = new GetCallerIdentityCommand({});
  const short = await tokenOf(account, user, { DurationSeconds: 900 });
  const long = await tokenOf(account, user);
  await account.clock.advance('901s');
  expect(await refusal(short.client(STSClient).send(identity))).toMatchObject({ code: 'ExpiredToken' });
  await expect(long.client(STSClient).send(identity)).toBeAllowed();
  const iam = admin.client(IAMClient);
  const { accessKeyId: AccessKeyId } = user.credentials;
  await iam.send(new DeleteAccessKeyCommand({ UserName: user.name, AccessKeyId }));
  await iam.send(new DeleteUserCommand({ UserName: user.name }));
  expect(await refusal(long.client(STSClient).send(identity))).toMatchObject({ code: 'InvalidClientTokenId' });
});

/** What GetSessionToken gives a caller. */
async function tokenOf(account: RehearsalAccount, caller: Principal, input: GetSessionTokenCommandInput = {}) {
  const { Credentials } = await caller.client(STSClient).send(new GetSessionTokenCommand(input));
  return account.principal(caller.arn, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
}
