import type { ServiceId } from './application.js';

/**
 * Wire shapes, normalised from the SDK's schema tuples by `schema.ts`, the only file that knows the tuples.
 * Member names are the SDK's (`UserName`); wire names stand beside them.
 */
export type Shape =
  | StructureShape
  | UnionShape
  | ListShape
  | MapShape
  | {
      readonly kind:
        | 'string'
        | 'number'
        | 'bigint'
        | 'boolean'
        | 'blob'
        | 'streaming-blob'
        | 'document'
        | 'event-stream';
    }
  | { readonly kind: 'timestamp'; readonly format: 'date-time' | 'http-date' | 'epoch-seconds' };

export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  readonly members: readonly Member[];
  readonly xmlName?: string;
}

export interface UnionShape {
  readonly kind: 'union';
  readonly name: string;
  readonly members: readonly Member[];
  readonly xmlName?: string;
}

export interface ListShape {
  readonly kind: 'list';
  readonly name: string;
  readonly item: Shape;
  readonly itemXmlName: string;
}

export interface MapShape {
  readonly kind: 'map';
  readonly name: string;
  readonly key: Shape;
  readonly value: Shape;
  readonly keyXmlName: string;
  readonly valueXmlName: string;
}

export interface Member {
  /** The SDK's name. */
  readonly name: string;
  /** The name in XML elements and query keys; of a restXml payload, the name of the body's root element. */
  readonly wireName: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly flattened: boolean;
  readonly xmlAttribute: boolean;
  readonly xmlNamespace?: readonly [uri: string, prefix?: string];
  readonly sensitive: boolean;
  readonly idempotencyToken: boolean;
  /** Where a restXml member stands; undefined means: in the body. */
  readonly binding?: Binding;
}

/** Header names and prefixes are in lower case. */
export type Binding =
  | { readonly in: 'label' | 'query' | 'header' | 'prefix-headers'; readonly name: string }
  | { readonly in: 'payload' | 'response-code' | 'query-params' };

export interface OperationModel {
  readonly name: string;
  /** Undefined where the operation takes no input. */
  readonly input: StructureShape | undefined;
  readonly output: StructureShape | undefined;
  /** restXml only. */
  readonly http?: HttpBinding;
  readonly checksum?: Readonly<Record<string, unknown>> | string;
}

export interface HttpBinding {
  readonly method: string;
  /** The SDK's path without its literals, e.g. `/{Key+}`. */
  readonly uri: string;
  /** Query keys (and values) that must stand in the request, e.g. `[['tagging', undefined]]`; `x-id` is dropped. */
  readonly literals: readonly (readonly [key: string, value: string | undefined])[];
  readonly status: number;
  /** Set where the operation has a host of its own (WriteGetObjectResponse): it is not to be found at the service's host. */
  readonly hostPrefix?: string;
}

export interface ErrorModel {
  readonly code: string;
  readonly status: number;
  readonly fault: 'Sender' | 'Receiver';
}

/** Everything that the front knows about a service. */
export interface ServiceModel {
  readonly id: ServiceId;
  readonly protocol: 'awsQuery' | 'restXml';
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By wire code. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}
