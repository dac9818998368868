/** The traits of a schema that the wire depends on, by Smithy's names. */
export interface Traits {
  readonly http?: readonly [method: string, target: string, status: number];
  readonly endpoint?: readonly [hostPrefix: string];
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly httpQueryParams?: 1;
  readonly httpChecksum?: Readonly<Record<string, unknown>> | string;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  /** Prefix and address, in this order. */
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
  readonly streaming?: 1;
  readonly sensitive?: 1;
  readonly idempotencyToken?: 1;
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

/** Traits without a value are packed into the bits of a number. */
const BITS: readonly (readonly [bit: number, trait: string])[] = [
  [1, 'httpLabel'],
  [2, 'idempotent'],
  [4, 'idempotencyToken'],
  [8, 'sensitive'],
  [16, 'httpPayload'],
  [32, 'httpResponseCode'],
  [64, 'httpQueryParams'],
];

const NONE: Traits = {};

/** A schema's traits come as an object or as bits; both become an object. */
export function readTraits(traits: unknown): Traits {
  if (typeof traits === 'object' && traits !== null) return traits as Traits;
  if (typeof traits !== 'number' || traits === 0) return NONE;
  return Object.fromEntries(BITS.filter(([bit]) => (traits & bit) !== 0).map(([, trait]) => [trait, 1]));
}
