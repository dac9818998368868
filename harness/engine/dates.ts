const ISO_8601 =
  /^([+-]?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const EPOCH_SECONDS = /^\d{1,19}$/;
const LONGEST_YEAR = 4;
const MAX_EPOCH = 9_223_372_036_854_775_807n;
const LIMITS = [
  { from: 1, to: 12 },
  { from: 1, to: 31 },
  { from: 0, to: 23 },
  { from: 0, to: 59 },
  { from: 0, to: 59 },
];

/**
 * A date as policies write it, in milliseconds since the epoch: one of the W3C forms of ISO 8601, or seconds since the epoch.
 * Undefined for what is neither. A form without a zone is UTC.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function dateValue(value: string): number | undefined {
  const common = commonDate(value);
  if (common !== undefined) return common;
  if (isEpoch(value)) return Number(value) * 1000;
  const match = ISO_8601.exec(value);
  if (!match) return undefined;
  const [, year = '', month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  const fields = [month, day, hour, minute, second].map(Number);
  const offset = zoneOffset(zone);
  if (offset === undefined || !fields.every(withinLimits)) return undefined;
  const [m = 1, d = 1, h = 0, min = 0, s = 0] = fields;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), m - 1, d);
  date.setUTCHours(h, min, s, Math.floor(Number(`0.${fraction}`) * 1000));
  return date.getTime() - offset;
}

const COMMON = '0000-00-00T00:00:00Z';
const ZERO = 48;

/** The form in which requests tell the time, `2026-11-24T10:00:00Z`, read without a regular expression. */
function commonDate(value: string): number | undefined {
  if (value.length !== COMMON.length) return undefined;
  for (let index = 0; index < COMMON.length; index++) {
    const wanted = COMMON.charCodeAt(index);
    const code = value.charCodeAt(index);
    if (wanted === ZERO ? !(code >= ZERO && code <= ZERO + 9) : code !== wanted) return undefined;
  }
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const [month, day, hour] = [twoDigits(value, 5), twoDigits(value, 8), twoDigits(value, 11)];
  const isUsual = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23;
  const [minute, second] = [twoDigits(value, 14), twoDigits(value, 17)];
  return isUsual && minute <= 59 && second <= 59 ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** A number of four digits is a year; every other plain number counts seconds. */
function isEpoch(value: string): boolean {
  return EPOCH_SECONDS.test(value) && value.length !== LONGEST_YEAR && BigInt(value) <= MAX_EPOCH;
}

function withinLimits(value: number, index: number): boolean {
  const limit = LIMITS[index];
  return limit !== undefined && value >= limit.from && value <= limit.to;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The zone's distance from UTC in milliseconds. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}
