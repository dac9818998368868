import type { ServiceId } from './application.js';
import { SchemaError } from './schema-error.js';
import { readTraits, type Traits } from './schema-traits.js';
import type {
  Binding,
  ErrorModel,
  HttpBinding,
  Member,
  OperationModel,
  ServiceModel,
  Shape,
  StructureShape,
  UnionShape,
} from './service-model.js';

// biome-ignore lint/suspicious/noExplicitAny: the SDK types its schema tuples, and calls them an implementation detail
type Tuple = readonly any[];
type Ref = unknown;

const TAG = { error: -3, simple: 0, list: 1, map: 2, structure: 3, union: 4, operation: 9 } as const;

/** What a client's module exports only inside of its client class; a test compares it with the client's own. */
const SERVICES: Readonly<Record<ServiceId, Pick<ServiceModel, 'protocol' | 'version' | 'xmlNamespace'>>> = {
  iam: { protocol: 'awsQuery', version: '2010-05-08', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  sts: { protocol: 'awsQuery', version: '2011-06-15', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  s3: { protocol: 'restXml', version: '2006-03-01', xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
};

const SIMPLE: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  [0, { kind: 'string' }],
  [1, { kind: 'number' }],
  [2, { kind: 'boolean' }],
  [4, { kind: 'timestamp', format: 'date-time' }],
  [5, { kind: 'timestamp', format: 'date-time' }],
  [6, { kind: 'timestamp', format: 'http-date' }],
  [7, { kind: 'timestamp', format: 'epoch-seconds' }],
  [15, { kind: 'document' }],
  [17, { kind: 'bigint' }],
  [21, { kind: 'blob' }],
  [42, { kind: 'streaming-blob' }],
]);
const DEFAULT_TIMESTAMP = 4;
const LIST_OF = 64;
const MAP_OF = 128;

/** The name of a command's operation, without the cost of an instance (of which the services would make a hundred as they load). */
export function operationName(command: abstract new (input: never) => unknown): string {
  const { name } = command;
  if (name.endsWith('Command')) return name.slice(0, -'Command'.length);
  const { schema } = new (command as new (input: object) => { readonly schema?: Tuple })({});
  if (schema?.[0] !== TAG.operation)
    throw new SchemaError(`\`${name}\` is no command of the AWS SDK: pass a class like \`CreateRoleCommand\``);
  return schema[2];
}

/**
 * The wire model of a service, read from the namespace of its client's module (`import * as iam from '@aws-sdk/client-iam'`).
 * Shapes are read when an operation is first used, so that a start costs next to nothing.
 */
export function readService(module: object, id: ServiceId): ServiceModel {
  const readShape = shapeReader();
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const tuple of Object.values(module).filter(isTuple)) {
    if (tuple[0] === TAG.operation) operations.set(tuple[2], readOperation(tuple, readShape));
    else if (tuple[0] === TAG.error && !String(tuple[1]).startsWith('smithy.ts')) {
      const error = readError(tuple);
      errors.set(error.code, error);
    }
  }
  return { id, ...SERVICES[id], operations, errors };
}

type ReadShape = (ref: Ref, traits?: Traits) => Shape;

function readOperation(tuple: Tuple, readShape: ReadShape): OperationModel {
  const traits = readTraits(tuple[3]);
  const input = once(() => readStructure(tuple[4], readShape));
  const output = once(() => readStructure(tuple[5], readShape));
  return {
    name: tuple[2],
    get input() {
      return input();
    },
    get output() {
      return output();
    },
    ...(traits.http === undefined ? {} : { http: readHttp(traits) }),
    ...(traits.httpChecksum === undefined ? {} : { checksum: traits.httpChecksum }),
  };
}

function readStructure(ref: Ref, readShape: ReadShape): StructureShape | undefined {
  if (resolve(ref) === 'unit') return undefined;
  const shape = readShape(ref);
  if (shape.kind !== 'structure')
    throw new SchemaError(`an operation's input or output is a \`${shape.kind}\`, not a structure`);
  return shape;
}

function readHttp({ http = ['GET', '/', 200], endpoint }: Traits): HttpBinding {
  const [method, target, status] = http;
  const [uri = '', query = ''] = target.split('?');
  const literals = query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('x-id='))
    .map((pair): [string, string | undefined] => {
      const [key = '', value] = pair.split('=');
      return [key, value];
    });
  return { method, uri, literals, status, ...(endpoint === undefined ? {} : { hostPrefix: endpoint[0] }) };
}

