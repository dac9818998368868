import type { Capabilities, TargetName } from './target.js';

/** A target that was asked for and cannot be had. It is never replaced by another, and nothing is skipped. */
export class TargetUnavailable extends Error {
  override readonly name = 'TargetUnavailable';
}

/** A scenario asked for what its target cannot do. */
export class MissingCapability extends Error {
  override readonly name = 'MissingCapability';
  readonly capability: keyof Capabilities;

  constructor(target: TargetName, capability: keyof Capabilities, instead: string) {
    super(`the target \`${target}\` lacks the capability \`${capability}\`: ${instead}`);
    this.capability = capability;
  }
}

/** The target lets through what it must deny, so that no test on it would mean anything. */
export class EnforcementNotProven extends Error {
  override readonly name = 'EnforcementNotProven';
}

/** What was taken away still works after the time that a change takes. */
export class StillAllowed extends Error {
  override readonly name = 'StillAllowed';

  constructor() {
    super('the call is still allowed after the time that a change takes: check that what allowed it was taken away');
  }
}
