import type { Account } from '../account/account.js';
import type { Clock } from '../account/clock.js';
import type { Propagation } from '../account/propagation.js';

/** The clock of an account that may be restored or reset meanwhile: whoever holds it goes on with the account that is there then. */
export function liveClock(account: () => Account): Clock {
  return {
    now: () => account().clock.now(),
    advance: (by) => account().clock.advance(by),
    set: (to) => account().clock.set(to),
    freeze: () => account().clock.freeze(),
    resume: () => account().clock.resume(),
    aheadSince: (wallTime) => account().clock.aheadSince(wallTime),
  };
}

/** The same for its propagation. */
export function livePropagation(account: () => Account): Propagation {
  return {
    get: () => account().propagation.get(),
    set: (delay) => account().propagation.set(delay),
    remaining: () => account().propagation.remaining(),
    settle: () => account().propagation.settle(),
  };
}
