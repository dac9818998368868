/** The clock of an account. It runs with the wall clock, and a test may move it to see sessions expire. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves it on, by e.g. `1h`, `90m`, `1d 12h`, or milliseconds; back with a negative number. Throws {@link InvalidTime}. */
  advance(by: string | number): void;
  /** Sets it: a Date, ISO 8601, or milliseconds since the epoch. It runs on from there. Throws {@link InvalidTime}. */
  set(to: Date | string | number): void;
  /** Stops it where it is; `advance` and `set` still move it. */
  freeze(): void;
  /** Lets it run on after {@link Clock.freeze}. */
  resume(): void;
  /**
   * How many milliseconds more than the wall clock it went on since that time of the wall clock: what a signature made then has
   * aged besides. The date of a signature has whole seconds, so that one of the second in which the clock is moved counts as made before.
   */
  aheadSince(wallTime: number): number;
}

/** A clock whose settings can be saved. */
export interface SavedClock extends Clock {
  readonly isFrozen: boolean;
  /** How it was moved, the oldest first. */
  settings(): readonly ClockSetting[];
}

/** A time or duration that cannot be read. */
export class InvalidTime extends Error {
  override readonly name = 'InvalidTime';
}

/** From a time of the wall clock on, the clock was ahead by `offset`, or stood still at `frozenAt`. */
export interface ClockSetting {
  readonly since: number;
  readonly offset: number;
  readonly frozenAt: number | undefined;
}

/** Older ones are forgotten: a presigned URL is valid for a week at most, and no test moves the clock this often in between. */
const SETTINGS_KEPT = 1000;

/** What AWS writes of a time has four digits for the year, also where a retention goes a century beyond it. */
const EARLIEST = 0;
const LATEST = Date.UTC(9900, 0) - 1;

export function createClock(wallClock: () => number, past: readonly ClockSetting[] = []): SavedClock {
  const settings: ClockSetting[] = [...past];
  const last = (): ClockSetting =>
    settings.at(-1) ?? { since: Number.NEGATIVE_INFINITY, offset: 0, frozenAt: undefined };
  const at = (wallTime: number, { offset, frozenAt }: ClockSetting) => frozenAt ?? wallTime + offset;
  const now = () => at(wallClock(), last());
  const change = (time: number, frozen: boolean) => {
    if (time < EARLIEST || time > LATEST)
      throw new InvalidTime(`no clock shows ${time}; pass a time from 1970 to 9899`);
    const wall = wallClock();
    settings.push({ since: wall, offset: time - wall, frozenAt: frozen ? time : undefined });
    if (settings.length > SETTINGS_KEPT) settings.shift();
  };
  const isFrozen = () => last().frozenAt !== undefined;
  return {
    now,
    get isFrozen() {
      return isFrozen();
    },
    settings: () => [...settings],
    advance: (by) => change(now() + milliseconds(by), isFrozen()),
    set: (to) => change(instant(to), isFrozen()),
    freeze: () => change(now(), true),
    resume: () => change(now(), false),
    aheadSince(wallTime) {
      if (settings.length === 0) return 0;
      const wall = wallClock();
      const then = settings.findLast(({ since }) => since <= wallTime) ?? before(settings);
      return now() - at(wallTime, then) - (wall - wallTime);
    },
  };
}

/** Before it was first moved it went with the wall clock. */
function before(settings: readonly ClockSetting[]): ClockSetting {
  const forgotten = settings.length === SETTINGS_KEPT ? settings[0] : undefined;
  return forgotten ?? { since: Number.NEGATIVE_INFINITY, offset: 0, frozenAt: undefined };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, or e.g. `90s`, `15m`, `1h`, `1d 12h`. Throws {@link InvalidTime}. */
export function milliseconds(duration: string | number): number {
  if (typeof duration === 'number' && Number.isFinite(duration)) return duration;
  const parts = String(duration).trim().split(/\s+/);
  const read = parts.map((part) => /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(part));
  if (read.includes(null)) {
    throw new InvalidTime(
      `\`${duration}\` is no duration; pass milliseconds, or e.g. \`90s\`, \`15m\`, \`1h\`, \`1d 12h\``,
    );
  }
  return read.reduce((sum, match) => sum + Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? 0), 0);
}

function instant(time: Date | string | number): number {
  const at = time instanceof Date ? time.getTime() : typeof time === 'number' ? time : Date.parse(time);
  if (Number.isFinite(at)) return at;
  throw new InvalidTime(
    `\`${time}\` is no time; pass a Date, milliseconds since the epoch, or e.g. \`2026-11-24T12:00:00Z\``,
  );
}

/** IAM and STS keep times to the second. */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