/** `NotFound` is the one error of S3 without a status: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const STATUS_OF_UNMARKED: Readonly<Record<string, number>> = { NotFound: 404 };

function readError(tuple: Tuple): ErrorModel {
  const { awsQueryError, httpError, error } = readTraits(tuple[3]);
  const name: string = tuple[2];
  const [code, status] = awsQueryError ?? [name, httpError ?? STATUS_OF_UNMARKED[name] ?? 400];
  return { code, status, fault: error === 'server' ? 'Receiver' : 'Sender' };
}

function shapeReader(): ReadShape {
  const known = new WeakMap<Tuple, Shape>();
  const read: ReadShape = (ref, traits = {}) => {
    const resolved = resolve(ref);
    if (typeof resolved === 'number') return readNumber(resolved, traits);
    if (!isTuple(resolved)) throw new SchemaError(`unknown schema \`${String(resolved)}\``);
    if (resolved[0] === TAG.simple) return read(resolved[4], { ...readTraits(resolved[3]), ...traits });
    const shape = known.get(resolved) ?? readCompound(resolved);
    known.set(resolved, shape);
    return shape;
  };
  const readCompound = (tuple: Tuple): Shape => {
    if (tuple[0] === TAG.list) return readList(tuple, read);
    if (tuple[0] === TAG.map) return readMap(tuple, read);
    const union = tuple[0] === TAG.union;
    if (!union && tuple[0] !== TAG.structure && tuple[0] !== TAG.error)
      throw new SchemaError(`unknown tag \`${tuple[0]}\` of a schema`);
    const { streaming, xmlName } = readTraits(tuple[3]);
    if (streaming !== undefined) return { kind: 'event-stream' };
    const members: Member[] = [];
    const shape: StructureShape | UnionShape = {
      kind: union ? 'union' : 'structure',
      name: tuple[2],
      members,
      ...(xmlName === undefined ? {} : { xmlName }),
    };
    known.set(tuple, shape); // before its members: shapes recurse
    (tuple[4] as string[]).forEach((name, i) => {
      members.push(readMember(name, tuple[5][i], i < (tuple[6] ?? 0), read));
    });
    return shape;
  };
  return read;
}

function readNumber(ref: number, traits: Traits): Shape {
  if (ref >= MAP_OF)
    return {
      kind: 'map',
      name: '',
      key: simple(0),
      value: simple(ref - MAP_OF),
      keyXmlName: 'key',
      valueXmlName: 'value',
    };
  if (ref >= LIST_OF) return { kind: 'list', name: '', item: simple(ref - LIST_OF), itemXmlName: 'member' };
  if (ref === DEFAULT_TIMESTAMP && traits.httpHeader !== undefined) return { kind: 'timestamp', format: 'http-date' };
  return simple(ref);
}

function simple(ref: number): Shape {
  const shape = SIMPLE.get(ref);
  if (shape === undefined) throw new SchemaError(`unknown number \`${ref}\` in a schema`);
  return shape;
}

function readList(tuple: Tuple, read: ReadShape): Shape {
  const [ref, traits] = withTraits(tuple[4]);
  return { kind: 'list', name: tuple[2], item: read(ref, traits), itemXmlName: traits.xmlName ?? 'member' };
}

function readMap(tuple: Tuple, read: ReadShape): Shape {
  const [key, keyTraits] = withTraits(tuple[4]);
  const [value, valueTraits] = withTraits(tuple[5]);
  const names = { keyXmlName: keyTraits.xmlName ?? 'key', valueXmlName: valueTraits.xmlName ?? 'value' };
  return { kind: 'map', name: tuple[2], key: read(key, keyTraits), value: read(value, valueTraits), ...names };
}

function readMember(name: string, memberRef: Ref, required: boolean, read: ReadShape): Member {
  const [ref, traits] = withTraits(memberRef);
  const target = resolve(ref);
  const ofShape = isTuple(target) && target[0] === TAG.simple ? readTraits(target[3]) : {};
  const shape = read(ref, traits);
  const binding = readBinding(traits, name);
  const root = binding?.in === 'payload' && 'members' in shape ? (shape.xmlName ?? shape.name) : name;
  return {
    name,
    wireName: traits.xmlName ?? root,
    shape,
    required,
    flattened: traits.xmlFlattened !== undefined,
    xmlAttribute: traits.xmlAttribute !== undefined,
    ...(traits.xmlNamespace === undefined
      ? {}
      : { xmlNamespace: [traits.xmlNamespace[1], traits.xmlNamespace[0]] as const }),
    sensitive: traits.sensitive !== undefined || ofShape.sensitive !== undefined,
    idempotencyToken: traits.idempotencyToken !== undefined,
    ...(binding === undefined ? {} : { binding }),
  };
}

function readBinding(traits: Traits, name: string): Binding | undefined {
  if (traits.httpLabel !== undefined) return { in: 'label', name };
  if (traits.httpQuery !== undefined) return { in: 'query', name: traits.httpQuery };
  if (traits.httpHeader !== undefined) return { in: 'header', name: traits.httpHeader.toLowerCase() };
  if (traits.httpPrefixHeaders !== undefined)
    return { in: 'prefix-headers', name: traits.httpPrefixHeaders.toLowerCase() };
  if (traits.httpPayload !== undefined) return { in: 'payload' };
  if (traits.httpResponseCode !== undefined) return { in: 'response-code' };
  if (traits.httpQueryParams !== undefined) return { in: 'query-params' };
  return undefined;
}

/** A member's reference is a schema, or a pair of a schema and the member's own traits. */
function withTraits(ref: Ref): [ref: Ref, traits: Traits] {
  return Array.isArray(ref) && ref.length === 2 ? [ref[0], readTraits(ref[1])] : [ref, {}];
}

function resolve(ref: Ref): Ref {
  return typeof ref === 'function' ? resolve(ref()) : ref;
}

function isTuple(value: unknown): value is Tuple {
  return Array.isArray(value) && typeof value[0] === 'number' && value.length > 2;
}

function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: read() };
    return value.of;
  };
}
