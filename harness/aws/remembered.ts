/** Texts of one kind that a client sends with every request, e.g. its credential, are far fewer than this. */
const LIMIT = 1000;

/**
 * What a text reads as, read once for as long as it is sent again and again. Bounded, since the texts come from requests: the oldest is
 * forgotten first.
 */
export function remembered<T>(read: (text: string) => T, limit = LIMIT): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (known.size >= limit) forgetOldest(known);
    known.set(text, value);
    return value;
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
