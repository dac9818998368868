/** When a request says that it was signed. */
export interface SigningTime {
  /** As sent; empty where there is none. */
  readonly sent: string;
  /** Milliseconds since the epoch; undefined where `sent` is no time. */
  readonly at: number | undefined;
  /** The form that is signed, `20260101T120000Z`. */
  readonly stamp: string;
}

const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const httpDate = /^[A-Za-z]{3}, \d\d [A-Za-z]{3} \d{4} \d\d:\d\d:\d\d GMT$/;

/** `X-Amz-Date`: ISO 8601's basic format and nothing else. */
export function basicTime(sent: string): SigningTime {
  const at = basicMilliseconds(sent);
  return { sent, at, stamp: at === undefined ? '' : sent };
}

/** The `Date` header, which may also be an HTTP date. */
export function dateHeaderTime(sent: string): SigningTime {
  if (!httpDate.test(sent)) return basicTime(sent);
  const at = Date.parse(sent);
  return Number.isNaN(at) ? { sent, at: undefined, stamp: '' } : { sent, at, stamp: basicStamp(at) };
}

export function basicStamp(at: number): string {
  const iso = new Date(at).toISOString();
  return iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 13) + iso.slice(14, 16) + iso.slice(17, 19) + 'Z';
}

/** `2026-01-01T12:00:00Z`, the form of times in S3's errors. */
export function isoStamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19) + 'Z';
}

function basicMilliseconds(sent: string): number | undefined {
  const [, year, month, day, hour, minute, second] = basic.exec(sent) ?? [];
  if (year === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // A date such as 31 February is counted on into March.
  return basicStamp(at) === sent ? at : undefined;
}
