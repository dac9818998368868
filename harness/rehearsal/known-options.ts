import { RehearsalError } from './rehearsal-error.js';

/** The members that an object of options can have. */
export type Known<T> = Readonly<Record<keyof T, true>>;

/**
 * Vitest looks at no types, so that a misspelt option would pass unseen, and a policy that was never read would pass for one that denies.
 * Throws {@link RehearsalError}.
 */
export function expectKnown(of: string, options: unknown, known: Readonly<Record<string, true>>): void {
  if (options === undefined) return;
  const names = Object.keys(known);
  const all = names.map((name) => `\`${name}\``).join(', ');
  if (typeof options !== 'object' || options === null)
    throw new RehearsalError(`\`${of}\` takes an object of options, and got ${shown(options)}; there are ${all}`);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const meant = names.find((name) => isLike(name.toLowerCase(), unknown.toLowerCase()));
  const which = meant === undefined ? `there are ${all}` : `\`${meant}\` is one`;
  throw new RehearsalError(`\`${of}\` has no option \`${unknown}\`; ${which}`);
}

/** Without its case, and with letters too many at the end of either. */
function isLike(name: string, given: string): boolean {
  return name.startsWith(given) || given.startsWith(name);
}

function shown(options: unknown): string {
  return typeof options === 'string' ? `the text \`${options}\`` : `a ${typeof options}`;
}
