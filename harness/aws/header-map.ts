import type { HeaderMap } from './http.js';

/** Names without case, values in the order sent: what signatures, routing and condition keys read. */
export function headerMap(rawHeaders: readonly string[]): HeaderMap {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}
