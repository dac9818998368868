import type { Context, ContextValue } from '../engine/index.js';

/** The condition keys of a recorded request as the engine reads them: without a table of their own, which thousands of decisions would make slow. */
export function recordedContext(values: Readonly<Record<string, ContextValue>>): Context {
  return new RecordedContext(values);
}

/** A class, since a record has thousands. */
class RecordedContext implements Context {
  readonly #values: Readonly<Record<string, ContextValue>>;

  constructor(values: Readonly<Record<string, ContextValue>>) {
    this.#values = values;
  }

  get(key: string): ContextValue | undefined {
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#values);
  }
}
