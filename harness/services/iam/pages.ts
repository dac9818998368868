import { AwsError } from '../../aws/errors.js';

/** What every listing of IAM is asked with. */
export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** To be spread into the answer. */
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const DEFAULT_MAX_ITEMS = 100;

/**
 * One page of a listing. A marker tells the last item of the page before, so that nothing is shown twice or left out when
 * other items come and go between two pages.
 */
export function pageOf<T>(items: readonly T[], input: PageInput, keyOf: (item: T) => string): Page<T> {
  const start = input.Marker === undefined ? 0 : startAfter(readMarker(input.Marker), items, keyOf);
  const end = start + (input.MaxItems ?? DEFAULT_MAX_ITEMS);
  const page = items.slice(start, end);
  const last = page.at(-1);
  if (end >= items.length || last === undefined) return { items: page, rest: { IsTruncated: false } };
  return { items: page, rest: { IsTruncated: true, Marker: writeMarker({ index: end, key: keyOf(last) }) } };
}

/** A page of names, which are their own keys. */
export function pageOfNames(names: readonly string[], input: PageInput): Page<string> {
  return pageOf(names, input, (name) => name);
}

interface Position {
  /** Where the page before ended, for the case that its last item is gone. */
  readonly index: number;
  readonly key: string;
}

function startAfter<T>({ index, key }: Position, items: readonly T[], keyOf: (item: T) => string): number {
  const last = items.findIndex((item) => keyOf(item) === key);
  return last < 0 ? index - 1 : last + 1;
}

function writeMarker({ index, key }: Position): string {
  return Buffer.from(JSON.stringify([index, key])).toString('base64url');
}

function readMarker(marker: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(marker, 'base64url').toString());
    if (Array.isArray(position) && position.length === 2) {
      const [index, key] = position;
      if (Number.isSafeInteger(index) && index > 0 && typeof key === 'string') return { index, key };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError('ValidationError', 'Invalid Marker.');
}
