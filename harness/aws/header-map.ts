import type { HeaderMap } from './http.js';

/**
 * Names without case, values in the order sent: what signatures, routing and condition keys read. A request has a dozen headers: looking
 * through them costs less than a table that is made for each request.
 */
export function headerMap(rawHeaders: readonly string[]): HeaderMap {
  return new SentHeaders(rawHeaders);
}

class SentHeaders implements HeaderMap {
  readonly #raw: readonly string[];
  readonly #names: string[] = [];

  constructor(raw: readonly string[]) {
    this.#raw = raw;
    for (let at = 0; at + 1 < raw.length; at += 2) this.#names.push((raw[at] ?? '').toLowerCase());
  }

  first(name: string): string | undefined {
    const at = this.#names.indexOf(name);
    return at < 0 ? undefined : this.#valueAt(at);
  }

  get(name: string): readonly string[] | undefined {
    const at = this.#names.indexOf(name);
    if (at < 0) return undefined;
    const values = [this.#valueAt(at)];
    for (let next = this.#names.indexOf(name, at + 1); next >= 0; next = this.#names.indexOf(name, next + 1))
      values.push(this.#valueAt(next));
    return values;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  hasName(is: (name: string) => boolean): boolean {
    return this.#names.some(is);
  }

  keys(): Iterable<string> {
    return new Set(this.#names);
  }

  *[Symbol.iterator](): Generator<readonly [string, readonly string[]]> {
    for (const name of this.keys()) yield [name, this.get(name) ?? []];
  }

  #valueAt(at: number): string {
    return this.#raw[2 * at + 1] ?? '';
  }
}
