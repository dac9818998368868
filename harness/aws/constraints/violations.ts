import type { Member, Shape } from '../service-model.js';
import type { Check, CheckedMembers } from './checked-members.js';

/** One demand that an input does not meet. */
export interface Violation {
  /** The path of the value as errors print it: `tags.1.member.key`. */
  readonly at: string;
  readonly member: Member;
  /** The violated value; undefined where it is missing. */
  readonly value: unknown;
  readonly kind: 'missing' | 'pattern' | 'enum' | 'length' | 'range' | 'items';
  /** Undefined where the value is missing. */
  readonly check: Check | undefined;
}

type Structure = Extract<Shape, { members: unknown }>;
type Value = Readonly<Record<string, unknown>>;

/** All violations of an input, in AWS's order. */
export function violationsOf(
  shape: Structure,
  input: Value,
  membersOf: CheckedMembers,
  path = '',
): readonly Violation[] {
  const violations: Violation[] = [];
  for (const { member, label, check } of membersOf(shape)) {
    const value = sizedValue(member.shape, input[member.name]);
    if (value === undefined || value === null) {
      if (!member.required) continue;
      violations.push({ at: path + label, member, value: undefined, kind: 'missing', check: undefined });
      continue;
    }
    if (check !== undefined)
      for (const kind of broken(check, value)) violations.push({ at: path + label, member, value, kind, check });
    if (isSimple(member.shape)) continue;
    for (const [place, nested, inner] of nestedStructures(member.shape, value, path + label)) {
      violations.push(...violationsOf(nested, inner, membersOf, `${place}.`));
    }
  }
  return violations;
}

/** Of a map its keys: it is as long as it has entries, and AWS demands nothing of these. */
function sizedValue({ kind }: Shape, value: unknown): unknown {
  return kind === 'map' && value ? Object.keys(value) : value;
}

function isSimple({ kind }: Shape): boolean {
  return kind !== 'structure' && kind !== 'union' && kind !== 'list';
}

function nestedStructures(shape: Shape, value: unknown, at: string): readonly (readonly [string, Structure, Value])[] {
  if (shape.kind === 'structure' || shape.kind === 'union') return [[at, shape, value as Value]];
  if (shape.kind !== 'list' || !('members' in shape.item || shape.item.kind === 'list')) return [];
  return (value as readonly unknown[]).flatMap((item, i) =>
    nestedStructures(shape.item, item, `${at}.${i + 1}.member`),
  );
}

/** The demands of a shape that a value breaks. */
export function broken(check: Check, value: unknown): readonly Violation['kind'][] {
  if (Array.isArray(value)) return brokenByList(check, value);
  if (typeof value === 'number') return isWithin(check, value) ? [] : ['range'];
  if (typeof value !== 'string') return [];
  const kinds: Violation['kind'][] = [];
  if (check.values !== undefined && !check.values.has(value)) kinds.push('enum');
  if (check.pattern !== undefined && !check.pattern.whole.test(value)) kinds.push('pattern');
  if (!isWithin(check, value.length)) kinds.push('length');
  return kinds;
}

function brokenByList(check: Check, items: readonly unknown[]): readonly Violation['kind'][] {
  const { item } = check;
  const kinds: Violation['kind'][] = isWithin(check, items.length) ? [] : ['length'];
  if (item !== undefined && items.some((value) => broken(item, value).length > 0)) kinds.push('items');
  return kinds;
}

function isWithin({ min, max }: Check, size: number): boolean {
  return (min === undefined || size >= min) && (max === undefined || size <= max);
}
