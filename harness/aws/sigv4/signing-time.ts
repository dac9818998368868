/** When a request says that it was signed. */
export interface SigningTime {
  /** As sent; empty where there is none. */
  readonly sent: string;
  /** Milliseconds since the epoch; undefined where `sent` is no time. */
  readonly at: number | undefined;
  /** The form that is signed, `20260101T120000Z`. */
  readonly stamp: string;
}

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

/** The whole second that a time lies in: all that a stamp says of it. */
export function wholeSecond(at: number): number {
  return at - (at % 1000);
}

/** `2026-01-01T12:00:00Z`, the form of times in S3's errors. */
export function isoStamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19) + 'Z';
}

/** Read by its digits: an expression and a date written out again would cost more than hashing the request. */
function basicMilliseconds(sent: string): number | undefined {
  if (sent.length !== 16 || sent[8] !== 'T' || sent[15] !== 'Z') return undefined;
  const year = digits(sent, 0, 4);
  const month = digits(sent, 4, 6);
  const day = digits(sent, 6, 8);
  const hour = digits(sent, 9, 11);
  const minute = digits(sent, 11, 13);
  const second = digits(sent, 13, 15);
  // `Date.UTC` takes years below 100 for those of the twentieth century.
  if (!(year >= 100 && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60)) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // A date such as 31 February is counted on into March.
  return new Date(at).getUTCDate() === day ? at : undefined;
}

/** NaN where anything else stands there. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
