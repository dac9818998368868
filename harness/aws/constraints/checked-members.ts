import type { Member, ServiceModel, Shape } from '../service-model.js';
import { byHashOrder } from './hash-order.js';
import { type Constraints, readConstraints } from './table.js';

/** A member with what its values are checked against, ready to be checked. */
export interface CheckedMember {
  readonly member: Member;
  /** As errors name it: `roleName`. */
  readonly label: string;
  readonly check: Check | undefined;
}

export interface Check {
  /** The name in AWS's own model, e.g. `roleNameType`. */
  readonly shapeName: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly pattern?: { readonly text: string; readonly whole: RegExp } | undefined;
  readonly values?: ReadonlySet<string> | undefined;
  readonly item?: Check | undefined;
}

/** The members of a structure in the order in which AWS lists their violations. */
export type CheckedMembers = (shape: Extract<Shape, { members: unknown }>) => readonly CheckedMember[];

/** Reads the constraints of a service once, and compiles those of a structure when it is first checked. */
export function checkedMembers(service: ServiceModel): CheckedMembers {
  const constraints = readConstraints(service.id);
  const known = new WeakMap<object, readonly CheckedMember[]>();
  const checks = new Map<string, Check>();
  return (shape) => {
    const members = known.get(shape);
    if (members !== undefined) return members;
    const compiled = compile(shape, constraints, checks);
    known.set(shape, compiled);
    return compiled;
  };
}

function compile(
  { name, members }: Parameters<CheckedMembers>[0],
  constraints: Constraints,
  checks: Map<string, Check>,
): readonly CheckedMember[] {
  const names = constraints.structures[name] ?? {};
  const checked = members.map((member) => ({
    member,
    label: member.name.charAt(0).toLowerCase() + member.name.slice(1),
    check: compileCheck(Object.hasOwn(names, member.name) ? names[member.name] : undefined, constraints, checks),
  }));
  return byHashOrder(checked, ({ label }) => label);
}

function compileCheck(
  shapeName: string | undefined,
  table: Constraints,
  checks: Map<string, Check>,
): Check | undefined {
  const constraints = shapeName === undefined ? undefined : table.shapes[shapeName];
  if (shapeName === undefined || constraints === undefined) return undefined;
  const { min, max, pattern, enum: values, item } = constraints;
  const check = checks.get(shapeName) ?? {
    shapeName,
    min,
    max,
    pattern: pattern === undefined ? undefined : { text: pattern, whole: new RegExp(`^(?:${pattern})$`, 'u') },
    values: values === undefined ? undefined : new Set(values),
    item: compileCheck(item, table, checks),
  };
  checks.set(shapeName, check);
  return check;
}
