import type { Account } from './account.js';
import type { Belonging } from './belongings.js';
import type { Tag } from './entities.js';
import { codeOfStep, stepAt } from './totp.js';

/** A virtual MFA device. Its id is its serial number, an ARN; without a user it is not in use. */
export interface MfaDevice extends Belonging {
  readonly name: string;
  readonly path: string;
  /** Base32. */
  readonly seed: string;
  readonly tags: readonly Tag[];
  /** Milliseconds since the epoch, a whole second; undefined until it is enabled. */
  readonly enableDate: number | undefined;
  /** How many steps the device is ahead of the account's clock. */
  readonly drift: number;
  /** The step of the last code that was accepted: no code counts twice. */
  readonly lastStep: number;
}

/** RFC 6238 recommends to let the code of one step before and after pass. */
const TOLERANCE = 1;
/** How far out of step a device may be that is synchronized: ten minutes. How far AWS goes is not documented. */
const SYNCHRONIZATION = 20;

/** The device after two consecutive codes that it showed; undefined if it did not show them. */
export function synchronized(device: MfaDevice, codes: readonly [string, string], now: number): MfaDevice | undefined {
  const current = stepAt(now);
  for (const distance of byDistance(SYNCHRONIZATION)) {
    const step = current + distance;
    if (codeOfStep(device.seed, step - 1) !== codes[0] || codeOfStep(device.seed, step) !== codes[1]) continue;
    return { ...device, drift: Math.abs(distance) <= TOLERANCE ? 0 : distance, lastStep: step };
  }
  return undefined;
}

/** What a session is opened with: STS's SerialNumber and TokenCode. */
export interface MfaProof {
  readonly userId: string;
  readonly serialNumber: string;
  readonly code: string;
}

/** Whether the user's device shows this code now; it cannot be used again. */
export function useCode(account: Account, { userId, serialNumber, code }: MfaProof): boolean {
  const device = account.mfaDevices.withId(serialNumber);
  if (device === undefined || device.userId !== userId) return false;
  const current = stepAt(account.clock.now()) + device.drift;
  for (const distance of byDistance(TOLERANCE)) {
    const step = current + distance;
    if (step <= device.lastStep || codeOfStep(device.seed, step) !== code) continue;
    account.mfaDevices.put({ ...device, lastStep: step });
    return true;
  }
  return false;
}

/** 0, -1, 1, -2, 2 ... */
function byDistance(limit: number): readonly number[] {
  return [0, ...Array.from({ length: limit }, (_, index) => [-1 - index, 1 + index]).flat()];
}
