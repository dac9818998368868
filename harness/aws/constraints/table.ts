import { readFileSync } from 'node:fs';
import type { ServiceId } from '../application.js';
import { newerConstraints } from './newer.js';

/** What a shape of an input demands. `item` names the constrained shape of a list's items. */
export interface ShapeConstraints {
  readonly min?: number;
  readonly max?: number;
  /** As AWS writes it, and prints it in errors. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly item?: string;
}

/** A file that `generate.ts` writes, one for each service. */
export interface Constraints {
  /** Where the constraints are from, and under which licence. */
  readonly source: string;
  readonly shapes: Readonly<Record<string, ShapeConstraints>>;
  /** Structure name, member name: the constrained shape of the member. */
  readonly structures: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The constraints of a service, read from disk when its first input is checked. */
export function readConstraints(service: ServiceId): Constraints {
  const file = new URL(`../data/constraints-${service}.json`, import.meta.url);
  const known: Constraints = JSON.parse(readFileSync(file, 'utf8'));
  const { shapes = {}, structures = {} } = newerConstraints[service] ?? {};
  const named = [...new Set([...Object.keys(structures), ...Object.keys(known.structures)])];
  return {
    ...known,
    shapes: { ...shapes, ...known.shapes },
    structures: Object.fromEntries(named.map((name) => [name, { ...structures[name], ...known.structures[name] }])),
  };
}
