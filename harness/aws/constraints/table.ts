import { readFileSync } from 'node:fs';
import type { ServiceId } from '../application.js';

/** What a shape of an input demands. `item` names the constrained shape of a list's items. */
export interface ShapeConstraints {
  readonly min?: number;
  readonly max?: number;
  /** As AWS writes it, and prints it in errors. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly item?: string;
}

export interface ServiceConstraints {
  readonly shapes: Readonly<Record<string, ShapeConstraints>>;
  /** Structure name, member name: the constrained shape of the member. */
  readonly structures: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The file that `generate.ts` writes. */
export type Constraints = Readonly<Record<ServiceId, ServiceConstraints>> & { readonly source: string };

/** The constraints of a service, read from disk when its first input is checked. */
export function readConstraints(service: ServiceId): ServiceConstraints {
  const file = new URL('../data/constraints.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as Constraints)[service];
}
