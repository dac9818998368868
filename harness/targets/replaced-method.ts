// biome-ignore lint/suspicious/noExplicitAny: any method of Node's
type Method = (this: any, ...args: any[]) => any;

/**
 * Puts another method in the place of one, for Node's own objects that have no hook. Disposing of it puts the first one back, unless
 * somebody replaced the other in turn.
 */
export function replaceMethod(holder: object, name: string, replacement: (original: Method) => Method): Disposable {
  const methods = holder as Record<string, Method>;
  const isOwn = Object.hasOwn(methods, name);
  const original = methods[name];
  if (original === undefined) return { [Symbol.dispose]: () => undefined };
  const replaced = replacement(original);
  methods[name] = replaced;
  return {
    [Symbol.dispose]() {
      if (methods[name] !== replaced) return;
      if (isOwn) methods[name] = original;
      else delete methods[name];
    },
  };
}

/** Disposes of all, the last first. */
export function together(parts: readonly Disposable[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const part of parts.toReversed()) part[Symbol.dispose]();
    },
  };
}
