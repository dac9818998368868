import { createHash } from 'node:crypto';
import type { Belonging } from './belongings.js';

/** The password with which a user signs in to the console; its id is the user's. */
export interface LoginProfile extends Belonging {
  readonly userId: string;
  /** The digests of the passwords, the present one first. */
  readonly digests: readonly string[];
  readonly passwordResetRequired: boolean;
  /** Milliseconds since the epoch, whole seconds. */
  readonly createDate: number;
  readonly passwordDate: number;
}

/** AWS remembers 24 passwords at most. */
const DIGESTS_KEPT = 24;

export function passwordDigest(password: string, userId: string): string {
  return createHash('sha256').update(`${userId}\n${password}`).digest('hex');
}

export function hasPassword(profile: LoginProfile, password: string): boolean {
  return profile.digests[0] === passwordDigest(password, profile.userId);
}

/** The profile with another password. */
export function withPassword(profile: LoginProfile, password: string, passwordDate: number): LoginProfile {
  const digests = [passwordDigest(password, profile.userId), ...profile.digests].slice(0, DIGESTS_KEPT);
  return { ...profile, digests, passwordDate };
}
