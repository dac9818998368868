import { canonicalQueryEscapes } from './uri-encoding.js';

/** A parameter of the query, both parts in canonical escapes. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/** The query in the order sent; a parameter without `=` has an empty value. */
export function queryParameters(rawQuery: string): readonly QueryParameter[] {
  if (rawQuery === '') return [];
  const parameters: QueryParameter[] = [];
  for (const piece of rawQuery.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? '' : piece.slice(equals + 1);
    parameters.push({ name: canonicalQueryEscapes(name), value: canonicalQueryEscapes(value) });
  }
  return parameters;
}

/** The text of a parameter; the first wins where it is repeated. */
export function queryValue(parameters: readonly QueryParameter[], name: string): string | undefined {
  const value = parameters.find((parameter) => parameter.name === name)?.value;
  if (value === undefined || !value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * Sorted by name, then by value, both in byte order after escaping.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  if (parameters.length === 0) return '';
  return [...parameters]
    .sort((a, b) => inByteOrder(a.name, b.name) || inByteOrder(a.value, b.value))
    .map(({ name, value }) => name + '=' + value)
    .join('&');
}

function inByteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
