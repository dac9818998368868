/** The clock of an account. It runs with the wall clock, and a test may move it to see sessions expire. */
export interface Clock {
  /** How far it is ahead of the wall clock, in milliseconds. */
  offset: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

export function createClock(wallClock: () => number): Clock {
  const clock: Clock = { offset: 0, now: () => wallClock() + clock.offset };
  return clock;
}

/** IAM and STS keep times to the second. */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
