import type { Emulator } from '../emulator.js';
import { ControlError } from './control-error.js';

/** The part of an emulator that is controlled from outside. */
export interface Controlled
  extends Pick<
    Emulator,
    | 'region'
    | 'account'
    | 'snapshot'
    | 'restore'
    | 'reset'
    | 'decide'
    | 'assumePairs'
    | 'decisions'
    | 'vpcEndpoint'
    | 'webIdentityKeys'
    | 'importAccount'
    | 'exportAccount'
  > {
  /** The ids of the accounts that are open. */
  accounts(): readonly string[];
}

/** What a route is asked. */
export interface RouteCall {
  readonly emulator: Controlled;
  /** What stands for the `*` of the path. */
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A member of the body. Throws {@link ControlError} where it is of another type. */
export function optionalText({ body }: RouteCall, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is no text`);
}

export function text(call: RouteCall, name: string): string {
  const value = optionalText(call, name);
  if (value !== undefined) return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is missing: pass a text`);
}

export function time({ body }: RouteCall, name: string): string | number {
  const value = body[name];
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is missing: pass a text or a number of milliseconds`);
}

export function object({ body }: RouteCall, name: string): object {
  const value = body[name];
  if (typeof value === 'object' && value !== null) return value;
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is missing: pass an object`);
}
