import { InvalidSnapshot } from './snapshot-error.js';

/** What JSON can say. A member that is undefined is left out. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [member: string]: Json };

/**
 * How something stands in a snapshot: written and read by the same description, so that neither can forget what the other knows.
 * `read` checks what it is given and throws `InvalidSnapshot` with the place of the fault.
 */
export interface Form<T> {
  write(value: T): Json;
  read(json: unknown, at: string): T;
}

export const text = primitive<string>('string', 'is no text');
export const flag = primitive<boolean>('boolean', 'is neither true nor false');

export const number: Form<number> = {
  write: (value) => value,
  read: (json, at) => (Number.isFinite(json) ? (json as number) : refuse(at, 'is no number')),
};

function primitive<T extends string | boolean>(type: 'string' | 'boolean', fault: string): Form<T> {
  return {
    write: (value) => value,
    read: (json, at) => (typeof json === type ? (json as T) : refuse(at, fault)),
  };
}

export function oneOf<const T extends string | number>(...values: readonly T[]): Form<T> {
  return {
    write: (value) => value,
    read: (json, at) =>
      values.includes(json as T)
        ? (json as T)
        : refuse(at, `is none of ${values.map((each) => `\`${each}\``).join(', ')}`),
  };
}

export function optional<T>(form: Form<T>): Form<T | undefined> {
  return {
    write: (value) => (value === undefined ? undefined : form.write(value)),
    read: (json, at) => (json === undefined ? undefined : form.read(json, at)),
  };
}

export function list<T>(form: Form<T>): Form<readonly T[]> {
  return {
    write: (values) => values.map((value) => form.write(value)),
    read: (json, at) => items(json, at).map((item, index) => form.read(item, `${at}[${index}]`)),
  };
}

/** A record of which every member is described: one that is added to the type and not here does not compile. */
export function record<T>(members: { readonly [M in keyof T]-?: Form<T[M]> }): Form<T> {
  const forms = Object.entries(members) as [string, Form<unknown>][];
  const names = new Set(forms.map(([name]) => name));
  return {
    write(value) {
      const written: Record<string, Json> = {};
      for (const [name, form] of forms) {
        const member = form.write(value[name as keyof T]);
        if (member !== undefined) written[name] = member;
      }
      return written;
    },
    read(json, at) {
      const given = membersOf(json, at);
      for (const name of Object.keys(given))
        if (!names.has(name)) refuse(below(at, name), 'is unknown to this version');
      return Object.fromEntries(forms.map(([name, form]) => [name, form.read(given[name], below(at, name))])) as T;
    },
  };
}

/** Records of several kinds, told apart by their `kind`. */
export function variants<T extends { readonly kind: string }>(
  forms: {
    readonly [K in T['kind']]: Form<Extract<T, { readonly kind: K }>>;
  },
): Form<T> {
  const formOf = (kind: string) =>
    (Object.hasOwn(forms, kind) ? forms[kind as T['kind']] : undefined) as Form<T> | undefined;
  return {
    write: (value) => formOf(value.kind)?.write(value),
    read(json, at) {
      const { kind } = membersOf(json, at);
      const form = typeof kind === 'string' ? formOf(kind) : undefined;
      return form === undefined ? refuse(below(at, 'kind'), 'is unknown to this version') : form.read(json, at);
    },
  };
}

/** A map stands as the list of its entries: its order counts. */
export function entries<K, V>(key: Form<K>, value: Form<V>): Form<ReadonlyMap<K, V>> {
  return {
    write: (map) => [...map].map(([name, held]) => [key.write(name), value.write(held)]),
    read: (json, at) =>
      new Map(
        items(json, at).map((item, index) => {
          const [name, held] = items(item, `${at}[${index}]`);
          return [key.read(name, `${at}[${index}][0]`), value.read(held, `${at}[${index}][1]`)];
        }),
      ),
  };
}

/** Values by names that may be any. */
export function named<T>(form: Form<T>): Form<Readonly<Record<string, T>>> {
  const each = (values: object, change: (value: unknown, name: string) => unknown) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
  return {
    write: (values) => each(values, (value) => form.write(value as T)) as Json,
    read: (json, at) =>
      each(membersOf(json, at), (value, name) => form.read(value, below(at, name))) as Record<string, T>,
  };
}

export const texts = named(text);

/** Bytes in one or several pieces, as one text of base64. */
export const bytes: Form<readonly Uint8Array[]> = {
  write: (pieces) => Buffer.concat(pieces).toString('base64'),
  read(json, at) {
    const read = Buffer.from(text.read(json, at), 'base64');
    if (read.toString('base64') !== json) refuse(at, 'is no base64');
    return read.length === 0 ? [] : [read];
  },
};

/** The present one of two ways to say the same: whoever keeps a thing made from others says how it is taken apart. */
export function via<T, S>(form: Form<S>, apart: (value: T) => S, together: (parts: S, at: string) => T): Form<T> {
  return {
    write: (value) => form.write(apart(value)),
    read: (json, at) => together(form.read(json, at), at),
  };
}

export function refuse(at: string, fault: string): never {
  throw new InvalidSnapshot([{ at, fault }]);
}

export function items(json: unknown, at: string): readonly unknown[] {
  return Array.isArray(json) ? json : refuse(at, 'is no list');
}

export function membersOf(json: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  return refuse(at, json === undefined ? 'is missing' : 'is no object');
}

export function below(at: string, member: string): string {
  return at === '' ? member : `${at}.${member}`;
}
